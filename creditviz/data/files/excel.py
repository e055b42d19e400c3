"""The first sheet of an Excel file as a table; title rows above the header are passed over."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from creditviz.data.files.names import clean_names
from creditviz.data.files.sniffing import MISSING_WORDS, check_header
from creditviz.data.guard.limits import Limits
from creditviz.data.guard.sheet_size import DAMAGED, Workbook
from creditviz.exceptions import DataError

_TITLE_ROWS = 10  # how deep a header may lie below titles
Cell = Any


def read_excel(path: Path, name: str, limits: Limits) -> pl.DataFrame:
    """The first sheet that holds something.

    Raises
    ------
    DataError
        If the workbook cannot be read, its sheets are empty, or one would be too large to lay out.
    """
    from python_calamine import CalamineError

    try:
        rows = next(filter(None, _sheets(path, name, limits)), [])
    except (CalamineError, OSError, ValueError, *DAMAGED) as error:
        raise DataError(
            f"an Excel file must open, however {name!r} does not ({error}). Save it again from Excel, or as CSV."
        ) from error
    if not rows:
        raise DataError(f"a book needs rows, however the sheets of {name!r} are empty. Choose another file.")
    return _table(rows)


def _sheets(path: Path, name: str, limits: Limits) -> Iterator[list[list[Cell]]]:
    """The rows of one sheet after the other, each looked at before it is laid out."""
    from python_calamine import load_workbook

    before, workbook = Workbook(path, name, limits), load_workbook(str(path))
    for sheet in workbook.sheet_names:
        before.check(sheet)
        yield workbook.get_sheet_by_name(sheet).to_python()


def _table(rows: list[list[Cell]]) -> pl.DataFrame:
    start = _header_row(rows)
    header, body = [_as_name(cell) for cell in rows[start]], rows[start + 1 :]
    check_header(tuple(header), tuple(_as_name(cell) for cell in body[0]) if body else ())
    names = clean_names(header)
    body = [row for row in body if any(cell not in ("", None) for cell in row)]
    columns = zip(*body, strict=True) if body else ([] for _ in names)
    return pl.DataFrame([_series(name, list(cells)) for name, cells in zip(names, columns, strict=True)])


def _header_row(rows: list[list[Cell]]) -> int:
    """The first row in which every cell is a text; the first row if there is none."""
    for i, row in enumerate(rows[:_TITLE_ROWS]):
        if all(isinstance(cell, str) and cell.strip() for cell in row):
            return i
    return 0


def _as_name(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _series(name: str, cells: list[Cell]) -> pl.Series:
    """One column; Excel knows no whole numbers, so floats without a fraction become integers."""
    values = [None if isinstance(cell, str) and cell.strip() in MISSING_WORDS else cell for cell in cells]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float, bool} and kinds:
        numbers = pl.Series(name, [None if v is None else float(v) for v in values], dtype=pl.Float64)
        whole = (numbers.drop_nulls() % 1 == 0).all() and (numbers.drop_nulls().abs() < 2**53).all()
        return numbers.cast(pl.Int64) if whole else numbers
    if kinds and kinds <= {datetime.date, datetime.datetime}:
        return pl.Series(name, values, dtype=pl.Datetime("us"), strict=False)
    return pl.Series(name, [None if v is None else _as_name(v) for v in values], dtype=pl.String)
