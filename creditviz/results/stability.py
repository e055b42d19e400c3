"""Whether the accounts of today are like those that a model learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Shift:
    """One column, or the score, in two sets of rows; groups are those of the rows that were learned from."""

    key: str  # name of the column, "score" for the score
    name: str  # on screen
    labels: tuple[str, ...]  # (n_groups,)
    expected: np.ndarray  # (n_groups,) int64 rows
    actual: np.ndarray  # (n_groups,) int64 rows
    index: float  # stability index: sum of (a - e) ln(a / e)
    by_chance: float  # 95% of the indices of rows that have not moved are below

    @property
    def n_empty(self) -> int:
        """Groups without a row on one side."""
        return int(((self.expected == 0) | (self.actual == 0)).sum())


@dataclass(frozen=True, eq=False)
class Stability:
    """The score and every column of a run: rows that it learned from against others."""

    expected: str  # what the rows are, on screen
    actual: str
    n_expected: int
    n_actual: int
    score: Shift | None  # None where the model cannot read the other rows
    columns: tuple[Shift, ...]  # largest index first
    notes: tuple[str, ...] = ()
