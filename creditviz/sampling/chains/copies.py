"""Whether a drawn row is exactly a known one."""

from __future__ import annotations

import numpy as np


class KnownRows:
    """Remembers rows by a mark of 64 bits each; two different rows share a mark with odds of 1 to 10^19.

    Parameters
    ----------
    rows : (n, n_columns) float64, nan where missing.
    """

    def __init__(self, rows: np.ndarray) -> None:
        self._offsets = np.random.default_rng(0).integers(0, 2**64, rows.shape[1], dtype=np.uint64)
        self._marks = np.unique(self._mark(rows))

    def contains(self, rows: np.ndarray) -> np.ndarray:
        """Which of `rows` are known, (n,) bool."""
        if not len(self._marks):
            return np.zeros(len(rows), dtype=bool)
        marks = self._mark(rows)
        at = np.minimum(np.searchsorted(self._marks, marks), len(self._marks) - 1)
        return self._marks[at] == marks

    def _mark(self, rows: np.ndarray) -> np.ndarray:
        """One number a row: the bits of each value stirred with its column's own offset, then added."""
        values = np.where(np.isnan(rows), np.nan, rows + 0.0)  # one kind of missing, no negative zero
        bits = np.ascontiguousarray(values, dtype=np.float64).view(np.uint64) + self._offsets
        for shift, factor in ((32, 0xD6E8FEB86659FD93), (29, 0xBF58476D1CE4E5B9)):
            bits ^= bits >> np.uint64(shift)
            bits *= np.uint64(factor)
        bits ^= bits >> np.uint64(32)
        return bits.sum(axis=1, dtype=np.uint64)
