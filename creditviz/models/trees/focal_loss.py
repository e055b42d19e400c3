"""The alpha-balanced focal loss on margins, in closed form (Lin et al. 2017, eq. 5).

With s = +1 for a default and -1 otherwise, w = alpha or 1 - alpha, pt = sigmoid(s z) and qt = 1 - pt the
loss is -w qt^gamma ln pt. Everything is computed in float64 through softplus: no epsilon, no overflow.
"""

from __future__ import annotations

import numpy as np

from creditviz.evaluation.calibration.focal_inverse import focal_log_odds

__all__ = ["MIN_HESSIAN", "focal_derivatives", "focal_intercept", "focal_log_odds", "focal_loss", "focal_probability"]

MIN_HESSIAN = 1e-6


def _parts(margin, y, alpha: float):
    """Sign, weight, ln pt, ln qt of each row."""
    margin, y = np.asarray(margin, np.float64), np.asarray(y)
    sign = np.where(y == 1, 1.0, -1.0)
    weight = np.where(y == 1, alpha, 1.0 - alpha)
    return sign, weight, -np.logaddexp(0.0, -sign * margin), -np.logaddexp(0.0, sign * margin)


def focal_loss(margin: np.ndarray, y: np.ndarray, alpha: float, gamma: float) -> np.ndarray:
    """Loss of each row, (n,)."""
    _, weight, log_pt, log_qt = _parts(margin, y, alpha)
    return -weight * np.exp(gamma * log_qt) * log_pt


def focal_derivatives(margin: np.ndarray, y: np.ndarray, alpha: float, gamma: float) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivative of the loss by the margin.

    Parameters
    ----------
    margin, y : arrays of shape (n,); y = 1 is default.
    alpha : weight of the defaults, in (0, 1); raising it moves scores up.
    gamma : >= 0; raising it makes rows that are already right count less. 0 is the weighted logistic loss.

    Returns
    -------
    gradient, hessian : arrays of shape (n,), float64. The hessian is negative for confidently wrong rows.
    """
    sign, weight, log_pt, log_qt = _parts(margin, y, alpha)
    pt, qt = np.exp(log_pt), np.exp(log_qt)
    focus = weight * np.exp(gamma * log_qt)
    gradient = sign * focus * (gamma * pt * log_pt - qt)
    hessian = focus * pt * ((1 + 2 * gamma) * qt + gamma * log_pt * (qt - gamma * pt))
    return gradient, hessian


def focal_intercept(bad_rate: float, alpha: float, gamma: float) -> float:
    """The constant margin of least focal loss, by bisection: where a margin starts that knows only the bad rate."""
    low, high = -30.0, 30.0
    for _ in range(200):
        middle = (low + high) / 2
        at_bad, at_good = (focal_derivatives(np.array(middle), np.array(y), alpha, gamma)[0] for y in (1, 0))
        low, high = (low, middle) if bad_rate * at_bad + (1 - bad_rate) * at_good > 0 else (middle, high)
    return (low + high) / 2


def focal_probability(margin: np.ndarray, alpha: float, gamma: float) -> np.ndarray:
    """The probability of default that a margin of least expected focal loss stands for, (n,).

    The sigmoid of a focal margin is no probability. At the margin z the expected gradient
    eta g1(z) + (1 - eta) g0(z) is zero, so eta = g0 / (g0 - g1); rising in z, exact, needs no data.
    """
    return 1.0 / (1.0 + np.exp(-focal_log_odds(margin, alpha, gamma)))
