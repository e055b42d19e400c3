"""Calibration in the large and calibration slope, each with its interval."""

from __future__ import annotations

import math

import numpy as np

from creditviz.evaluation.calibration.curve import calibration_curve
from creditviz.evaluation.calibration.grade_tests import jeffreys_test
from creditviz.evaluation.logistic import fit_logistic
from creditviz.evaluation.significance import holm
from creditviz.metrics import Z95, auc, brier, ece, log_loss, wilson
from creditviz.results import CalibrationSummary, GradeGap, Interval, ScoredRows

NEAREST = 1e-6  # a PD of 0 or 1 counts as this far from it: its log-odds would be infinite
FALSE_ALARM = 0.05  # chance that a right set of grades has one called off
MOST = 30.0  # a coefficient beyond it has no finite value
UNKNOWN = Interval(math.nan, math.nan, math.nan)


def calibration_summary(scored: ScoredRows, calibration: str) -> CalibrationSummary:
    """Figures of a calibration as a whole."""
    y, pd = np.asarray(scored.y_true), scored.pd(calibration)
    n_rows, n_bad = len(y), int((y == 1).sum())
    low, high = wilson(n_bad, n_rows)
    grades = grade_gaps(scored, calibration)
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
        gap=mean_gap(y, pd),
        off=tuple(grade for grade in grades if grade.p < FALSE_ALARM),
        n_grades=len(grades),
    )


def mean_gap(y: np.ndarray, pd: np.ndarray) -> Interval:
    """Mean of y - PD with its 95% interval; above 0 PDs are too low on average.

    Not the interval of the bad rate beside the mean PD: PDs that follow the outcomes leave less to chance.
    """
    gap = (np.asarray(y) == 1) - np.asarray(pd, dtype=np.float64)
    value = float(gap.mean())
    error = Z95 * float(gap.std(ddof=1)) / math.sqrt(len(gap)) if len(gap) > 1 else math.nan
    return Interval(value, value - error, value + error)


def grade_gaps(scored: ScoredRows, calibration: str) -> tuple[GradeGap, ...]:
    """Ten groups of equal size by PD, each held against Jeffreys' posterior of its bad rate, on both sides.

    References
    ----------
    European Central Bank (2019), PD back-testing using a Jeffreys test; Holm (1979).
    """
    curve = calibration_curve(scored, calibration)
    n_bad = np.round(curve.observed * curve.count)
    groups = zip(n_bad.tolist(), curve.count.tolist(), curve.predicted.tolist(), strict=True)
    below = np.array([jeffreys_test(int(bad), int(n), pd) for bad, n, pd in groups])
    p = holm(2.0 * np.minimum(below, 1.0 - below))
    return tuple(
        GradeGap(number, int(n), float(pd), float(rate), float(chance))
        for number, (n, pd, rate, chance) in enumerate(
            zip(curve.count, curve.predicted, curve.observed, p, strict=True), start=1
        )
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
    found = fit_logistic(_bad(y), np.ones((len(y), 1)), _log_odds(pd))
    return _interval(found.weights[0], found.errors[0])


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
    found = fit_logistic(_bad(y), design)
    return _interval(found.weights[0] / spread, found.errors[0] / spread)


def _bad(y: np.ndarray) -> np.ndarray:
    return (np.asarray(y) == 1).astype(np.float64)


def _one_class(y: np.ndarray) -> bool:
    return not 0 < int((np.asarray(y) == 1).sum()) < len(y)


def _log_odds(pd: np.ndarray) -> np.ndarray:
    pd = np.clip(np.asarray(pd, dtype=np.float64), NEAREST, 1.0 - NEAREST)
    return np.log(pd) - np.log1p(-pd)


def _interval(value: float, error: float) -> Interval:
    if abs(value) >= MOST or not math.isfinite(error):
        return UNKNOWN
    return Interval(value, value - Z95 * error, value + Z95 * error)
