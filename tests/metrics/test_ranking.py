"""Known answers, closed forms and independent implementations of the metrics."""

import math

import numpy as np
import pytest
from hmeasure import h_score
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from scipy.stats import wasserstein_distance
from sklearn.metrics import f1_score, roc_auc_score, roc_curve

from creditviz import metrics
from creditviz.exceptions import DataError

PACKAGE_RATIO = {"ha2014": -1, "hand2009": 1, "severity": None}  # severity_ratio of the hmeasure package


def sample(n=600, share_bad=0.2, ties=False, seed=0):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < share_bad).astype(np.int8)
    score = 1 / (1 + np.exp(-(rng.normal(size=n) + y)))
    return y, np.round(score, 1) if ties else score


@st.composite
def scored(draw):
    n = draw(st.integers(4, 60))
    y = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n).filter(lambda y: 0 < sum(y) < len(y)))
    score = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n))
    return np.array(y), np.array(score) / 16


@given(scored())
def test_auc_is_the_share_of_ordered_pairs(pair):
    y, score = pair
    bad, good = score[y == 1][:, None], score[y == 0][None]
    assert metrics.auc(y, score) == pytest.approx(np.mean((bad > good) + 0.5 * (bad == good)), abs=1e-14)
    assert metrics.gini(y, score) == pytest.approx(2 * roc_auc_score(y, score) - 1, abs=1e-12)


@given(scored())
def test_orders_of_auc_ks_and_h(pair):
    y, score = pair
    area, gap, saved = metrics.auc(y, score), metrics.ks(y, score), metrics.h_measure(y, score)
    assert area >= gap - 1e-12
    assert metrics.ks(y, score) >= metrics.ks(y, np.round(score)) - 1e-12  # buckets only hide the gap
    assert -1e-12 <= saved <= 1 + 1e-12
    assert metrics.auc(y, -score) == pytest.approx(1 - area, abs=1e-12)
    assert metrics.auc(1 - y, score) == pytest.approx(1 - area, abs=1e-12)


@given(scored())
def test_rankings_know_no_unit(pair):
    y, score = pair
    for change in (lambda s: 3 * s + 7, np.exp, lambda s: s**3):
        for metric in (metrics.auc, metrics.ks, metrics.h_measure):
            assert metric(y, change(score)) == pytest.approx(metric(y, score), abs=1e-12)


@given(scored())
def test_ks_is_scipys_two_sample_statistic(pair):
    y, score = pair
    gap = stats.ks_2samp(score[y == 1], score[y == 0], alternative="less").statistic
    assert metrics.ks(y, score) == pytest.approx(gap, abs=1e-12)


@settings(max_examples=50)
@given(scored())
def test_h_measure_is_the_packages(pair):
    y, score = pair
    if metrics.auc(y, score) < 0.5:  # the package does not read such a ranking backwards
        score = 1 - score
    for severity, ratio in PACKAGE_RATIO.items():
        assert metrics.h_measure(y, score, severity) == pytest.approx(h_score(y, score, ratio), abs=1e-6)


@pytest.mark.parametrize("severity", metrics.SEVERITIES)
@pytest.mark.parametrize("share_bad", [0.05, 0.22, 0.5])
def test_h_measure_is_the_integral_it_claims_to_be(severity, share_bad):
    y, score = sample(400, share_bad, seed=3)
    bad = y.mean()
    weight = {
        "ha2014": stats.beta(1 + bad, 2 - bad),
        "hand2009": stats.beta(2, 2),
        "severity": stats.beta(2, 1 + (1 - bad) / bad),
    }[severity]
    fpr, tpr, _ = roc_curve(y, score, drop_intermediate=False)

    def expected(loss):
        grid = np.linspace(0, 1, 40_001)
        return np.trapezoid(loss(grid) * weight.pdf(grid), grid)

    least = expected(lambda c: np.min(c[:, None] * (1 - bad) * fpr + (1 - c[:, None]) * bad * (1 - tpr), axis=1))
    trivial = expected(lambda c: np.minimum(c * (1 - bad), (1 - c) * bad))
    assert metrics.h_measure(y, score, severity) == pytest.approx(1 - least / trivial, abs=1e-6)
    assert quad(weight.pdf, 0, 1)[0] == pytest.approx(1)


@pytest.mark.parametrize("severity", metrics.SEVERITIES)
def test_perfect_constant_and_reversed_scores(severity):
    y = np.array([0, 0, 0, 1, 1])
    assert metrics.h_measure(y, y, severity) == pytest.approx(1, abs=1e-12)
    assert metrics.h_measure(y, -y, severity) == pytest.approx(1, abs=1e-12)  # read backwards
    assert metrics.h_measure(y, np.ones(5), severity) == pytest.approx(0, abs=1e-12)
    assert (metrics.auc(y, y), metrics.auc(y, np.ones(5)), metrics.auc(y, -y)) == (1, 0.5, 0)
    assert (metrics.ks(y, y), metrics.ks(y, np.ones(5))) == (1, 0)


def test_concave_roc_has_auc_above_half_of_one_plus_ks():
    score = np.repeat(np.arange(10), 100) / 10
    y = np.concatenate([np.r_[np.ones(10 * k), np.zeros(100 - 10 * k)] for k in range(10)])
    assert metrics.auc(y, score) >= (1 + metrics.ks(y, score)) / 2


def test_hull_is_the_hull():
    y, score = sample(2000, ties=False)
    stairs = metrics.staircase(y, score)
    bad, good = metrics.upper_hull(stairs.bad, stairs.good)
    slopes = np.diff(bad) / np.maximum(np.diff(good), 1e-9)
    assert (np.diff(slopes) < 0).all()
    assert (np.interp(stairs.good, good, bad) >= stairs.bad - 1e-9)[stairs.good > 0].all()


def test_auc_interval_covers_and_matches_delong():
    y, score = sample(300, 0.3)
    found = metrics.auc_interval(y, score)
    bad, good = score[y == 1][:, None], score[y == 0][None]
    wins = (bad > good) + 0.5 * (bad == good)
    error = math.sqrt(wins.mean(1).var(ddof=1) / len(bad) + wins.mean(0).var(ddof=1) / good.size)
    assert found.value == pytest.approx(metrics.auc(y, score))
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * error, rel=1e-6)


def test_a_perfect_ranking_of_few_rows_is_not_certain():
    perfect = metrics.auc_interval(np.r_[np.zeros(5), np.ones(5)], np.arange(10))
    assert perfect.value == 1 and 0.5 < perfect.low < 0.7 and perfect.high == 1


def test_one_outcome_has_no_ranking():
    y, score = np.zeros(5), np.arange(5.0)
    for metric in (metrics.auc, metrics.ks, metrics.h_measure, metrics.gini):
        assert math.isnan(metric(y, score))
    assert math.isnan(metrics.auc_interval(y, score).low)
    assert metrics.metric_summary(y, score, score / 10, 0.5)["majority_accuracy"] == 1


def test_missing_scores_are_refused_in_words():
    with pytest.raises(DataError, match="2 of 3 are not"):
        metrics.auc(np.array([0, 1, 1]), np.array([np.nan, np.inf, 1]))


@given(scored())
def test_brier_respects_its_bounds(pair):
    y, pd = pair
    bad = y.mean()
    assert metrics.brier(y, np.full(len(y), bad)) == pytest.approx(bad * (1 - bad))
    assert metrics.brier(y, pd) >= min(bad, 1 - bad) * (1 - metrics.auc(y, pd)) / 2 - 1e-12


@given(scored())
def test_threshold_metrics_at_the_ks_point(pair):
    y, pd = pair
    threshold = metrics.best_threshold(y, pd)
    found = metrics.metric_summary(y, pd, pd, threshold)
    if found["ks"] > 0:
        assert found["recall"] - (1 - found["specificity"]) == pytest.approx(found["ks"], abs=1e-12)
    assert found["f1"] == pytest.approx(f1_score(y, pd >= threshold, zero_division=np.nan), nan_ok=True)
    assert found["accuracy"] == pytest.approx(np.mean((pd >= threshold) == y))
    assert found["majority_accuracy"] == max(y.mean(), 1 - y.mean())
    assert found["n"] == len(y) and found["n_bad"] == y.sum()


def test_summary_has_the_published_keys():
    y, score = sample()
    keys = "auc ks gini brier h_measure threshold recall specificity f1 accuracy g_mean majority_accuracy"
    assert set(keys.split()) | {"brier_constant", "n", "n_bad"} <= set(metrics.metric_summary(y, score, score, 0.3))


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=20), st.lists(st.integers(-5, 5), min_size=1, max_size=20))
def test_wasserstein_is_scipys(a, b):
    assert metrics.wasserstein(a, b) == pytest.approx(wasserstein_distance(a, b), abs=1e-12)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(pair):
    k, n = pair
    expected = stats.binomtest(k, n).proportion_ci(method="wilson")
    low, high = metrics.wilson(k, n)
    assert (low, high) == (pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9))


@pytest.mark.parametrize(
    ("bad", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_printed_intervals(bad, n, low, high):
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3."""
    assert [round(float(end), 4) for end in metrics.wilson(bad, n)] == [low, high]


@pytest.mark.parametrize(
    ("recall", "f1", "auc_hard", "expected"), [(0.4099, 0.5092, 0.6647, 0.287), (0.6143, 0.5172, 0.7012, 0.218)]
)
def test_implied_prevalence_of_the_printed_tables(recall, f1, auc_hard, expected):
    assert metrics.implied_prevalence(recall, f1, auc_hard) == pytest.approx(expected, abs=5e-4)


@given(scored(), st.floats(0, 1))
def test_recall_at_precision_is_the_best_of_all_thresholds(pair, precision):
    y, score = pair
    flags = [score >= threshold for threshold in np.unique(score)]
    allowed = [y[flag].sum() / y.sum() for flag in flags if y[flag].mean() >= precision - 1e-12]
    assert metrics.recall_at_precision(y, score, precision) == pytest.approx(max(allowed, default=0.0))


@given(scored(), st.floats(0, 1))
def test_recall_at_a_precision_up_to_the_bad_rate_is_one(pair, part):
    y, score = pair
    assert metrics.recall_at_precision(y, score, part * y.mean()) == 1
    assert metrics.recall_at_precision(y, score, y.mean()) == 1


def test_recall_at_precision_of_known_rankings():
    y = np.array([1, 0, 1, 0, 0])
    assert metrics.recall_at_precision(y, np.array([5, 4, 3, 2, 1]), 2 / 3) == 1
    assert metrics.recall_at_precision(y, np.array([5, 4, 3, 2, 1]), 0.7) == 0.5
    assert metrics.recall_at_precision(y, -np.array([5, 4, 3, 2, 1]), 0.7) == 0
    assert math.isnan(metrics.recall_at_precision(np.zeros(3), np.arange(3.0), 0.5))


@given(scored(), st.integers(0, 12))
def test_hard_auc_is_the_auc_of_labels(pair, cut):
    y, score = pair
    found = metrics.metric_summary(y, score, score, cut / 16)
    labels = (score >= cut / 16).astype(float)
    assert metrics.hard_auc(found["recall"], found["specificity"]) == pytest.approx(metrics.auc(y, labels))


def test_implied_prevalence_recovers_the_bad_rate():
    y, score = sample(5000, 0.3)
    found = metrics.metric_summary(y, score, score, 0.5)
    hard = metrics.hard_auc(found["recall"], found["specificity"])
    assert metrics.implied_prevalence(found["recall"], found["f1"], hard) == pytest.approx(y.mean(), abs=1e-12)
