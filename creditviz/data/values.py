"""Values as text and back: one spelling for a code, whether it came as 2, 2.0 or "2"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz.schema import Value

if TYPE_CHECKING:
    import pandas as pd

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
    import pandas as pd

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
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(column.dtype) and not is_bool_dtype(column.dtype)
