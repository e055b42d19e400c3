"""Groups of accounts, and how a model does in each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditviz.results.curves import Interval


@dataclass(frozen=True, eq=False)
class Segmentation:
    """The group of every row of a book; each row is in exactly one."""

    name: str  # on screen, e.g. "Payment history"
    labels: tuple[str, ...]  # one a group, in order
    index: np.ndarray  # (n_rows of the book,) int64, position among the labels
    unions: tuple[tuple[str, tuple[int, ...]], ...] = ()  # groups that are also judged together: (label, positions)


@dataclass(frozen=True)
class Segment:
    """One group; figures are None where an outcome has too few rows to judge."""

    label: str
    n: int
    n_bad: int
    auc: Interval | None = None
    ks: float | None = None
    h_measure: float | None = None
    brier: float | None = None

    @property
    def bad_rate(self) -> float:
        """Share of bad accounts."""
        return self.n_bad / self.n


@dataclass(frozen=True)
class SegmentTable:
    """One model, group by group."""

    name: str  # of the segmentation
    whole: Segment  # all rows
    groups: tuple[Segment, ...]  # without the empty ones; together they hold every row once
    unions: tuple[Segment, ...] = ()

    @property
    def rows(self) -> tuple[Segment, ...]:
        """All rows first, then the groups, then groups taken together."""
        return (self.whole, *self.groups, *self.unions)
