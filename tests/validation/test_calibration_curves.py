"""Curves that calibrate: never worse than leaving scores alone, never a constant, the ranking kept, falling refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logit

from creditviz.evaluation.calibration import calibrations as calibration
from creditviz.evaluation.logistic import fit_logistic
from creditviz.metrics import auc
from creditviz.models.rounds.adaptive_boosting import AdaptiveBoostingClassifier

FAMILIES = ("platt", "beta")


def smoothed_log_loss(y, log_odds):
    """The loss that the curves minimise, written out: Platt (1999), equation 4 and section 2.2."""
    n_bad, n_good = (y == 1).sum(), (y == 0).sum()
    wanted = np.where(y == 1, (n_bad + 1) / (n_bad + 2), 1 / (n_good + 2))
    return -np.mean(wanted * log_expit(log_odds) + (1 - wanted) * log_expit(-log_odds))


def log_odds(curve, score):
    """Of the PD, without going through a PD that rounds to 1."""
    s = np.clip(score, 1e-12, 1 - 1e-12)
    if curve.name == "platt":
        return curve.slope * logit(s) + curve.intercept
    return curve.a * np.log(s) - curve.b * np.log1p(-s) + curve.c


@st.composite
def hard_rows(draw):
    """Few or many rows, rare or common bads, separation from none to complete, and a few far outliers."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n = draw(st.sampled_from([20, 60, 500]))
    n_bad = max(1, int(n * draw(st.sampled_from([0.02, 0.2, 0.5, 0.95]))))
    y = np.zeros(n, dtype=np.int8)
    y[rng.permutation(n)[:n_bad]] = 1
    apart = draw(st.sampled_from([-2.0, 0.0, 0.5, 3.0, 60.0]))
    margin = rng.normal(0, draw(st.sampled_from([0.001, 1.0, 5.0])), n) + apart * y + draw(st.sampled_from([-8, 0, 3]))
    far = rng.permutation(n)[: draw(st.sampled_from([0, 1, 3]))]
    margin[far] *= draw(st.sampled_from([50.0, 1e4]))
    return y, expit(margin)


@settings(max_examples=150, deadline=None)
@given(hard_rows())
def test_no_curve_is_worse_than_the_scores_flat_or_turns_the_ranking(rows):
    y, score = rows
    found = calibration.fit_calibrations(y, score)
    as_they_are = smoothed_log_loss(y, logit(np.clip(score, 1e-12, 1 - 1e-12)))
    order = np.argsort(score)
    for name, curve in found.items():
        pd = curve.apply(score)
        assert np.isfinite(pd).all() and pd.min() >= 0 and pd.max() <= 1, name
        assert (np.diff(pd[order]) >= -1e-15).all(), name
        if name in FAMILIES:
            assert smoothed_log_loss(y, log_odds(curve, score)) <= as_they_are + 1e-9, name
            low, high = log_odds(curve, np.array([0.001, 0.999]))  # far outside the rows both PDs may round to 1
            assert high > low, "never a constant"
    for name in ("platt", "beta", "isotonic"):
        assert name in found or calibration.refused(y, found), "what is missing is said"


@settings(max_examples=40, deadline=None)
@given(hard_rows())
def test_platt_ends_where_another_optimiser_ends(rows):
    """Nelder-Mead on the same loss: no derivative, no line search, no code in common."""
    y, score = rows
    x = logit(np.clip(score, 1e-12, 1 - 1e-12))
    scale = x.std() or 1.0
    platt = calibration.fit_calibrations(y, score).get("platt")

    def loss(weights):
        return smoothed_log_loss(y, weights[0] * (x - x.mean()) / scale + weights[1])

    starts = [(0.0, logit(np.clip(y.mean(), 0.01, 0.99))), (scale, x.mean())]
    options = {"xatol": 1e-10, "fatol": 1e-13, "maxfev": 4000}
    other = min((minimize(loss, start, method="Nelder-Mead", options=options) for start in starts), key=lambda f: f.fun)
    if platt is None:
        assert other.x[0] < 1e-3
    else:
        assert smoothed_log_loss(y, log_odds(platt, score)) <= other.fun + 1e-7


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_platt_of_far_outliers_does_not_collapse(seed):
    """Plain Newton steps ended at slope 0 here, as they did for a support vector machine on GMSC: one PD for all."""
    rng = np.random.default_rng(seed)
    y = (rng.random(6000) < 0.07).astype(np.int8)
    margin = 0.05 * (rng.normal(0, 1, 6000) + 1.2 * y) - 2.6
    margin[rng.permutation(6000)[:3]] = [15.0, 12.0, 12.0]
    platt = calibration.fit_calibrations(y, expit(margin))["platt"]
    pd = platt.apply(expit(margin))
    assert platt.slope > 0 and auc(y, pd) == pytest.approx(auc(y, margin), abs=1e-9)
    assert smoothed_log_loss(y, log_odds(platt, expit(margin))) <= smoothed_log_loss(y, margin)


@pytest.mark.parametrize("y", [np.zeros(20), np.ones(20)])
def test_one_sided_validation_rows_leave_the_scores_and_say_so(y):
    found = calibration.fit_calibrations(y, np.linspace(0.1, 0.9, 20))
    assert list(found) == ["model"]
    assert "one outcome only" in calibration.refused(y, found)[0]


def test_the_shared_regression_and_its_errors_are_right():
    """Another optimiser for the peak, and the curvature there by finite differences."""
    rng = np.random.default_rng(4)
    x, offset = rng.normal(size=3000), rng.normal(-2, 0.5, 3000)
    y = (rng.random(3000) < expit(0.7 * x + offset)).astype(float)
    design = np.column_stack([x, np.ones(3000)])

    def unlikely(weights):
        margin = offset + design @ weights
        return np.sum(np.logaddexp(0, margin) - y * margin)

    peak = minimize(unlikely, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9}).x
    first, second = 1e-3 * np.eye(2)
    information = np.empty((2, 2))
    for i, p in enumerate((first, second)):
        for j, q in enumerate((first, second)):
            corners = unlikely(peak + p + q) - unlikely(peak + p - q) - unlikely(peak - p + q) + unlikely(peak - p - q)
            information[i, j] = corners / 4e-6
    mine = fit_logistic(y, design, offset)
    np.testing.assert_allclose(mine.weights, peak, atol=1e-6)
    np.testing.assert_allclose(mine.errors, np.sqrt(np.diag(np.linalg.inv(information))), rtol=1e-4)


def test_adaptive_boosting_that_misleads_keeps_its_votes_and_says_so():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(600, 2)).astype(np.float32)
    y = (X[:, 0] + rng.normal(0, 0.5, 600) > 0).astype(int)
    turned = [(X[400:], 1 - y[400:])]
    model = AdaptiveBoostingClassifier(n_estimators=20, early_stopping=False, random_state=0)
    model.fit(X[:400], y[:400], eval_set=turned)
    assert model.slope_ == 1.0 and "does not rise" in " ".join(model.notes_)
    assert len(np.unique(model.predict_proba(X)[:, 1])) > 5
    assert model.predict_proba(X[400:])[:, 1].mean() == pytest.approx((1 - y[400:]).mean(), abs=0.01)
