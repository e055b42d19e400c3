"""Values as text and back: one spelling for a code, whether it came as 2, 2.0 or "2"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from creditviz.schema import Value

MISSING = "missing"  # stands for an empty cell among the values of a target


def spelled(value: Any) -> str:
    """The one spelling of a value: 2, 2.0, "2" and " 2 " are all "2".

    >>> spelled(2.0), spelled(" bad "), spelled(2.5), spelled(True)
    ('2', 'bad', '2.5', '1')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def spelled_levels(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Position of each row's value in a list of spellings (-1: missing), and that list."""
    codes, uniques = pd.factorize(column, sort=False)
    spellings = [spelled(value) for value in uniques]
    return codes, spellings


def counted(n: int, noun: str, nouns: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "row"), counted(2000, "row"), counted(2, "category", "categories")
    ('1 row', '2,000 rows', '2 categories')
    """
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"


def grouped(number: float) -> str:
    """A number as a person writes it: whole ones stay whole, amounts have cents, small ones four digits.

    >>> grouped(50000.0), grouped(123456.78), grouped(0.12346), grouped(-1.0)
    ('50,000', '123,456.78', '0.1235', '-1')
    """
    if float(number).is_integer():
        return f"{number:,.0f}"
    return f"{number:,.2f}" if abs(number) >= 100 else f"{number:.4g}"


def listed(names: Sequence[str], most: int = 6) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(str, names[:most])) + more


def plain(value: Any) -> Value:
    """A numpy scalar as the Python value that JSON can hold."""
    item = value.item() if isinstance(value, np.generic) else value
    return item if isinstance(item, str | int | float | bool) else str(item)


def is_whole(column: pd.Series) -> bool:
    """Whether every value of a numeric column is a whole number."""
    if column.dtype.kind in "iu":
        return True
    values = column.to_numpy(dtype=float, na_value=np.nan)
    values = values[np.isfinite(values)]
    return bool(len(values)) and bool((values == np.round(values)).all())


def is_number_column(column: pd.Series) -> bool:
    """Numbers, not truth values."""
    return is_numeric_dtype(column.dtype) and not is_bool_dtype(column.dtype)


def to_dates(column: pd.Series) -> pd.Series:
    """A column as timestamps; what is no date becomes missing.

    Reads timestamps, texts such as 2014-07-01, 01.07.2014 or 2014-07, and whole numbers such as 20140701 or 201407.
    """
    if is_datetime64_any_dtype(column.dtype):
        return column
    if is_number_column(column):
        largest = column.abs().max()
        pattern = "%Y%m%d" if largest > 999_999 else "%Y%m"
        whole = column.where((column % 1 == 0) & (column.abs() < 1e9))  # 5.3 is no day
        return pd.to_datetime(whole.astype("Int64").astype("str"), format=pattern, errors="coerce")
    # Distinct texts first: a book of a million rows has a few thousand days.
    codes, uniques = pd.factorize(column)
    days = pd.DatetimeIndex(_parse_dates(pd.Series(uniques, dtype="str")))
    parsed = np.full(len(column), np.datetime64("NaT"), dtype="datetime64[ns]")
    parsed[codes >= 0] = days.to_numpy(dtype="datetime64[ns]")[codes[codes >= 0]]
    return pd.Series(parsed, index=column.index)


_DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y-%m", "%Y/%m", "%Y%m%d",
    "%b-%Y", "%b-%y", "%d-%b-%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
)  # fmt: skip


def _parse_dates(texts: pd.Series) -> pd.Series:
    """The texts by the one format that reads most of them."""
    best = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    if not texts.str.contains(r"\d{2}", regex=True, na=False).any():
        return best
    for pattern in _DATE_FORMATS:
        days = pd.to_datetime(texts, format=pattern, errors="coerce")
        if days.notna().sum() > best.notna().sum():
            best = days
        if best.notna().all():
            break
    return best
