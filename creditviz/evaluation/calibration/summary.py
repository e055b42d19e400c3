"""Calibration in the large and calibration slope, each with its interval."""

from __future__ import annotations

import math

import numpy as np

from creditviz.metrics import Z95, auc, brier, ece, log_loss, wilson
from creditviz.results import CalibrationSummary, Interval, ScoredRows

NEAREST = 1e-6  # a PD of 0 or 1 counts as this far from it: its log-odds would be infinite
MAX_STEPS, MOST = 50, 30.0  # of Newton; a coefficient beyond the latter has no finite value
UNKNOWN = Interval(math.nan, math.nan, math.nan)


def calibration_summary(scored: ScoredRows, calibration: str) -> CalibrationSummary:
    """Figures of a calibration as a whole."""
    y, pd = np.asarray(scored.y_true), scored.pd(calibration)
    n_rows, n_bad = len(y), int((y == 1).sum())
    low, high = wilson(n_bad, n_rows)
    return CalibrationSummary(
        calibration=calibration,
        mean_pd=float(pd.mean()),
        bad_rate=Interval(n_bad / n_rows, float(low), float(high)),
        in_the_large=calibration_in_the_large(y, pd),
        slope=calibration_slope(y, pd),
        brier=brier(y, pd),
        log_loss=log_loss(y, pd),
        ece=ece(y, pd),
        auc=auc(y, pd),
        n_rows=n_rows,
        n_bad=n_bad,
    )


def calibration_in_the_large(y: np.ndarray, pd: np.ndarray) -> Interval:
    """The shift of all log-odds that makes the mean PD the bad rate, with its 95% interval (Wald).

    Above 0 PDs are too low, below 0 too high; nan with one outcome only.

    References
    ----------
    Cox (1958); Steyerberg (2009), section 15.3.
    """
    if _one_class(y):
        return UNKNOWN
    (shift,), errors = _fit(y, np.ones((len(y), 1)), _log_odds(pd))
    return _interval(shift, errors[0])


def calibration_slope(y: np.ndarray, pd: np.ndarray) -> Interval:
    """Slope of a logistic regression of the outcome on the log-odds of the PD, with its 95% interval (Wald).

    1 is right. Below it PDs are spread too far: high ones are too high, low ones too low; above it they lie too close
    together. nan with one outcome or one PD only.

    References
    ----------
    Cox (1958); Miller, Hui, Tierney (1991).
    """
    x = _log_odds(pd)
    if _one_class(y) or not x.size or x.min() == x.max():
        return UNKNOWN
    centre, spread = float(x.mean()), float(x.std())
    design = np.column_stack([(x - centre) / spread, np.ones(len(x))])
    (slope, _), errors = _fit(y, design, np.zeros(len(x)))
    return _interval(slope / spread, errors[0] / spread)


def _one_class(y: np.ndarray) -> bool:
    return not 0 < int((np.asarray(y) == 1).sum()) < len(y)


def _log_odds(pd: np.ndarray) -> np.ndarray:
    pd = np.clip(np.asarray(pd, dtype=np.float64), NEAREST, 1.0 - NEAREST)
    return np.log(pd) - np.log1p(-pd)


def _interval(value: float, error: float) -> Interval:
    if abs(value) >= MOST or not math.isfinite(error):
        return UNKNOWN
    return Interval(value, value - Z95 * error, value + Z95 * error)


def _fit(y: np.ndarray, design: np.ndarray, offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of a logistic regression with an offset, and their standard errors, by Newton's method."""
    bad, weights = (np.asarray(y) == 1).astype(np.float64), np.zeros(design.shape[1])
    for _ in range(MAX_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(offset + design @ weights, -700.0, 700.0)))
        information = design.T @ (design * (p * (1.0 - p))[:, None]) + 1e-12 * np.eye(len(weights))
        step = np.linalg.solve(information, design.T @ (bad - p))
        step /= max(1.0, float(np.abs(step).max()) / 4.0)  # no overshoot
        weights = weights + step
        if np.abs(step).max() < 1e-9 or np.abs(weights).max() > 10 * MOST:
            break
    return weights, np.sqrt(np.diag(np.linalg.inv(information)))
