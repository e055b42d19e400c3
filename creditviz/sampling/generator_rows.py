"""Rows as CGAN and ACTGAN read them, and the legal table that their rows stand for.

Two ways to write numbers, one for codes: `MinMaxRows` as in the papers, `RankRows` for what a table of
accounts really holds: values that thousands share, long tails, months that follow from each other.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from creditviz.sampling.codec import TableCodec, codes_of
from creditviz.schema import TableSchema

SHARED = 0.003  # share of the rows from which on a value is a point of its own
FEW_VALUES = 100  # a column with at most so many values is a list of points
NARROWEST = 0.03  # least variance of a direction before it is widened to 1
EDGE = 1e-5


class GeneratorRows:
    """Base: encoded rows (n, n_read + n_blocks), codes last; drawn rows (n, n_numbers + n_blocks).

    Parameters
    ----------
    schema : meaning of the columns. None reads every column as a number.

    Attributes
    ----------
    n_numbers : how many numbers a drawn row begins with.
    blocks : number of values of each code that follows.
    """

    def __init__(self, schema: TableSchema | None) -> None:
        self.schema = schema

    def fit(self, frame: pd.DataFrame, weight: np.ndarray) -> GeneratorRows:
        """Learn values, ranks and categories; `weight` (n,) says how much a row counts."""
        self.codec_ = codec = TableCodec(self.schema).fit(frame)
        self.names_ = list(frame.columns) if self.schema is None else list(self.schema.features(use_protected=True))
        self.types_ = frame.dtypes[self.names_].to_dict()
        self.n_numbers = len(codec.numeric_)
        self.blocks = (
            *(2 for _ in self._flags),
            *(max(1, len(codec.levels_[name])) for name in codec.categorical_),
        )
        self._learn(self._raw(frame), weight)
        return self

    @property
    def _flags(self) -> np.ndarray:
        """Positions of the numbers whose absence is a code of its own."""
        return self.codec_.gaps_

    def _learn(self, numbers: np.ndarray, weight: np.ndarray) -> None:
        raise NotImplementedError

    def _read(self, numbers: np.ndarray) -> np.ndarray:
        """What the networks read of numbers in original units."""
        raise NotImplementedError

    def _write(self, drawn: np.ndarray) -> np.ndarray:
        """Numbers in original units, not yet rounded, from drawn ones."""
        raise NotImplementedError

    def _raw(self, frame: pd.DataFrame) -> np.ndarray:
        """The numeric columns in original units with nan for what is missing, (n, n_numbers)."""
        names = self.codec_.numeric_
        if not names:
            return np.zeros((len(frame), 0))
        wide = frame[names].to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where(np.isfinite(wide), wide, np.nan)

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        """The rows as float32."""
        numbers = self._raw(frame)
        missing = np.isnan(numbers)[:, self._flags]
        codes = [codes_of(frame[name], self.codec_.levels_[name]).clip(0) for name in self.codec_.categorical_]
        return np.column_stack([self._read(numbers), missing, *codes]).astype(np.float32)

    def decode(self, drawn: np.ndarray) -> pd.DataFrame:
        """The legal table of feature columns that drawn rows stand for."""
        codec, n = self.codec_, self.n_numbers
        numbers = self._write(drawn[:, :n].astype(np.float64))
        numbers = codec.legal(numbers)  # nan stays nan
        codes = drawn[:, n:].astype(np.int64).T
        for position, flag in zip(self._flags, codes, strict=False):
            numbers[flag == 1, position] = np.nan
        columns = dict(zip(codec.numeric_, numbers.T, strict=True))
        for name, code in zip(codec.categorical_, codes[len(self._flags) :], strict=True):
            columns[name] = codec.levels_[name].take(code)
        return pd.DataFrame(columns, columns=self.names_).astype(self.types_)


class MinMaxRows(GeneratorRows):
    """Numbers from 0 to 1 between the real minimum and maximum; a missing one has a flag."""

    def _learn(self, numbers, weight):
        low, high = self.codec_.low_, self.codec_.high_
        self._low, self._width = low, np.where(high > low, high - low, 1.0)

    def _read(self, numbers):
        return (np.where(np.isnan(numbers), self.codec_.median_, numbers) - self._low) / self._width

    def _write(self, drawn):
        return drawn * self._width + self._low


class RankRows(GeneratorRows):
    """Numbers by their rank on a normal curve, correlations taken out; "missing" is the lowest value.

    A value that many rows share owns a stretch of ranks and is met exactly on the way back: zero bills, limits
    of 50,000, payments of 2,000. Between values that single rows have the way back is a straight line, so that
    amounts are not copied from anyone.

    Attributes
    ----------
    center_, whiten_, colour_ : drawn numbers = (normal scores - center) @ whiten; colour undoes whiten.
    """

    def _learn(self, numbers, weight):
        self.columns_ = [ValueRanks(column, weight) for column in numbers.T]
        low, width = np.split(self._read(numbers), 2, axis=1)
        place = np.random.default_rng(0).random(low.shape)  # as the networks will see them: somewhere in the stretch
        scores = ndtri(np.clip(low + width * place, EDGE, 1 - EDGE))
        self.center_ = weight @ scores / weight.sum()
        apart = scores - self.center_
        self.whiten_, self.colour_ = _whitening((apart * weight[:, None]).T @ apart / weight.sum())

    @property
    def _flags(self):
        return np.zeros(0, dtype=int)

    def _read(self, numbers):
        ends = [column.stretch(values) for column, values in zip(self.columns_, numbers.T, strict=True)]
        if not ends:
            return np.zeros((len(numbers), 0))
        return np.column_stack([*(low for low, _ in ends), *(high - low for low, high in ends)])

    def _write(self, drawn):
        if not self.columns_:
            return drawn
        ranks = ndtr(drawn @ self.colour_ + self.center_)
        return np.column_stack([column.value(rank) for column, rank in zip(self.columns_, ranks.T, strict=True)])


class ValueRanks:
    """The stretch of ranks that each value of a column owns, and the value at a rank."""

    def __init__(self, column: np.ndarray, weight: np.ndarray) -> None:
        filled = _lowest_if_missing(column)
        self.values, inverse, count = np.unique(filled, return_inverse=True, return_counts=True)
        self.ends = np.r_[0.0, np.cumsum(np.bincount(inverse, weight)) / weight.sum()]
        self.ends[-1] = 1.0
        share = np.diff(self.ends)
        shared = (count > 1) & ((share >= SHARED) | (len(self.values) <= FEW_VALUES))
        shared |= np.isinf(self.values)
        middle = (self.ends[:-1] + self.ends[1:]) / 2
        twice = np.where(shared, 2, 1)
        self.missing_below = self.ends[1] if np.isinf(self.values[0]) else 0.0
        self.knots = np.repeat(np.where(shared, self.ends[:-1], middle), twice)
        self.knots[np.cumsum(twice)[shared] - 1] = self.ends[1:][shared]
        self.at_knots = np.repeat(np.where(np.isinf(self.values), 0.0, self.values), twice)

    def stretch(self, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper end of the ranks of each value, (n,) each; unseen values take a neighbour's."""
        place = np.searchsorted(self.values, _lowest_if_missing(column)).clip(max=len(self.values) - 1)
        return self.ends[place], self.ends[place + 1]

    def value(self, rank: np.ndarray) -> np.ndarray:
        """The value at each rank, nan where that is "missing"."""
        found = np.interp(rank, self.knots, self.at_knots)
        return np.where(rank < self.missing_below, np.nan, found) if self.missing_below else found


def _lowest_if_missing(column: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(column), -np.inf, column)


def _whitening(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric matrices that take correlations out and put them back.

    A direction that hardly varies, the rise of a bill from month to month, gets as much room as any other: a
    critic of slope 1 would not see it otherwise.
    """
    variance, direction = np.linalg.eigh(covariance)
    spread = np.sqrt(np.maximum(variance, NARROWEST))
    return (direction / spread) @ direction.T, (direction * spread) @ direction.T


def row_weights(y: np.ndarray, *, equal_classes: bool) -> np.ndarray:
    """How much each row counts, (n,): every class as much as any other, or every row.

    Parameters
    ----------
    y : class numbers, (n,).
    """
    return 1.0 / np.bincount(y)[y] if equal_classes else np.ones(len(y))
