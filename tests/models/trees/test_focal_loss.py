"""Central differences, and the closed forms that follow from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.models.trees.focal_loss import (
    focal_derivatives,
    focal_intercept,
    focal_log_odds,
    focal_loss,
    focal_probability,
)

MARGINS = np.linspace(-12, 12, 2401)
ALPHAS = (0.1, 0.25, 0.5, 0.75, 0.9)
GAMMAS = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("alpha", ALPHAS)
def test_derivatives_are_those_of_central_differences(alpha, gamma, y):
    step = 1e-5
    labels = np.full_like(MARGINS, y)
    gradient, hessian = focal_derivatives(MARGINS, labels, alpha, gamma)
    above, below = (focal_loss(MARGINS + d, labels, alpha, gamma) for d in (step, -step))
    np.testing.assert_allclose(gradient, (above - below) / (2 * step), atol=1e-8)
    above, below = (focal_derivatives(MARGINS + d, labels, alpha, gamma)[0] for d in (step, -step))
    np.testing.assert_allclose(hessian, (above - below) / (2 * step), atol=1e-7)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_gamma_zero_is_the_weighted_logistic_loss(alpha):
    p = 1 / (1 + np.exp(-MARGINS))
    for y, weight in ((1, alpha), (0, 1 - alpha)):
        gradient, hessian = focal_derivatives(MARGINS, np.full_like(MARGINS, y), alpha, 0.0)
        np.testing.assert_allclose(gradient, weight * (p - y), atol=1e-12)
        np.testing.assert_allclose(hessian, weight * p * (1 - p), atol=1e-12)


@pytest.mark.parametrize(("gamma", "turn", "least"), [(1.0, -3.10, -0.017), (2.0, -2.79, -0.047), (5.0, -2.94, -0.117)])
def test_the_hessian_is_negative_only_for_confidently_wrong_rows(gamma, turn, least):
    _, hessian = focal_derivatives(MARGINS, np.ones_like(MARGINS), 1 - 1e-12, gamma)
    assert MARGINS[hessian < 0].max() == pytest.approx(turn, abs=0.01)
    assert hessian.min() == pytest.approx(least, abs=0.0005)


@pytest.mark.parametrize(
    ("bad_rate", "margin"), [(0.0807, -0.498), (0.15, -0.238), (0.2212, -0.060), (0.2857, 0.068), (0.40, 0.259)]
)
def test_intercept_is_the_constant_of_least_loss(bad_rate, margin):
    found = focal_intercept(bad_rate, 0.75, 2.0)
    assert found == pytest.approx(margin, abs=0.0006)
    at = found + np.linspace(-1, 1, 201)
    loss = bad_rate * focal_loss(at, np.ones(201), 0.75, 2.0) + (1 - bad_rate) * focal_loss(
        at, np.zeros(201), 0.75, 2.0
    )
    assert loss.argmin() == 100


@given(st.floats(0.01, 0.99), st.sampled_from(ALPHAS), st.sampled_from(GAMMAS))
def test_the_inverse_finds_the_bad_rate_behind_the_intercept(bad_rate, alpha, gamma):
    margin = focal_intercept(bad_rate, alpha, gamma)
    assert focal_probability(np.array([margin]), alpha, gamma)[0] == pytest.approx(bad_rate, abs=1e-9)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("gamma", GAMMAS)
def test_the_inverse_rises_and_stays_between_zero_and_one(alpha, gamma):
    z = np.linspace(-30, 30, 6001)
    log_odds, probability = focal_log_odds(z, alpha, gamma), focal_probability(z, alpha, gamma)
    assert np.isfinite(log_odds).all()
    assert (np.diff(log_odds) > 0).all()
    assert ((probability >= 0) & (probability <= 1)).all()


def test_without_focus_and_weight_the_margin_is_the_log_odds():
    np.testing.assert_allclose(focal_log_odds(MARGINS, 0.5, 0.0), MARGINS, atol=1e-12)
