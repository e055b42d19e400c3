"""Special codes among amounts (9998: no such record) stay codes in made rows: none of them becomes 9998.3."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.schema import TableSchema


@dataclass(frozen=True, eq=False)
class CodedColumn:
    """The legal values of a column with codes: the codes, and what lies between the real amounts."""

    codes: np.ndarray  # rising
    low: float  # of the amounts; NaN where every value is a code
    high: float

    def legal(self, values: np.ndarray) -> np.ndarray:
        """Values outside the amounts become the nearest of the codes and of the two ends; missing ones stay so."""
        legal = np.r_[self.codes, [end for end in (self.low, self.high) if np.isfinite(end)]]
        outside = np.isfinite(values) & ~((values >= self.low) & (values <= self.high))
        placed = values.copy()
        placed[outside] = legal[np.abs(values[outside, None] - legal).argmin(axis=1)]
        return placed


def coded_columns(frame: pd.DataFrame, schema: TableSchema | None) -> dict[str, CodedColumn]:
    """The columns of real rows that the schema names codes of."""
    found = {}
    for name, named in (schema.codes if schema is not None else {}).items():
        if name in frame.columns:
            codes = np.sort(np.array(list(map(float, named))))
            values = as_numbers(frame[name])
            amounts = values[np.isfinite(values) & ~np.isin(values, codes)]
            ends = (amounts.min(), amounts.max()) if len(amounts) else (np.nan, np.nan)
            found[name] = CodedColumn(codes, *map(float, ends))
    return found


def with_legal_codes(rows: pd.DataFrame, columns: dict[str, CodedColumn]) -> pd.DataFrame:
    """Made rows whose coded columns hold real codes and amounts alone."""
    there = {name: column for name, column in columns.items() if name in rows.columns}
    new = {name: column.legal(as_numbers(rows[name])) for name, column in there.items()}
    return rows.assign(**{name: pd.Series(v, index=rows.index).astype(rows[name].dtype) for name, v in new.items()})
