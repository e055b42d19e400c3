"""Curves keep what they thin out, and say what they are drawn from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_curve as library_roc

from creditviz import metrics
from creditviz.evaluation.calibration.curve import calibration_curve
from creditviz.evaluation.ranking.curves import MAX_POINTS, ks_curve, roc_curve, score_histogram
from creditviz.results import ScoredRows


def scored(n=20_000, seed=0, ties=False, share_bad=0.2):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < share_bad).astype(np.int8)
    pd = 1 / (1 + np.exp(-(rng.normal(-1.5, 1, n) + y)))
    pd = np.round(pd, 1) if ties else pd
    return ScoredRows(np.arange(n), y, pd, {"model": pd})


def test_roc_is_the_librarys_when_nothing_is_thinned():
    rows = scored(500)
    curve = roc_curve(rows)
    fpr, tpr, threshold = library_roc(rows.y_true, rows.y_score, drop_intermediate=False)
    np.testing.assert_allclose(curve.fpr, fpr)
    np.testing.assert_allclose(curve.tpr, tpr)
    np.testing.assert_allclose(curve.threshold, threshold)


@pytest.mark.parametrize("ties", [False, True])
def test_thinning_keeps_hull_ks_point_and_ends(ties):
    rows = scored(ties=ties)
    curve = roc_curve(rows)
    assert len(curve.fpr) <= MAX_POINTS
    assert (curve.fpr[0], curve.tpr[0], curve.fpr[-1], curve.tpr[-1]) == (0, 0, 1, 1)
    assert (np.diff(curve.fpr) >= 0).all() and (np.diff(curve.tpr) >= 0).all() and (np.diff(curve.threshold) < 0).all()
    assert (curve.tpr - curve.fpr).max() == pytest.approx(metrics.ks(rows.y_true, rows.y_score), abs=1e-12)
    stairs = metrics.staircase(rows.y_true, rows.y_score)
    bad, good = metrics.upper_hull(stairs.bad, stairs.good)
    drawn = set(zip(curve.fpr, curve.tpr, strict=True))
    assert set(zip(good / stairs.n_good, bad / stairs.n_bad, strict=True)) <= drawn
    assert np.trapezoid(curve.tpr, curve.fpr) == pytest.approx(curve.auc.value, abs=1e-3)
    assert curve.auc.low < curve.auc.value < curve.auc.high


def test_a_perfect_score_touches_the_corner():
    rows = ScoredRows(np.arange(3), np.array([0, 0, 1]), np.array([0.1, 0.2, 0.9]))
    curve = roc_curve(rows)
    assert (0.0, 1.0) in zip(curve.fpr, curve.tpr, strict=True)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.booleans())
def test_ks_curve_marks_the_widest_gap(seed, ties):
    rows = scored(300, seed, ties)
    curve = ks_curve(rows, "model")
    assert curve.ks == pytest.approx(metrics.ks(rows.y_true, rows.y_score), abs=1e-12)
    assert curve.bad_caught - curve.good_flagged == pytest.approx(curve.ks, abs=1e-12)
    assert curve.bad_caught == np.mean(rows.y_score[rows.y_true == 1] >= curve.at_score)
    assert (np.diff(curve.score) > 0).all() and (np.diff(curve.bad_above) <= 0).all()
    assert curve.bad_above[0] == curve.good_above[0] == 1


@pytest.mark.parametrize("binning", ["quantile", "uniform"])
@pytest.mark.parametrize("ties", [False, True])
def test_calibration_groups_hold_all_rows_once(binning, ties):
    rows = scored(ties=ties)
    curve = calibration_curve(rows, "model", binning)
    assert curve.count.sum() == len(rows)
    assert np.average(curve.predicted, weights=curve.count) == pytest.approx(rows.y_score.mean())
    assert np.average(curve.observed, weights=curve.count) == pytest.approx(rows.y_true.mean())
    assert (curve.low <= curve.observed).all() and (curve.observed <= curve.high).all()
    assert curve.ece >= abs(rows.y_score.mean() - rows.y_true.mean()) - 1e-12  # triangle inequality
    if binning == "quantile" and not ties:
        assert (curve.count == len(rows) // 10).all()


def test_right_pds_lie_on_the_diagonal_nine_times_out_of_ten():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(100):
        pd = rng.beta(1, 4, 1000)
        rows = ScoredRows(np.arange(1000), (rng.random(1000) < pd).astype(np.int8), pd, {"model": pd})
        curve = calibration_curve(rows, "model")
        held += ((curve.low <= curve.predicted) & (curve.predicted <= curve.high)).sum()
    assert 0.92 < held / 1000 < 0.98


def test_accounts_with_one_pd_are_one_group():
    rows = ScoredRows(
        np.arange(50), np.r_[np.ones(10), np.zeros(40)].astype(int), np.full(50, 0.2), {"model": np.full(50, 0.2)}
    )
    curve = calibration_curve(rows, "model")
    assert len(curve.count) == 1 and curve.observed[0] == 0.2 and curve.ece < 1e-12
    assert curve.brier == pytest.approx(curve.brier_constant)


def test_histogram_sums_to_one_for_each_outcome():
    rows = scored()
    histogram = score_histogram(rows, "model")
    assert histogram.good.sum() == pytest.approx(1) and histogram.bad.sum() == pytest.approx(1)
    assert histogram.edges[0] == 0 and histogram.edges[-1] >= rows.y_score.max()
    assert histogram.cut_off == metrics.best_threshold(rows.y_true, rows.y_score)
    assert score_histogram(rows, "model", cut_off=0.5).cut_off == 0.5
