"""How right PDs are as a whole: on average, and in their spread."""

from __future__ import annotations

import math
from dataclasses import dataclass

from creditviz.results.curves import Interval


@dataclass(frozen=True)
class GradeGap:
    """A group of accounts of about equal PD whose bad rate is another one."""

    number: int  # from 1, the lowest PDs
    n: int
    pd: float  # mean
    bad_rate: float
    p: float  # two-sided, by Jeffreys' posterior, corrected for the number of groups (Holm)


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
    gap: Interval = Interval(math.nan, math.nan, math.nan)  # mean of y - PD: above 0 PDs are too low
    off: tuple[GradeGap, ...] = ()  # groups whose PD is off by more than chance
    n_grades: int = 0  # groups that were tested

    @property
    def average_holds(self) -> bool:
        """Whether neither the mean of y - PD nor Cox's intercept is told from 0."""
        return self.gap.low <= 0 <= self.gap.high and self.in_the_large.low <= 0 <= self.in_the_large.high

    @property
    def spread_holds(self) -> bool:
        """Whether Cox's slope is not told from 1; a slope that has no value holds nothing."""
        return self.slope.low <= 1 <= self.slope.high

    @property
    def holds(self) -> bool:
        """Whether no test tells the PDs from right ones: on average, in their spread, group by group."""
        return self.average_holds and self.spread_holds and not self.off
