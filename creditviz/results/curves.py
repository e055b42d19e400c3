"""Numbers behind the pictures of the Performance page. At most about 2,000 points each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Interval:
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class RocCurve:
    """ROC points from (0, 0) to (1, 1)."""

    fpr: np.ndarray  # (n_points,) rising
    tpr: np.ndarray  # (n_points,) rising
    threshold: np.ndarray  # (n_points,) falling; the first is +inf
    auc: Interval
    n_rows: int
    n_bad: int


@dataclass(frozen=True, eq=False)
class KsCurve:
    """Share of bad and of good accounts above each score."""

    score: np.ndarray  # (n_points,) rising
    bad_above: np.ndarray  # (n_points,) falling from 1
    good_above: np.ndarray  # (n_points,) falling from 1
    ks: float
    at_score: float  # where the gap is widest
    bad_caught: float  # at that score
    good_flagged: float
    n_rows: int
    n_bad: int


@dataclass(frozen=True, eq=False)
class CalibrationCurve:
    """Predicted against observed bad rate by bin, with Wilson 95% intervals."""

    predicted: np.ndarray  # (n_bins,) mean PD
    observed: np.ndarray  # (n_bins,) bad rate
    low: np.ndarray  # (n_bins,)
    high: np.ndarray  # (n_bins,)
    count: np.ndarray  # (n_bins,) rows
    binning: str  # "quantile" or "uniform"
    calibration: str  # name of the calibration drawn
    brier: float
    brier_constant: float  # Brier score of the constant bad rate
    ece: float


@dataclass(frozen=True, eq=False)
class ScoreHistogram:
    """Share of each outcome by PD bin."""

    edges: np.ndarray  # (n_bins + 1,)
    good: np.ndarray  # (n_bins,) sums to 1
    bad: np.ndarray  # (n_bins,) sums to 1
    cut_off: float
    n_rows: int
    n_bad: int
