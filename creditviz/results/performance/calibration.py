"""How right PDs are as a whole: on average, and in their spread."""

from __future__ import annotations

from dataclasses import dataclass

from creditviz.results.curves import Interval


@dataclass(frozen=True)
class CalibrationSummary:
    """Figures of one calibration on one set of rows."""

    calibration: str
    mean_pd: float
    bad_rate: Interval  # with Wilson's interval
    in_the_large: Interval  # log-odds by which PDs are too low; 0 is right
    slope: Interval  # of the outcome's log-odds on the PD's; 1 is right, below 1 PDs are spread too far
    brier: float
    log_loss: float
    ece: float
    auc: float
    n_rows: int
    n_bad: int
