"""Expected maximum profit and cost curves: printed values, brute force, limits."""

from __future__ import annotations

import numpy as np
import pytest

from creditviz.evaluation.ranking.emp import expected_maximum_profit
from creditviz.evaluation.ranking.recall import cost_curve
from creditviz.exceptions import SpecificationError
from creditviz.metrics import staircase
from creditviz.results import LossAssumptions, ScoredRows

P0, P1, ROI = 0.55, 0.1, 0.2644  # as published


def drawn(n=500, seed=0, digits=9):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.25).astype(np.int8)
    return y, (rng.normal(size=n) + 0.8 * y).round(digits)


def test_the_printed_example():
    """Documentation of empulse, `empcs`, after the authors' EMP package: profit .09747, .32434 rejected."""
    found = expected_maximum_profit([0, 1, 0, 1, 0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9])
    assert found.profit == pytest.approx(0.0974701705, abs=1e-9)
    assert found.rejected == pytest.approx(0.324345, abs=1e-9)


@pytest.mark.parametrize(("digits", "losses"), [(9, LossAssumptions()), (1, LossAssumptions(0.2, 0.3, 0.1))])
def test_the_integral_is_what_trying_every_cut_off_at_every_loss_gives(digits, losses):
    y, score = drawn(digits=digits)
    stairs = staircase(y, score)
    bad, good = stairs.bad / len(y), stairs.good / len(y)

    def best(loss):
        earned = loss[:, None] * bad - losses.roi * good
        at = earned.argmax(axis=1)
        return earned.max(axis=1), (bad + good)[at]

    spread = 1 - losses.none - losses.total
    middle, whole = best((np.arange(20_000) + 0.5) / 20_000), best(np.ones(1))
    found = expected_maximum_profit(y, score, losses)
    assert found.profit == pytest.approx(spread * middle[0].mean() + losses.total * whole[0][0], abs=1e-7)
    assert found.rejected == pytest.approx(spread * middle[1].mean() + losses.total * whole[1][0], abs=1e-4)


def test_a_perfect_ranking_saves_every_loss():
    y = np.repeat([1, 0], [30, 70])
    found = expected_maximum_profit(y, y)
    spread = 1 - P0 - P1
    assert found.profit == pytest.approx(0.3 * (spread / 2 + P1)) == found.perfect
    assert found.rejected == pytest.approx(0.3 * (spread + P1))


def test_a_constant_score_can_only_approve_or_reject_everybody():
    y = np.repeat([1, 0], [60, 40])
    turn = ROI * 0.4 / 0.6  # from this loss on, rejecting everybody pays
    spread = 1 - P0 - P1
    wanted = spread * (0.6 * (1 - turn**2) / 2 - ROI * 0.4 * (1 - turn)) + P1 * (0.6 - ROI * 0.4)
    assert expected_maximum_profit(y, np.ones(100)).profit == pytest.approx(wanted)
    few = expected_maximum_profit(np.repeat([1, 0], [10, 90]), np.ones(100))
    assert few.profit == 0 and few.rejected == 0


def test_one_outcome_has_no_profit_and_shares_are_shares():
    assert np.isnan(expected_maximum_profit(np.zeros(5), np.arange(5)).profit)
    with pytest.raises(SpecificationError, match="at most 100% together"):
        expected_maximum_profit(*drawn(), LossAssumptions(0.7, 0.5))
    assert expected_maximum_profit(*drawn(), LossAssumptions(1.0, 0.0)).profit == 0


def rows(y, score):
    return ScoredRows(np.arange(len(y)), np.asarray(y, dtype=np.int8), np.asarray(score, dtype=float))


@pytest.mark.parametrize("digits", [9, 1])
def test_a_cost_curve_is_the_least_of_all_cut_offs_lines(digits):
    """Drummond and Holte (2006), equation for normalised expected cost: FN * PC + FP * (1 - PC)."""
    y, score = drawn(digits=digits)
    stairs, share = staircase(y, score), np.linspace(0, 1, 401)
    miss, false = 1 - stairs.bad / stairs.n_bad, stairs.good / stairs.n_good
    least = (miss[:, None] * share + false[:, None] * (1 - share)).min(axis=0)
    curve = cost_curve(rows(y, score))
    np.testing.assert_allclose(np.interp(share, curve.share, curve.cost), least, atol=1e-12)
    low, high = curve.useful
    better = np.interp(share, curve.share, curve.cost) < np.minimum(share, 1 - share) - 1e-12
    np.testing.assert_array_equal(better, (share > low + 1e-12) & (share < high - 1e-12))


def test_a_perfect_ranking_costs_nothing_and_a_constant_one_the_roof():
    perfect, constant = (cost_curve(rows([0, 0, 1, 1], score)) for score in ([0, 0, 1, 1], [1, 1, 1, 1]))
    assert perfect.cost.max() == 0 and perfect.useful == (0.0, 1.0)
    assert constant.at(0.5) == 0.5 and constant.at(0.2) == pytest.approx(0.2) and constant.useful == (0.5, 0.5)
