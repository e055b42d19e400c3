"""What the trees of a chain learn from: one table for all columns. xgboost is imported inside."""

from __future__ import annotations

from typing import Any

import numpy as np

KEPT_CELLS = 200_000_000
BINS = 256  # most cuts of a column in a tree
SUM_BYTES = 16  # of a gradient sum: two doubles


class Lessons:
    """Outcome and columns once, and for each column the part of them that its trees read.

    A column reads all that come before it. Cut tables of every column together would grow with the square of the
    columns: beyond `KEPT_CELLS` they are cut anew in every round, which is slower and gives the same trees.

    Parameters
    ----------
    rows : (n, n_columns) float64 in chain order.
    outcome : (n,) outcome numbers, the first thing that every column reads.
    weight : (n,) of each row in the trees.
    held : (n,) bool, rows that only judge.
    n_threads : of the library.
    """

    def __init__(
        self, rows: np.ndarray, outcome: np.ndarray, weight: np.ndarray, held: np.ndarray, n_threads: int
    ) -> None:
        self._X = np.column_stack([outcome, rows]).astype(np.float32)
        self._outcome, self._weight, self._held, self._n_threads = outcome, weight, held, n_threads
        self._kept: dict[int, tuple] = {}
        self._free = KEPT_CELLS

    def of(self, column: int, found: np.ndarray, prior: np.ndarray) -> tuple[Any, Any]:
        """(what the trees of a column learn from, what judges them or None).

        Parameters
        ----------
        found : class of the column in each row, (n,).
        prior : (n_outcomes, n_classes) log shares, where the margins begin.
        """
        if column in self._kept:
            return self._kept[column]
        made = self._cut(column, found, prior[self._outcome])
        cells = len(self._X) * (column + 1)
        if cells <= self._free:
            self._free -= cells
            self._kept[column] = made
        return made

    def _cut(self, column: int, found: np.ndarray, margin: np.ndarray) -> tuple[Any, Any]:
        import xgboost

        def part(rows: np.ndarray, **more: Any) -> Any:
            return xgboost.QuantileDMatrix(
                self._X[rows, : column + 1],
                found[rows],
                weight=self._weight[rows],
                base_margin=margin[rows],
                nthread=self._n_threads,
                **more,
            )

        train = part(~self._held)
        return train, part(self._held, ref=train) if self._held.any() else None


def bytes_to_learn(n_rows: int, n_columns: int, *, max_depth: int, n_bins: int) -> int:
    """About how much memory a chain takes to learn: the sums of one tree of its last column, and the tables.

    Parameters
    ----------
    max_depth : of a tree; each level more doubles the sums, until every row has a leaf of its own.
    n_bins : classes of a column, about.
    """
    n_classes = n_bins + n_bins // 3
    sums = min(2**max_depth, n_rows) * n_classes * (n_columns + 1) * min(BINS, n_rows) * SUM_BYTES
    tables = n_rows * (n_columns + 1) * (8 + 4 + 8 + 4 * n_classes)  # numbers, their copy, classes, margins
    return sums + tables + min(2 * KEPT_CELLS, n_rows * n_columns**2)
