"""Calibration in the large and slope in closed form, and against a library's regression."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from creditviz.evaluation.calibration.summary import calibration_in_the_large, calibration_slope, calibration_summary
from creditviz.metrics import Z95
from creditviz.results import ScoredRows


def logit(p):
    return np.log(p / (1 - p))


def two_grades(n=(400, 300), bad=(40, 120), pd=(0.05, 0.6)):
    y = np.r_[np.repeat([1, 0], [bad[0], n[0] - bad[0]]), np.repeat([1, 0], [bad[1], n[1] - bad[1]])]
    return y, np.repeat(pd, n)


def rows(n=4000, seed=0, stretch=1.0, shift=0.0):
    rng = np.random.default_rng(seed)
    true = rng.normal(-1.5, 1.2, n)
    y = (rng.random(n) < 1 / (1 + np.exp(-true))).astype(int)
    return y, 1 / (1 + np.exp(-(stretch * true + shift)))


def test_one_grade_in_closed_form():
    """A constant PD is off by the difference of two log-odds; its variance is 1 / (n r (1 - r))."""
    y = np.repeat([1, 0], [60, 240])
    found = calibration_in_the_large(y, np.full(300, 0.1))
    assert found.value == pytest.approx(logit(0.2) - logit(0.1), abs=1e-9)
    assert found.high - found.value == pytest.approx(Z95 / np.sqrt(300 * 0.2 * 0.8), rel=1e-6)
    assert np.isnan(calibration_slope(y, np.full(300, 0.1)).value)


def test_two_grades_in_closed_form():
    """With two grades the regression is saturated: the slope is a quotient of differences of log-odds."""
    y, pd = two_grades()
    wide = logit(0.6) - logit(0.05)
    found = calibration_slope(y, pd)
    assert found.value == pytest.approx((logit(0.4) - logit(0.1)) / wide, abs=1e-8)
    error = np.sqrt(1 / (400 * 0.1 * 0.9) + 1 / (300 * 0.4 * 0.6)) / wide
    assert found.high - found.value == pytest.approx(Z95 * error, rel=1e-6)


def test_the_slope_is_the_librarys():
    y, pd = rows(stretch=1.4, shift=0.5)
    library = LogisticRegression(C=np.inf, tol=1e-10).fit(logit(pd)[:, None], y)
    assert calibration_slope(y, pd).value == pytest.approx(library.coef_[0, 0], rel=1e-5)


def test_right_pds_are_covered_and_wrong_ones_are_told():
    found = [rows(1500, seed) for seed in range(60)]
    held = [calibration_slope(*pair) for pair in found], [calibration_in_the_large(*pair) for pair in found]
    assert 0.87 <= np.mean([i.low <= 1 <= i.high for i in held[0]]) <= 1
    assert 0.87 <= np.mean([i.low <= 0 <= i.high for i in held[1]]) <= 1
    assert calibration_slope(*rows(stretch=2.0)).value == pytest.approx(0.5, abs=0.05)
    assert calibration_in_the_large(*rows(shift=1.0)).value == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize("y", [np.zeros(20), np.ones(20)])
def test_one_outcome_has_neither(y):
    pd = np.linspace(0.1, 0.9, 20)
    assert np.isnan(calibration_slope(y, pd).value) and np.isnan(calibration_in_the_large(y, pd).value)


def test_certain_pds_and_separable_rows_stay_finite():
    y, pd = np.repeat([0, 1], 30), np.repeat([0.0, 1.0], 30)
    assert np.isnan(calibration_slope(y, pd).low) or np.isfinite(calibration_slope(y, pd).high)
    mixed = calibration_slope(np.r_[y, 1, 0], np.r_[pd, 0.0, 1.0])
    assert np.isfinite([mixed.low, mixed.value, mixed.high]).all()


def test_the_summary_holds_the_same_figures():
    y, pd = two_grades()
    found = calibration_summary(ScoredRows(np.arange(700), y.astype(np.int8), pd, {"platt": pd}), "platt")
    assert (found.n_rows, found.n_bad, found.calibration) == (700, 160, "platt")
    assert found.mean_pd == pytest.approx((400 * 0.05 + 300 * 0.6) / 700)
    assert found.bad_rate.low < 160 / 700 < found.bad_rate.high and found.slope == calibration_slope(y, pd)
