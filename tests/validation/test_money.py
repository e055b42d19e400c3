"""One money model: the best cut-off is exactly the best, and one setting of a book reaches every page and pack."""

import numpy as np
import pytest
from scipy import integrate

from creditviz.evaluation.cutting.cutoff import count_approved, every_cut_off, grid
from creditviz.evaluation.cutting.profit import best_cut_off, profit
from creditviz.evaluation.ranking.emp import expected_maximum_profit
from creditviz.reporting.committee.pack.stand import economics
from creditviz.results import Applicants, Economics, LossAssumptions
from creditviz.runs import Workspace
from creditviz.runs.money import Money, keep_money, money_of


def applicants(n: int = 3000, seed: int = 0) -> Applicants:
    rng = np.random.default_rng(seed)
    pd = np.sort(rng.beta(1.2, 8, n))
    return Applicants(pd, (rng.random(n) < pd).astype(np.int8), np.arange(n))


def test_the_best_cut_off_earns_the_maximum_over_all_ways_to_cut():
    """By the definition: sorted by PD, approve the first k; k that earns most. 198 points miss it."""
    missed = 0
    for seed in range(8):
        rows, money = applicants(seed=seed), Economics(0.08, 0.45)
        earned = np.r_[0.0, np.cumsum(np.where(rows.y == 1, -money.lgd, money.margin))] * money.amount
        counts = count_approved(rows, every_cut_off(rows))
        best = best_cut_off(counts, money)
        found = count_approved(rows, np.array([best]))
        assert profit(found, money)[0] == pytest.approx(1000 * earned.max() / len(rows))
        missed += profit(count_approved(rows, grid(rows)), money).max() < profit(found, money)[0] - 1e-6
    assert missed >= 4, "what the coarse grid lost"


@pytest.mark.parametrize(("lgd", "spread"), [(0.45, 0.35), (0.9, 0.2), (0.05, 0.1), (0.0, 0.0), (1.0, 0.0)])
def test_expected_maximum_profit_takes_the_losses_of_the_book(lgd, spread):
    losses = LossAssumptions.of(lgd, 0.08)
    assert losses.mean_loss == pytest.approx(lgd) and losses.roi == 0.08
    assert 1 - losses.none - losses.total == pytest.approx(spread)


def test_expected_maximum_profit_is_its_integral():
    """The definition by quadrature (SciPy): the best cut-off for every loss, over the law of losses."""
    rows, losses = applicants(400), LossAssumptions.of(0.45, 0.08)
    bad = np.r_[0, np.cumsum(rows.y[::-1])] / len(rows.y)
    good = np.r_[0, np.cumsum(1 - rows.y[::-1])] / len(rows.y)

    def best(loss: float) -> float:
        return float((loss * bad - losses.roi * good).max())

    between = 1 - losses.none - losses.total
    area = integrate.quad(best, 0, 1, limit=400)[0]
    expected = losses.none * best(0.0) + between * area + losses.total * best(1.0)
    assert expected_maximum_profit(rows.y, rows.pd, losses).profit == pytest.approx(expected, abs=1e-6)


def test_the_money_of_a_book_is_set_once(tmp_path):
    workspace = Workspace.open(tmp_path)
    assert not money_of(workspace, "a").kept and money_of(workspace, "a").economics == Economics()
    asked = Money(Economics(0.05, 0.6, 2500.0, 30.0, "EUR"), "limit", 0.4, kept=True)
    keep_money(workspace, "a", asked)
    assert money_of(workspace, "a") == asked and not money_of(workspace, "b").kept
    assert economics(None, money_of(workspace, "a")) == (asked.economics, "limit", 0.4)
