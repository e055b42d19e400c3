"""One distance between rows of a mixed table, and the closest rows by it, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from creditviz.data.values import MISSING, spelled_levels
from creditviz.evaluation.tables import columns_of, number_matrix
from creditviz.schema import TableSchema

WINSORISED = 0.005  # share at each end that is read as the value at its edge
_WIDEST = 24  # categories of a column up to which one-hot columns and one product are faster than comparing codes
_CELLS = 4_000_000  # distances in memory at a time, 16 MB
_SPARE = 2  # candidates beyond those wanted, so that rounding in the fast pass cannot lose the closest


@dataclass(frozen=True, eq=False)
class MixedRows:
    """Rows as the distance reads them."""

    matrix: np.ndarray  # (n, p) float32: standardised numbers, then one-hot columns
    wide: np.ndarray  # (n, q) int32: codes of the columns with many categories

    def take(self, rows: np.ndarray | slice) -> MixedRows:
        """Some of the rows."""
        return MixedRows(self.matrix[rows], self.wide[rows])

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.matrix)


class Nearest(NamedTuple):
    """The closest rows, the closest first; -1 and infinity where there are fewer."""

    position: np.ndarray  # (n, k) int64
    distance: np.ndarray  # (n, k) float64


class RowDistance:
    """Root of the summed squares: a number counts in standard deviations, another category counts 1.

    Learned from real rows. Numbers are winsorised at 0.5% and 99.5% first, so that a few huge amounts
    do not set the scale. A missing number stands at the median, and to be missing on one side only counts 1
    more. A value that no real row has is a category of its own.

    Parameters
    ----------
    schema : meaning of the columns.
    real : frames of real rows; give every real set that is compared, or the scale would favour one.
    """

    def __init__(self, schema: TableSchema, *real: pd.DataFrame) -> None:
        rows = pd.concat([frame[list(schema.features(use_protected=True))] for frame in real], ignore_index=True)
        self.columns = columns_of(schema, rows, *real)
        self._learn_numbers(number_matrix(rows, self.columns.numeric))
        levels = {name: [*spelled_levels(rows[name])[1], MISSING] for name in self.columns.codes}
        self._number = {name: {level: code for code, level in enumerate(found)} for name, found in levels.items()}
        self._narrow = [name for name, found in levels.items() if len(found) <= _WIDEST]
        self._wide = [name for name, found in levels.items() if len(found) > _WIDEST]

    def _learn_numbers(self, values: np.ndarray) -> None:
        known = [column[~np.isnan(column)] for column in values.T]
        known = [column if len(column) else np.zeros(1) for column in known]
        cut = [np.quantile(column, (WINSORISED, 1 - WINSORISED)) for column in known]
        # A column that is one value but for its tails keeps its tails: else they would count nothing.
        edges = [
            edge if edge[0] < edge[1] else (column.min(), column.max()) for edge, column in zip(cut, known, strict=True)
        ]
        self._low, self._high = np.array(edges, dtype=np.float64).reshape(-1, 2).T
        clipped = [np.clip(column, *edge) for column, edge in zip(known, edges, strict=True)]
        self._median = np.array([np.median(column) for column in clipped])
        spread = np.array([column.std() for column in clipped])
        self._spread = np.where(spread > 0, spread, 1.0)
        self._gaps = np.flatnonzero(np.isnan(values).any(axis=0))

    def encode(self, frame: pd.DataFrame) -> MixedRows:
        """Rows as the distance reads them."""
        values = number_matrix(frame, self.columns.numeric)
        missing = np.isnan(values)
        clipped = np.clip(np.where(missing, self._median, values), self._low, self._high)
        blocks = [(clipped - self._median) / self._spread, missing[:, self._gaps].astype(np.float64)]
        for name in self._narrow:
            n_levels = len(self._number[name]) + 1  # the last: a value that no real row has
            # Rows of different categories are 1 apart: two entries differ by the root of a half.
            blocks.append(np.eye(n_levels)[self._codes(frame, name)] * np.sqrt(0.5))
        wide = [self._codes(frame, name) for name in self._wide]
        return MixedRows(
            np.hstack(blocks).astype(np.float32),
            np.column_stack(wide).astype(np.int32) if wide else np.zeros((len(frame), 0), dtype=np.int32),
        )

    def _codes(self, frame: pd.DataFrame, name: str) -> np.ndarray:
        positions, spellings = spelled_levels(frame[name])
        number = self._number[name]
        return np.array([number.get(s, len(number)) for s in [*spellings, MISSING]], dtype=np.int64)[positions]


def nearest(
    rows: MixedRows, among: MixedRows, k: int, *, check: Callable[[], None], without_self: bool = False
) -> Nearest:
    """The `k` closest of `among` to each of `rows`.

    Parameters
    ----------
    check : called for each block; may raise `RunCancelled`.
    without_self : `rows` and `among` are the same, and a row is not its own neighbour.

    Notes
    -----
    A float32 product finds candidates block by block; their distances are then taken from the differences,
    so that equal rows are exactly 0 apart.
    """
    n, wanted = len(rows), min(k + _SPARE + without_self, len(among))
    found = Nearest(np.full((n, k), -1, dtype=np.int64), np.full((n, k), np.inf))
    size = max(1, _CELLS // max(1, len(among)))
    squares = np.einsum("ij,ij->i", among.matrix, among.matrix)
    for start in range(0, n, size):
        check()
        block = rows.take(slice(start, start + size))
        candidates = _smallest(_rough(block, among, squares), wanted)
        exact = _exact(block, among, candidates)
        if without_self:
            exact[candidates == np.arange(start, start + len(block))[:, None]] = np.inf
        order = np.argsort(exact, axis=1, kind="stable")[:, :k]
        here = slice(start, start + len(block)), slice(0, order.shape[1])
        found.distance[here] = np.take_along_axis(exact, order, axis=1)
        found.position[here] = np.take_along_axis(candidates, order, axis=1)
    found.position[np.isinf(found.distance)] = -1
    return found


def _rough(block: MixedRows, among: MixedRows, squares: np.ndarray) -> np.ndarray:
    """Squared distances but for a constant in each row, (n_block, n_among) float32."""
    rough = block.matrix @ (-2.0 * among.matrix.T)
    rough += squares
    for mine, theirs in zip(block.wide.T, among.wide.T, strict=True):
        rough += mine[:, None] != theirs
    return rough


def _smallest(rough: np.ndarray, n: int) -> np.ndarray:
    """Columns of the `n` smallest entries of each row, (n_rows, n); overwrites `rough`."""
    found = np.empty((len(rough), n), dtype=np.int64)
    each = np.arange(len(rough))
    for rank in range(n):  # a few passes in the processor's cache beat a partition
        found[:, rank] = rough.argmin(axis=1)
        rough[each, found[:, rank]] = np.inf
    return found


def _exact(block: MixedRows, among: MixedRows, candidates: np.ndarray) -> np.ndarray:
    """Distances to the candidates, (n_block, n_candidates) float64."""
    exact = np.empty(candidates.shape)
    for rank, column in enumerate(candidates.T):
        apart = block.matrix - among.matrix[column]
        exact[:, rank] = np.einsum("ij,ij->i", apart, apart) + (block.wide != among.wide[column]).sum(axis=1)
    return np.sqrt(exact)
