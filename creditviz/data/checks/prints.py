"""Fingerprints of rows: which rows are equal, or nearly so, in these columns, also across files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.data.values import is_number_column, spelled_levels

NEAR = 2  # digits of an amount that nearly equal rows share


def row_prints(frame: pd.DataFrame, columns: Sequence[str], *, digits: int | None = None) -> np.ndarray:
    """One number a row, (n,) uint64: equal where all columns are, whatever types a file gave them.

    Parameters
    ----------
    digits : amounts count as equal when they share so many leading digits; None: when they are equal.
    """
    plain = pd.DataFrame({name: _plain(frame[name], digits) for name in columns})
    return pd.util.hash_pandas_object(plain, index=False).to_numpy()


def _plain(column: pd.Series, digits: int | None) -> np.ndarray:
    if is_number_column(column):
        return _rounded(as_numbers(column).astype(np.float64), digits)
    codes, spellings = spelled_levels(column)
    return np.array([*spellings, ""], dtype=object)[codes]


def _rounded(values: np.ndarray, digits: int | None) -> np.ndarray:
    values = np.where(values == 0, 0.0, values)  # no -0
    if digits is None:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(values)))
    scale = 10.0 ** np.where(np.isfinite(size), size - digits + 1, 0)
    return np.round(values / scale) * scale
