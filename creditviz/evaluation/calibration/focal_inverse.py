"""From the margin of a focal loss to the probability that it stands for, and back.

With s = +1 for a default and -1 otherwise, w = alpha or 1 - alpha, pt = sigmoid(s z) and qt = 1 - pt the loss of Lin
et al. 2017, eq. 5 is -w qt^gamma ln pt. At the margin z that is best for a true probability eta the expected gradient
eta g1(z) + (1 - eta) g0(z) is zero, so eta = g0 / (g0 - g1): rising in z, exact, and it needs no data.
"""

from __future__ import annotations

import numpy as np

WIDEST, N_KNOTS = 40.0, 16_001  # of the table that is read backwards: its step of 0.005 errs by less than 1e-6


def focal_log_odds(margin: np.ndarray, alpha: float, gamma: float) -> np.ndarray:
    """The log-odds ln(g0 / -g1) behind a focal margin, (n,). With gamma 0 and alpha 1/2 the margin itself.

    By logarithms, so that they stay finite where a gradient underflows: |g| = w qt^gamma (qt + gamma pt |ln pt|).
    """
    return _log_gradient(margin, 0, alpha, gamma) - _log_gradient(margin, 1, alpha, gamma)


def _log_gradient(margin, y: int, alpha: float, gamma: float) -> np.ndarray:
    """Logarithm of the absolute gradient."""
    margin, sign = np.asarray(margin, np.float64), 1.0 if y == 1 else -1.0
    log_pt, log_qt = -np.logaddexp(0.0, -sign * margin), -np.logaddexp(0.0, sign * margin)
    weight = alpha if y == 1 else 1.0 - alpha
    return np.log(weight) + gamma * log_qt + np.log(np.exp(log_qt) - gamma * np.exp(log_pt) * log_pt)


def focal_margin(log_odds: np.ndarray, alpha: float, gamma: float) -> np.ndarray:
    """The margin behind log-odds of default, (n,): `focal_log_odds` read backwards, within ±40."""
    margins = np.linspace(-WIDEST, WIDEST, N_KNOTS)
    return np.interp(np.asarray(log_odds, np.float64), focal_log_odds(margins, alpha, gamma), margins)
