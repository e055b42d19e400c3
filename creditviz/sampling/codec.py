"""A mixed table as numbers for a sampler, and back to a legal table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from creditviz.exceptions import SchemaError
from creditviz.schema import TableSchema


class TableCodec:
    """Numbers in standard deviations, then codes; learned on real rows.

    A missing number is filled with the median and flagged in a code column of its own, so that a sampler
    votes on "missing" as it votes on a category. Going back, codes become the values they stood for,
    numbers stay within the real minimum and maximum, and columns of whole numbers stay whole.
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
        spread = filled.std(axis=0)
        self.spread_ = np.where(spread > 0, spread, 1.0)
        self.whole_ = (np.isnan(numbers) | (numbers == np.round(numbers))).all(
            axis=0
        )  # a median may be no whole number
        self.levels_ = {name: pd.Index(frame[name].unique()) for name in self.categorical_}
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
        codes = [self.levels_[name].get_indexer(frame[name]) for name in self.categorical_]
        return np.column_stack([scaled, missing[:, self.gaps_], *codes]).astype(np.float64)

    def decode(self, matrix: np.ndarray) -> pd.DataFrame:
        """A legal table of the feature columns from rows of the matrix."""
        n = len(self.numeric_)
        numbers = np.clip(matrix[:, :n] * self.spread_ + self.median_, self.low_, self.high_)
        # half up, not half to even: then a rise of at most one stays a rise of at most one
        numbers[:, self.whole_] = np.floor(numbers[:, self.whole_] + 0.5)
        for position, column in enumerate(self.gaps_):
            numbers[matrix[:, n + position] > 0.5, column] = np.nan
        columns = dict(zip(self.numeric_, numbers.T, strict=True))
        for position, name in enumerate(self.categorical_, start=n + len(self.gaps_)):
            columns[name] = self.levels_[name].take(matrix[:, position].round().astype(int))
        return pd.DataFrame(columns)

    def _numbers(self, frame: pd.DataFrame) -> np.ndarray:
        wide = frame[self.numeric_].to_numpy(dtype=np.float64, na_value=np.nan) if self.numeric_ else None
        return np.zeros((len(frame), 0)) if wide is None else np.where(np.isinf(wide), np.nan, wide)


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
