"""What a row is called, everywhere: its identifier, else its number counted as in the file, from 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def row_name(row_id: int) -> str:
    """The name of a row without an identifier.

    Parameters
    ----------
    row_id : its place in the stored book, from 0.

    >>> row_name(0), row_name(4999)
    ('row 1', 'row 5,000')
    """
    return f"row {int(row_id) + 1:,}"


def row_names(row_id: Iterable[int], identifiers: Sequence[Any] | None = None) -> list[str]:
    """Names of rows: the identifier where there is one and it is filled in.

    >>> row_names([0, 1, 2], [357.0, "A7", None]), row_names([6])
    (['357', 'A7', 'row 3'], ['row 7'])
    """
    rows = list(row_id)
    known = [None] * len(rows) if identifiers is None else list(identifiers)
    return [row_name(row) if _unknown(one) else _said(one) for row, one in zip(rows, known, strict=True)]


def _unknown(identifier: Any) -> bool:
    return identifier is None or identifier != identifier or str(identifier) in ("", "<NA>", "NaT")


def _said(identifier: Any) -> str:
    whole = isinstance(identifier, float) and identifier.is_integer()  # a gap elsewhere makes numbers floats
    return str(int(identifier) if whole else identifier)
