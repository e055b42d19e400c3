"""A table as one number a column in the order in which a chain draws them, and back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from creditviz.sampling.chains.boosted_chain import Change
from creditviz.sampling.codec import TableCodec, codes_of
from creditviz.schema import TableSchema

LARGEST = 1e30  # trees read single precision: larger numbers are this large
LEVEL_ROWS = 20.0  # a category's own bad rate counts as rows, the overall rate counts as so many


class ChainEncoding:
    """A table as one number a column in the order of the chain, and back.

    Categories are numbered from the least to the most risky, so that a split of a tree separates risks.
    """

    def __init__(self, schema: TableSchema | None) -> None:
        self.schema = schema

    def fit(self, frame: pd.DataFrame, is_bad: np.ndarray) -> ChainEncoding:
        """Learn bounds, units and categories from real rows; `is_bad` is (n,) bool."""
        self.codec_ = TableCodec(self.schema).fit(frame)
        self.order_ = chain_order(frame, self.schema)
        self.is_code_ = np.array([name in self.codec_.categorical_ for name in self.order_])
        self.kinds_ = frame.dtypes.to_dict()
        self.levels_ = {name: self._by_risk(frame[name], name, is_bad) for name in self.codec_.categorical_}
        return self

    def _by_risk(self, column: pd.Series, name: Any, is_bad: np.ndarray) -> pd.Index:
        levels = self.codec_.levels_[name]
        codes = codes_of(column, levels)
        n, bad = (np.bincount(codes, weights=w, minlength=len(levels)) for w in (None, is_bad.astype(float)))
        rate = (bad + LEVEL_ROWS * is_bad.mean()) / (n + LEVEL_ROWS)
        return levels.take(np.argsort(rate, kind="stable"))

    def changes(self, frame: pd.DataFrame) -> dict[int, Change]:
        """For every status column but the first: which status real accounts had after which, over all months."""
        found: dict[int, Change] = {}
        place = {name: position for position, name in enumerate(self.order_)}
        for sequence in self.schema.sequences if self.schema is not None else ():
            if not all(name in self.levels_ for name in sequence.columns):
                continue
            pairs = list(pairwise(sequence.columns))
            seen = pd.concat([frame[list(pair)].set_axis(["before", "after"], axis=1) for pair in pairs])
            for before, after in pairs:
                allowed = self._allowed(seen.drop_duplicates(), before, after)
                found[place[after]] = Change(place[before], allowed)
        return found

    def _allowed(self, seen: pd.DataFrame, before: str, after: str) -> np.ndarray:
        """Which code of `after` may follow which of `before`, (n_before, n_after) bool."""
        lines, columns = (
            codes_of(seen["before"], self.levels_[before]),
            codes_of(seen["after"], self.levels_[after]),
        )
        both = (lines >= 0) & (columns >= 0)
        allowed = np.zeros((len(self.levels_[before]), len(self.levels_[after])), dtype=bool)
        allowed[lines[both], columns[both]] = True
        allowed[~allowed.any(axis=1)] = True  # a status that was only ever the last one
        return allowed

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        """The rows, (n, n_columns) float64, nan where a number is missing."""
        matrix = np.empty((len(frame), len(self.order_)))
        for position, name in enumerate(self.order_):
            if self.is_code_[position]:
                matrix[:, position] = codes_of(frame[name], self.levels_[name])
            else:
                matrix[:, position] = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        matrix[np.isinf(matrix)] = np.nan
        return np.clip(matrix, -LARGEST, LARGEST)

    def legal(self, values: np.ndarray, column: int) -> np.ndarray:
        """The nearest legal values of a column of the chain, (n,): what is drawn next must see what will be shown."""
        if self.is_code_[column]:
            return values
        return self.codec_.legal_column(values, self.codec_.numeric_.index(self.order_[column]))

    def decode(self, matrix: np.ndarray) -> pd.DataFrame:
        """The table of legal rows, feature columns in the types of the real one."""
        columns: dict[Any, Any] = {}
        for position, name in enumerate(self.order_):
            values = matrix[:, position]
            columns[name] = self.levels_[name].take(values.astype(np.int64)) if self.is_code_[position] else values
        table = pd.DataFrame(columns)
        return table.astype({name: self.kinds_[name] for name in table.columns})


def chain_order(frame: pd.DataFrame, schema: TableSchema | None) -> list:
    """Columns in the order in which they are drawn: static ones, then month by month, oldest first."""
    if schema is None:
        return list(frame.columns)
    months = zip(*(sequence.columns for sequence in schema.sequences), strict=True)
    return [*schema.numeric, *schema.categorical, *(name for month in months for name in month)]
