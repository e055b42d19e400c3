"""Intervals: against a plain bootstrap of rows, DeLong, and what they must hold."""

import math
import time

import numpy as np
import pytest

from creditviz import metrics
from creditviz.evaluation.ranking.bootstrap import bias_corrected, metric_intervals


def book(n=800, seed=0, share_bad=0.25):
    rng = np.random.default_rng(seed)
    y = np.repeat([1, 0], [int(n * share_bad), n - int(n * share_bad)])
    score = rng.normal(size=n) + 1.2 * y
    pd = 1 / (1 + np.exp(-(1.2 * score - 0.72 + math.log(share_bad / (1 - share_bad)))))
    return y, score, pd


def plain_bootstrap(y, score, pd, threshold, n_draws=300):
    """Rows drawn one by one within each outcome, every figure computed anew."""
    rng = np.random.default_rng(7)
    bad, good = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    q = metrics.default_precision(y.mean())
    found = []
    for _ in range(n_draws):
        rows = np.r_[rng.choice(bad, len(bad)), rng.choice(good, len(good))]
        found.append(metrics.metric_summary(y[rows], score[rows], pd[rows], threshold, precision=q))
    return {name: np.array([figures[name] for figures in found]) for name in found[0]}


def test_widths_and_places_are_those_of_drawing_rows():
    y, score, pd = book()
    found = metric_intervals(y, score, pd, 0.3, n_draws=400)
    by_rows = plain_bootstrap(y, score, pd, 0.3)
    for name, interval in found.items():
        if interval.low == 0 or interval.high == 1:
            continue
        width = interval.high - interval.low
        assert width / (2 * metrics.Z95) == pytest.approx(by_rows[name].std(ddof=1), rel=0.2), name
    bias = by_rows["h_measure"].mean() - found["h_measure"].value
    assert (found["h_measure"].low + found["h_measure"].high) / 2 == pytest.approx(
        found["h_measure"].value - bias, abs=0.006
    )


def test_values_are_the_summarys_and_lie_inside():
    y, score, pd = book(300, 1)
    summary = metrics.metric_summary(y, score, pd, 0.3)
    found = metric_intervals(y, score, pd, 0.3)
    assert {"auc", "gini", "ks", "h_measure", "brier", "log_loss", "recall", "accuracy_at_half", "g_mean"} <= set(found)
    for name, interval in found.items():
        assert interval.value == pytest.approx(summary[name])
        assert interval.low <= interval.value <= interval.high
    assert found["auc"] == metrics.auc_interval(y, score)
    assert not {"ece", "n", "threshold", "majority_accuracy"} & set(found)


def test_the_same_seed_draws_the_same():
    y, score, pd = book(200, 2)
    assert metric_intervals(y, score, pd, 0.3, seed=3) == metric_intervals(y, score, pd, 0.3, seed=3)
    assert metric_intervals(y, score, pd, 0.3, seed=3) != metric_intervals(y, score, pd, 0.3, seed=4)


def test_more_rows_narrow_the_interval_as_the_root():
    def width(n, name):
        interval = metric_intervals(*book(n, 5), 0.3, n_draws=400)[name]
        return interval.high - interval.low

    for name in ("brier", "ks", "accuracy"):
        assert width(500, name) / width(8000, name) == pytest.approx(4, rel=0.35)


def test_neighbours_put_together_move_nothing_that_matters():
    y, score, pd = book(20_000, 6)
    fine, rounded = metric_intervals(y, score, pd, 0.3), metric_intervals(y, np.round(score, 2), pd, 0.3)
    for name in ("ks", "h_measure", "average_precision"):
        assert fine[name].high - fine[name].low == pytest.approx(rounded[name].high - rounded[name].low, rel=0.25)
        assert fine[name].low == pytest.approx(rounded[name].low, abs=0.004)


@pytest.mark.slow
def test_intervals_of_ks_and_h_cover():
    truth = metrics.metric_summary(*book(400_000, 99), 0.3)
    hits = {"ks": [], "h_measure": [], "brier": [], "accuracy": []}
    for seed in range(60):
        found = metric_intervals(*book(800, 1000 + seed), 0.3, n_draws=80, seed=seed)
        for name, hit in hits.items():
            hit.append(found[name].low <= truth[name] <= found[name].high)
    assert all(np.mean(hit) >= 0.83 for hit in hits.values()), {name: np.mean(hit) for name, hit in hits.items()}


def test_shares_of_one_are_not_certain():
    y = np.repeat([1, 0], [20, 60])
    found = metric_intervals(y, y.astype(float), 0.1 + 0.8 * y, 0.5)
    assert found["recall"].high == 1 and 0.8 < found["recall"].low < 0.9


def test_one_outcome_alone_has_no_intervals():
    y = np.zeros(5)
    found = metric_intervals(y, np.arange(5.0), np.arange(5.0) / 5, 0.5)
    assert set(found) == {"auc", "gini"} and math.isnan(found["auc"].low)
    assert math.isnan(bias_corrected(0.3, np.array([np.nan, 0.2])).low)


def test_a_million_rows_are_bounded():
    y, score, pd = book(1_000_000, 8)
    start = time.process_time()
    found = metric_intervals(y, score, pd, 0.3, n_draws=50)
    assert time.process_time() - start < 10
    assert 0 < found["ks"].high - found["ks"].low < 0.006
