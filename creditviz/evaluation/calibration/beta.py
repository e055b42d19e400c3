"""The three numbers of a beta calibration, by likelihood, with both slopes at 0 or above."""

from __future__ import annotations

import numpy as np

MAX_STEPS = 100


def fit_beta(y: np.ndarray, score: np.ndarray) -> tuple[float, float, float]:
    """Slopes a, b >= 0 and intercept c of logit PD = a ln s - b ln(1 - s) + c.

    It is a logistic regression of the outcome on ln s and -ln(1 - s). The likelihood has one peak, so that the best
    point with a, b >= 0 is the peak itself or lies where one slope, or both, are 0: where the peak is not allowed, the
    best of these three is taken. A falling curve would turn the ranking round.

    NOTE[DIFF] outcomes are smoothed as Platt's are, so that separable rows have a finite answer.

    Parameters
    ----------
    y : array of shape (n,), 1 = default; both outcomes are there.
    score : array of shape (n,), strictly between 0 and 1.

    References
    ----------
    Kull, Silva Filho, Flach (2017), Beta calibration: a well-founded and easily implemented improvement on logistic
    calibration for binary classifiers. They drop a slope that came out negative; here the likelihood decides.
    """
    n_bad = float(np.sum(y == 1))
    wanted = np.where(y == 1, (n_bad + 1) / (n_bad + 2), 1 / (len(y) - n_bad + 2))
    inputs = np.column_stack([np.log(score), -np.log1p(-score)])
    spread = inputs.std(axis=0)
    spread[spread < 1e-12] = 1.0
    peak = _fit(inputs / spread, wanted, (True, True))
    if (peak[1] < 0)[:2].any():
        fits = [_fit(inputs / spread, wanted, free) for free in ((True, False), (False, True), (False, False))]
        peak = min((fit for fit in fits if (fit[1][:2] >= 0).all()), key=lambda fit: fit[0])
    a, b = peak[1][:2] / spread
    return float(a), float(b), float(peak[1][2])


def _fit(inputs: np.ndarray, wanted: np.ndarray, free: tuple[bool, ...]) -> tuple[float, np.ndarray]:
    """Mean log loss and the weights by Newton's method; slopes that are not free stay 0."""
    used = [*np.flatnonzero(free), 2]
    design = np.column_stack([inputs, np.ones(len(inputs))])[:, used]
    weights = np.zeros(len(used))
    weights[-1] = np.log(wanted.mean() / (1 - wanted.mean()))
    for _ in range(MAX_STEPS):
        p = _sigmoid(design @ weights)
        curvature = design.T @ (design * (p * (1 - p))[:, None]) + 1e-9 * np.eye(len(used))
        step = np.linalg.solve(curvature, design.T @ (p - wanted))
        step /= max(1.0, float(np.abs(step).max()) / 4.0)  # no overshoot
        weights = weights - step
        if np.abs(step).max() < 1e-10:
            break
    full = np.zeros(3)
    full[used] = weights
    margin = design @ weights
    return float(np.mean(np.logaddexp(0.0, margin) - wanted * margin)), full


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0.0, -x))
