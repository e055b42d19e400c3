"""Groups of accounts whose PDs are off, found on some rows and judged on others."""

from __future__ import annotations

from dataclasses import dataclass

from creditviz.results.curves import Interval


@dataclass(frozen=True)
class WeakSegment:
    """One group, as the rows show it that it was not found on."""

    conditions: tuple[str, ...]  # e.g. "Limit is below 50,000", "Education is 1 or 2"
    n_found: int  # rows that it was found on
    gap_found: float  # bad rate minus mean PD of these
    n: int
    n_bad: int
    mean_pd: float  # nan without rows
    bad_rate: Interval  # 95% for all groups together
    auc: Interval | None = None  # None where an outcome has too few rows to judge
    holds: bool = False  # the mean PD lies outside the interval, on the side where the group was found

    @property
    def rule(self) -> str:
        """All conditions in one line."""
        return " and ".join(self.conditions)

    @property
    def gap(self) -> float:
        """Bad rate minus mean PD; above 0 PDs are too low."""
        return self.bad_rate.value - self.mean_pd


@dataclass(frozen=True)
class WeakSegments:
    """A shallow tree's groups: each row is in exactly one."""

    segments: tuple[WeakSegment, ...]  # those that hold first, the widest gap first
    whole: WeakSegment
    n_found: int
    n_columns: int  # that were searched
    halves: bool = False  # found on one half of the test rows, for want of validation rows of this book

    @property
    def worst(self) -> WeakSegment | None:
        """The first that holds, None where none does."""
        return next((segment for segment in self.segments if segment.holds), None)
