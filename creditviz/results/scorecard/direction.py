"""A direction that is proposed for a column."""

from __future__ import annotations

from dataclasses import dataclass

from creditviz.results.curves import Interval


@dataclass(frozen=True)
class Direction:
    """In which direction the PD should move with a column."""

    column: str  # an amount, or a sequence of amounts
    by_name: str  # "up", "down", or "" where the name says nothing
    by_rows: str  # likewise, "" within chance
    proposed: str  # "up", "down" or "free"
    auc: Interval | None  # of the column itself; None where its rows have one outcome
