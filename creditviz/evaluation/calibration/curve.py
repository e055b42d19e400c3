"""Observed bad rates against PDs, group by group."""

from __future__ import annotations

import math

import numpy as np

from creditviz.metrics import brier, wilson
from creditviz.results import CalibrationCurve, ScoredRows

N_GRADES = 10  # equal groups of a calibration curve


def calibration_curve(scored: ScoredRows, calibration: str, binning: str = "quantile") -> CalibrationCurve:
    """Mean PD against bad rate in groups of accounts, with Wilson's 95% intervals.

    Parameters
    ----------
    binning : "quantile" for ten groups of equal size (fewer where PDs are tied), "uniform" for tenths of [0, 1].
    """
    y, pd = np.asarray(scored.y_true, dtype=np.float64), scored.pd(calibration)
    group = _groups(pd, binning)
    count = np.bincount(group).astype(np.float64)
    filled = count > 0
    count = count[filled]
    bad = np.bincount(group, weights=y)[filled]
    predicted = np.bincount(group, weights=pd)[filled] / count
    low, high = wilson(bad, count)
    return CalibrationCurve(
        predicted=predicted,
        observed=bad / count,
        low=low,
        high=high,
        count=count.astype(np.int64),
        binning=binning,
        calibration=calibration,
        brier=brier(y, pd),
        brier_constant=float(y.mean() * (1 - y.mean())) if len(y) else math.nan,
        ece=float(np.sum(count * np.abs(predicted - bad / count)) / count.sum()),
    )


def _groups(pd: np.ndarray, binning: str) -> np.ndarray:
    """The group of each row; accounts with one PD are never torn apart."""
    assert binning in ("quantile", "uniform"), binning
    if binning == "uniform":
        return np.minimum((pd * N_GRADES).astype(int), N_GRADES - 1)
    edges = np.unique(np.quantile(pd, np.arange(1, N_GRADES) / N_GRADES))
    return np.searchsorted(edges, pd, side="right")
