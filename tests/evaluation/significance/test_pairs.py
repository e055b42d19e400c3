"""McNemar, DeLong, Wilcoxon and Holm: known answers and independent implementations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import roc_auc_score

from creditviz.evaluation.significance import (
    delong,
    delong_pairs,
    holm,
    mcnemar,
    mcnemar_counts,
    mcnemar_pairs,
    wilcoxon,
    wilcoxon_pairs,
)
from creditviz.exceptions import DataError


def decisions(only_a_wrong, only_b_wrong, both_wrong=7, both_right=50):
    """Outcomes and two models' decisions with these counts."""
    a = np.repeat([1, 0, 1, 0], [only_a_wrong, only_b_wrong, both_wrong, both_right])
    b = np.repeat([0, 1, 1, 0], [only_a_wrong, only_b_wrong, both_wrong, both_right])
    y = np.arange(len(a)) % 2
    return y, (y == 1) != (a == 1), (y == 1) != (b == 1)


def test_mcnemar_of_sixty_and_forty():
    found = mcnemar(*decisions(60, 40))
    assert found.statistic == pytest.approx(3.61)
    assert found.p == pytest.approx(0.0574, abs=5e-5)
    assert not found.exact
    assert found.difference == pytest.approx(-20 / 157)  # a is wrong more often


def test_mcnemar_is_exact_below_twenty_five_and_certain_of_nothing_at_none():
    assert mcnemar_counts(0, 0) == (0.0, 1.0, True)
    _, p, exact = mcnemar_counts(5, 19)
    assert exact and p == pytest.approx(2 * stats.binom.cdf(5, 24, 0.5))
    assert mcnemar_counts(3, 3)[1] == pytest.approx(1)
    assert not mcnemar_counts(5, 20)[2]


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemar_does_not_care_who_comes_first(a, b):
    there, back = mcnemar_counts(a, b), mcnemar_counts(b, a)
    assert there == pytest.approx(back) and 0 <= there[1] <= 1
    assert mcnemar_counts(a, a)[:2] == (0.0, 1.0)


def test_mcnemar_pairs_are_its_single_tests_with_holm():
    y, a, b = decisions(60, 40)
    c = y == 1  # never wrong
    found = mcnemar_pairs(y, {"a": a, "b": b, "c": c})
    assert found.names == ("a", "b", "c") and found.n == len(y)
    assert found.p[0, 1] == found.p[1, 0] == pytest.approx(mcnemar(y, a, b).p)
    assert found.difference[2, 0] == pytest.approx(67 / 157) and found.difference[0, 2] == pytest.approx(-67 / 157)
    assert np.isnan(np.diag(found.p)).all()
    assert found.p_adjusted[0, 1] == pytest.approx(found.p[0, 1])  # the largest of three is asked last
    assert found.p_adjusted[0, 2] == pytest.approx(3 * found.p[0, 2])


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([0.01, math.nan, 0.02])[[0, 2]] == pytest.approx([0.02, 0.02])  # two questions, not three
    assert np.isnan(holm([0.01, math.nan])[1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0.001, 0.5))
def test_holm_rejects_what_the_step_down_procedure_rejects(p, alpha):
    order = np.argsort(p)
    steps = [p[i] * (len(p) - step) <= alpha for step, i in enumerate(order)]
    n_rejected = steps.index(False) if False in steps else len(p)
    assert set(np.flatnonzero(holm(p) <= alpha)) >= set(order[:n_rejected].tolist())
    assert (holm(p) <= alpha).sum() == n_rejected


def two_models(n, seed, *, ties=False):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.3).astype(int)
    y[:4] = 0, 0, 1, 1
    shared = rng.normal(size=n)
    a, b = y + shared + rng.normal(size=n), 0.7 * y + shared + 0.5 * rng.normal(size=n)
    return (y, np.round(a), np.round(b)) if ties else (y, a, b)


def delong_by_pairs(y, a, b):
    """The covariance of DeLong et al. (1988) written out over every pair of a bad and a good row."""
    wins = [(s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0]) for s in (a, b)]
    n_bad, n_good = wins[0].shape
    by_bad = np.cov([w.mean(axis=1) for w in wins])
    by_good = np.cov([w.mean(axis=0) for w in wins])
    covariance = by_bad / n_bad + by_good / n_good
    contrast = np.array([1, -1])
    z = (wins[0].mean() - wins[1].mean()) / np.sqrt(contrast @ covariance @ contrast)
    return z, 2 * stats.norm.sf(abs(z))


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 120), st.integers(0, 10_000), st.booleans())
def test_delong_is_the_covariance_over_all_pairs(n, seed, ties):
    y, a, b = two_models(n, seed, ties=ties)
    found, (z, p) = delong(y, a, b), delong_by_pairs(y, a, b)
    assert found.difference == pytest.approx(roc_auc_score(y, a) - roc_auc_score(y, b), abs=1e-12)
    assert found.statistic == pytest.approx(z, rel=1e-7)
    assert found.p == pytest.approx(p, rel=1e-6)


def test_delong_raises_a_false_alarm_as_often_as_it_says():
    alarms = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        y = (rng.random(300) < 0.3).astype(int)
        shared = y + rng.normal(size=300)
        alarms.append(delong(y, shared + rng.normal(size=300), shared + rng.normal(size=300)).p < 0.05)
    assert 0.02 < np.mean(alarms) < 0.085


def test_delong_of_rankings_without_variance():
    y = np.array([0, 0, 1, 1])
    same = delong(y, y, 3 * y)
    assert (same.difference, same.statistic, same.p) == (0, 0, 1)
    assert math.isnan(delong(y, y, -y).p)
    assert math.isnan(delong(np.array([0, 0, 1]), y[:3], y[:3]).p)


def test_delong_pairs_turn_their_sign_with_the_models():
    y, a, b = two_models(200, 3)
    found = delong_pairs(y, {"a": a, "b": b, "c": a + b})
    assert found.statistic == pytest.approx(-found.statistic.T, nan_ok=True)
    assert found.difference == pytest.approx(-found.difference.T, nan_ok=True)
    assert found.p == pytest.approx(found.p.T, nan_ok=True)
    assert found.statistic[0, 1] == pytest.approx(delong(y, a, b).statistic)


def test_wilcoxon_counts_every_sign():
    a = np.array([0.80, 0.81, 0.79, 0.83, 0.77, 0.90])
    found = wilcoxon(a, a - [0.01, 0.02, 0.03, 0.04, 0.05, 0.06])
    assert found.p == pytest.approx(2 / 2**6) and found.exact and found.statistic == 0
    assert found.difference == pytest.approx(0.035)
    tied = wilcoxon(a, a - 0.01)  # every gap is the same up to the last binary digit
    assert tied.p == pytest.approx(2 / 2**6) and tied.exact


def test_wilcoxon_leaves_out_what_says_nothing():
    a = np.array([0.8, 0.7, 0.6, np.nan])
    assert wilcoxon(a, a)[1:] == (0.0, 1.0, True)
    assert wilcoxon(a, np.array([0.7, 0.6, 0.5, 0.1])).p == pytest.approx(0.25)
    assert math.isnan(wilcoxon(np.full(3, np.nan), a[:3]).p)
    pairs = wilcoxon_pairs({"a": a, "b": a - 0.1})
    assert pairs.n == 4 and pairs.p[0, 1] == pytest.approx(0.25)


@pytest.mark.parametrize("pairs", [lambda: mcnemar_pairs(np.zeros(3), {"a": np.zeros(3)}), lambda: wilcoxon_pairs({})])
def test_one_model_alone_is_no_comparison(pairs):
    with pytest.raises(DataError, match="at least two models"):
        pairs()
