"""Calibrations: exact where a closed form exists, monotone always."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from creditviz.evaluation.calibration import calibrations as calibration
from creditviz.exceptions import DataError
from creditviz.metrics import auc, brier


def rows(n=3000, seed=0, shift=0.0, squeeze=1.0):
    rng = np.random.default_rng(seed)
    logit = rng.normal(-1.5, 1.2, n)
    y = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(np.int8)
    return y, 1 / (1 + np.exp(-(logit * squeeze + shift)))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-3, 3), st.floats(0.2, 4))
def test_every_calibration_is_monotone_and_a_probability(seed, shift, squeeze):
    y, score = rows(200, seed, shift, squeeze)
    grid = np.linspace(0, 1, 201)
    for found in calibration.fit_calibrations(y, score, prior_train=0.4, prior_real=0.1).values():
        pd = found.apply(grid)
        assert (np.diff(pd) >= -1e-12).all(), found.name
        assert pd.min() >= 0 and pd.max() <= 1, found.name


def test_every_calibration_survives_json():
    y, score = rows()
    for found in calibration.fit_calibrations(y, score, prior_train=0.4, prior_real=0.1).values():
        again = calibration.from_json(found.to_json())
        assert again == found
        np.testing.assert_array_equal(again.apply(score), found.apply(score))


def test_prior_correction_undoes_oversampling_exactly():
    """Bayes: with equal densities of the outcomes, the posterior under one prior gives that under another."""
    ratio = np.geomspace(1e-3, 1e3, 50)  # density of bad over density of good
    train, real = 0.3, 0.08
    posterior = ratio * train / (ratio * train + 1 - train)
    wanted = ratio * real / (ratio * real + 1 - real)
    found = calibration.PriorCorrected(train, real).apply(posterior)
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    np.testing.assert_array_equal(calibration.PriorCorrected(train, real).apply(np.array([0.0, 1.0])), [0, 1])


def test_prior_correction_is_offered_only_when_the_ratio_was_changed():
    y, score = rows()
    assert list(calibration.fit_calibrations(y, score)) == ["model", "platt", "isotonic", "beta"]
    assert "prior-corrected" not in calibration.fit_calibrations(y, score, prior_train=0.2, prior_real=0.2)
    both = calibration.fit_calibrations(y, score, prior_train=0.3, prior_real=0.2)
    assert calibration.default_calibration(both) == "prior-corrected"
    assert calibration.default_calibration(["model", "platt"]) == "model"


def test_isotonic_holds_the_bad_rate_and_is_scikit_learns():
    y, score = rows(shift=2.0)
    pd = calibration.fit_calibrations(y, score)["isotonic"].apply(score)
    assert pd.mean() == pytest.approx(y.mean(), abs=1e-12)
    np.testing.assert_allclose(pd, IsotonicRegression().fit_transform(score, y), atol=1e-12)


def test_platt_is_logistic_regression_on_the_logit():
    y, score = rows(20_000, shift=1.0, squeeze=0.5)
    found = calibration.fit_calibrations(y, score)["platt"]
    logit = np.log(score / (1 - score))[:, None]
    library = LogisticRegression(C=np.inf, tol=1e-10).fit(logit, y)
    assert found.slope == pytest.approx(library.coef_[0, 0], rel=5e-3)  # Platt smooths the outcomes a little
    assert found.intercept == pytest.approx(library.intercept_[0], rel=5e-3)


@pytest.mark.parametrize("name", ["platt", "isotonic", "beta"])
def test_a_wrong_scale_is_repaired(name):
    y, score = rows(shift=2.0, squeeze=0.4)
    fresh_y, fresh = rows(seed=1, shift=2.0, squeeze=0.4)
    found = calibration.fit_calibrations(y, score)[name]
    assert brier(fresh_y, found.apply(fresh)) < brier(fresh_y, fresh) - 0.05
    assert auc(fresh_y, found.apply(fresh)) == pytest.approx(auc(fresh_y, fresh), abs=0.01)


def negative_log_likelihood(parameters, y, score):
    """Kull, Silva Filho, Flach (2017), of the beta curve on Platt's smoothed outcomes."""
    a, b, c = parameters
    n_bad = y.sum()
    wanted = np.where(y == 1, (n_bad + 1) / (n_bad + 2), 1 / (len(y) - n_bad + 2))
    margin = a * np.log(score) - b * np.log(1 - score) + c
    return np.mean(np.logaddexp(0, margin) - wanted * margin)


@pytest.mark.parametrize("bend", [lambda s: s, lambda s: s**3, lambda s: 1 - (1 - s) ** 4])
def test_beta_is_the_most_likely_curve_with_rising_slopes(bend):
    y, score = rows(1500, seed=3)
    score = bend(score)
    found = calibration.fit_calibrations(y, score)["beta"]
    bounds = [(0, None), (0, None), (None, None)]
    best = minimize(negative_log_likelihood, [1, 1, 0], (y, score), bounds=bounds, method="L-BFGS-B")
    mine = negative_log_likelihood((found.a, found.b, found.c), y, score)
    assert mine <= best.fun + 1e-9 and found.a >= 0 and found.b >= 0
    np.testing.assert_allclose(found.apply(score), expit(_margin(best.x, score)), atol=2e-3)


def _margin(parameters, score):
    a, b, c = parameters
    return a * np.log(score) - b * np.log(1 - score) + c


def test_beta_leaves_right_scores_alone_and_undoes_what_platt_cannot():
    y, score = rows(60_000, seed=1)
    right = calibration.fit_calibrations(y, score)["beta"]
    assert (right.a, right.b, right.c) == pytest.approx((1, 1, 0), abs=0.06)
    bent = score**3  # logit PD = ln(s) / 3 - ln(1 - s^(1/3)): no straight line in logit s
    found = calibration.fit_calibrations(y, bent)
    fresh_y, fresh = rows(60_000, seed=2)
    assert brier(fresh_y, found["beta"].apply(fresh**3)) < brier(fresh_y, found["platt"].apply(fresh**3))


def test_a_falling_curve_is_refused_in_words():
    y, score = rows()
    found = calibration.fit_calibrations(y, 1 - score)
    assert list(found) == ["model"]
    (sentence,) = calibration.refused(y, found)
    assert "does not rise with the score" in sentence and "own scores are kept" in sentence
    assert calibration.refused(y, calibration.fit_calibrations(y, score)) == ()


def test_platt_stays_finite_on_separable_rows():
    found = calibration.fit_calibrations(np.r_[np.zeros(20), np.ones(20)], np.linspace(0, 1, 40))["platt"]
    assert np.isfinite([found.slope, found.intercept]).all() and found.slope > 0


def test_margins_get_no_identity():
    y, score = rows()
    margins = 10 * np.log(score / (1 - score))
    found = calibration.fit_calibrations(y, margins)
    assert list(found) == ["platt", "isotonic"]
    assert found["platt"].apply(margins).mean() == pytest.approx(y.mean(), abs=0.005)
    assert calibration.default_calibration(found) == "platt"


def test_one_outcome_leaves_the_model_as_it_is():
    assert list(calibration.fit_calibrations(np.zeros(5), np.linspace(0, 1, 5))) == ["model"]
    with pytest.raises(DataError, match="both outcomes"):
        calibration.fit_calibrations(np.zeros(5), np.arange(5.0))


def test_constant_scores_do_no_harm():
    y, _ = rows()
    for found in calibration.fit_calibrations(y, np.full(len(y), 0.3)).values():
        assert np.isfinite(found.apply(np.array([0.1, 0.3, 0.9]))).all()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"name": "platt"}', '{"name": "best"}', "null"])
def test_other_json_is_refused_in_words(text):
    with pytest.raises(DataError, match="a calibration is the JSON"):
        calibration.from_json(text)


@pytest.mark.parametrize(("alpha", "gamma"), [(0.5, 2.0), (0.75, 2.0), (0.6, 1.0), (0.9, 0.0)])
def test_the_focal_inverse_finds_the_rate_behind_the_best_focal_score(alpha, gamma):
    """The score of least expected focal loss, found by looking, is led back to the rate that it was found for."""
    inverse, scores = calibration.FocalInverse(alpha, gamma), np.linspace(1e-4, 1 - 1e-4, 200_001)
    for rate in (0.02, 0.2, 0.5, 0.8):
        bad = -alpha * (1 - scores) ** gamma * np.log(scores)
        good = -(1 - alpha) * scores**gamma * np.log(1 - scores)
        best = scores[np.argmin(rate * bad + (1 - rate) * good)]
        assert inverse.apply(np.array([best]))[0] == pytest.approx(rate, abs=2e-3)


def test_the_focal_inverse_of_nothing_is_nothing_and_can_be_undone():
    grid = np.linspace(0.001, 0.999, 999)
    np.testing.assert_allclose(calibration.FocalInverse(0.5, 0.0).apply(grid), grid, atol=1e-12)
    inverse = calibration.FocalInverse(0.6, 1.0)
    np.testing.assert_allclose(inverse.undo(inverse.apply(grid)), grid, atol=1e-6)
    assert calibration.from_json(inverse.to_json()) == inverse
    assert calibration.FocalInverse(0.5, 2.0).apply(np.array([0.373]))[0] == pytest.approx(0.2, abs=2e-3)
