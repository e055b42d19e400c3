"""A mixed table as numbers for a sampler, and back to a legal table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from creditviz.exceptions import SchemaError
from creditviz.schema import TableSchema

MOST_DECIMALS = 2  # cents
NEARLY_ALL = 0.995  # limits are multiples of 10,000 but for a few converted ones
MOST_WHOLE = 2.0**53  # beyond, every float is a whole number


class TableCodec:
    """Numbers in standard deviations, then codes; learned on real rows.

    A missing number is filled with the median and flagged in a code column of its own, so that a sampler
    votes on "missing" as it votes on a category. Going back, codes become the values they stood for,
    numbers stay within the real minimum and maximum, and as round as real ones are: whole numbers stay
    whole, limits in steps of 10,000 and amounts in cents stay so.
    """

    def __init__(self, schema: TableSchema | None) -> None:
        self.schema = schema

    def fit(self, frame: pd.DataFrame) -> TableCodec:
        """Learn medians, spreads, bounds and categories of the columns."""
        self.numeric_, self.categorical_ = _columns(frame, self.schema)
        numbers = self._numbers(frame)
        self.median_ = np.array([np.median(c[~np.isnan(c)]) if (~np.isnan(c)).any() else 0.0 for c in numbers.T])
        self.gaps_ = np.flatnonzero(np.isnan(numbers).any(axis=0))
        filled = np.where(np.isnan(numbers), self.median_, numbers)
        self.low_, self.high_ = filled.min(axis=0), filled.max(axis=0)
        with np.errstate(over="ignore"):
            spread = filled.std(axis=0)
        spread = np.where(np.isfinite(spread), spread, self.high_ / 4 - self.low_ / 4)  # its square overflowed
        self.spread_ = np.where(spread > 0, spread, 1.0)
        self.empty_ = np.isnan(numbers).all(axis=0)
        self.unit_ = np.array([_unit(column[~np.isnan(column)]) for column in numbers.T])
        self.levels_ = {name: _levels(frame[name]) for name in self.categorical_}
        return self

    @property
    def is_code(self) -> np.ndarray:
        """Which columns of the matrix are codes, (n_columns,) bool."""
        n_numbers = len(self.numeric_)
        return np.arange(n_numbers + len(self.gaps_) + len(self.categorical_)) >= n_numbers

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        """The rows as float64 of shape (n, n_numeric + n_flags + n_categorical)."""
        numbers = self._numbers(frame)
        missing = np.isnan(numbers)
        scaled = (np.where(missing, self.median_, numbers) - self.median_) / self.spread_
        codes = [codes_of(frame[name], self.levels_[name]) for name in self.categorical_]
        return np.column_stack([scaled, missing[:, self.gaps_], *codes]).astype(np.float64)

    def decode(self, matrix: np.ndarray) -> pd.DataFrame:
        """A legal table of the feature columns from rows of the matrix."""
        n = len(self.numeric_)
        numbers = self.legal(matrix[:, :n] * self.spread_ + self.median_)
        for position, column in enumerate(self.gaps_):
            numbers[matrix[:, n + position] > 0.5, column] = np.nan
        columns = dict(zip(self.numeric_, numbers.T, strict=True))
        for position, name in enumerate(self.categorical_, start=n + len(self.gaps_)):
            columns[name] = self.levels_[name].take(matrix[:, position].round().astype(int))
        return pd.DataFrame(columns)

    def legal(self, numbers: np.ndarray) -> np.ndarray:
        """The nearest legal values of numbers in original units: within the real bounds, as round as real ones.

        A column that is missing everywhere stays so.
        """
        legal = np.array(numbers, dtype=np.float64)
        for column in range(len(self.unit_)):
            legal[:, column] = self.legal_column(legal[:, column], column)
        return legal

    def legal_column(self, values: np.ndarray, column: int) -> np.ndarray:
        """The same for the values (n,) of one numeric column."""
        if self.empty_[column]:
            return np.full(len(values), np.nan)
        unit = self.unit_[column]
        if unit > 0:
            # half up, not half to even: then a rise of at most one unit stays one
            values = np.floor(values / unit + 0.5) * unit
            values = values if unit >= 1 else np.round(values, MOST_DECIMALS)
        return np.clip(values, self.low_[column], self.high_[column])

    def _numbers(self, frame: pd.DataFrame) -> np.ndarray:
        wide = frame[self.numeric_].to_numpy(dtype=np.float64, na_value=np.nan) if self.numeric_ else None
        return np.zeros((len(frame), 0)) if wide is None else np.where(np.isinf(wide), np.nan, wide)


def _levels(column: pd.Series) -> pd.Index:
    """The values of a column, in order of appearance; every kind of missing is one value."""
    levels = pd.Index(column.unique())
    missing = levels.isna()
    return levels[~missing | (np.cumsum(missing) == 1)]


def codes_of(column: pd.Series, levels: pd.Index) -> np.ndarray:
    """Position of each value among the levels, (n,); -1 for one that is not there."""
    codes = levels.get_indexer(pd.Index(column))
    gap = np.flatnonzero(levels.isna())
    return np.where(column.isna(), gap[0], codes) if len(gap) else codes


def _unit(values: np.ndarray) -> float:
    """The unit of which nearly all values are multiples: 10,000, 1, 0.01; 0 when they are free."""
    values = values[values != 0]
    if not len(values) or np.abs(values).max() >= MOST_WHOLE:
        return float(not len(values))
    for decimals in range(MOST_DECIMALS + 1):
        if np.array_equal(np.round(values, decimals), values):
            return _round_unit(values.astype(np.int64)) if decimals == 0 else 1 / 10**decimals
    return 0.0


def _round_unit(values: np.ndarray) -> float:
    """The largest number that divides all values, or the largest power of ten that divides nearly all."""
    power = 1
    while (values % (10 * power) == 0).mean() >= NEARLY_ALL:
        power *= 10
    return float(max(power, int(np.gcd.reduce(values))))


def check_features(frame: pd.DataFrame, schema: TableSchema) -> None:
    """Raise `SchemaError` unless the table has every feature that the schema names."""
    lacking = [name for name in schema.features(use_protected=True) if name not in frame.columns]
    if lacking:
        raise SchemaError(
            f"the schema names features that the table lacks: {lacking[:5]}. "
            "Upload the matching file, or infer the schema again."
        )


def _columns(frame: pd.DataFrame, schema: TableSchema | None) -> tuple[list, list]:
    """Names of the numeric and of the categorical feature columns."""
    if schema is None:
        return list(frame.columns), []
    check_features(frame, schema)
    numeric = [*schema.numeric, *(c for s in schema.sequences if s.kind == "numeric" for c in s.columns)]
    words = [name for name in numeric if not is_numeric_dtype(frame[name]) and not is_bool_dtype(frame[name])]
    codes = [*schema.categorical, *(c for s in schema.sequences if s.kind == "code" for c in s.columns)]
    return [name for name in numeric if name not in words], [*codes, *words]
