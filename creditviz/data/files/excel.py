"""The sheet of an Excel file that is a table; titles above its header and totals below it are left out."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl

from creditviz.data.files.lines import is_total
from creditviz.data.files.names import clean_names, notes_on_names
from creditviz.data.guard.limits import Limits
from creditviz.data.guard.sheet_size import DAMAGED, Workbook
from creditviz.data.text.header import header_row, looks_like_data, two_headers
from creditviz.data.values import counted
from creditviz.exceptions import DataError
from creditviz.results import Note

_ROWS_OF_A_BOOK = 50
_LOOKED_AT = 200  # rows from which the header is told
Cell = Any


def read_excel(path: Path, name: str, limits: Limits, *, sheet: str = "") -> tuple[pl.DataFrame, list[Note]]:
    """The sheet that is a table, and what was left out.

    Parameters
    ----------
    sheet : its name; empty: the one that holds most filled cells in rows of one width.

    Raises
    ------
    DataError
        If the workbook cannot be read, its sheets are empty, or the one that is read is too large to lay out.
    """
    from python_calamine import CalamineError

    try:
        filled, too_large = _sheets(path, name, limits)
    except (CalamineError, OSError, ValueError, *DAMAGED) as error:
        raise DataError(
            f"an Excel file must open, however {name!r} does not ({error}). Save it again from Excel, or as CSV."
        ) from error
    chosen = _chosen(filled, too_large, name, sheet)
    table, notes = _table(filled[chosen])
    others = [title for title in filled if title != chosen]
    if others:
        notes.insert(0, Note(f"Read from the sheet {chosen!r}; not read: {', '.join(map(repr, others))}."))
    notes[:0] = [Note(f"Not read: the sheet {title!r}, since {why}", grave=True) for title, why in too_large.items()]
    return table, notes


def _sheets(path: Path, name: str, limits: Limits) -> tuple[dict[str, list[list[Cell]]], dict[str, DataError]]:
    """The rows of the sheets that hold something, and why others are not laid out: each is looked at before."""
    from python_calamine import load_workbook

    before, workbook = Workbook(path, name, limits), load_workbook(str(path))
    sheets: dict[str, list[list[Cell]]] = {}
    too_large: dict[str, DataError] = {}
    for title in workbook.sheet_names:
        try:
            before.check(title)
        except DataError as error:
            too_large[title] = error
            continue
        sheets[title] = workbook.get_sheet_by_name(title).to_python()
    return {title: rows for title, rows in sheets.items() if rows}, too_large


def _chosen(filled: dict[str, list[list[Cell]]], too_large: dict[str, DataError], name: str, sheet: str) -> str:
    """The sheet that was asked for, or the one that is a table; one too large to lay out is passed over beside it."""
    if sheet in too_large:
        raise too_large[sheet]
    if too_large and not sheet and not any(_may_be_a_book(rows) for rows in filled.values()):
        raise next(iter(too_large.values()))
    if not filled:
        raise DataError(f"a book needs rows, however the sheets of {name!r} are empty. Choose another file.")
    if sheet and sheet not in filled:
        raise DataError(f"a sheet is one of {', '.join(map(repr, filled))}, however: {sheet!r}. Choose one of these.")
    return sheet or max(filled, key=lambda title: _size(filled[title]))


def _may_be_a_book(rows: list[list[Cell]]) -> bool:
    """Whether a sheet has rows and columns enough; beside one too large to lay out, a summary is not what was meant."""
    return len(rows) > _ROWS_OF_A_BOOK and any(sum(cell not in ("", None) for cell in row) > 2 for row in rows)


def _size(rows: list[list[Cell]]) -> int:
    """Filled cells of a sheet; a list of two columns counts for little, as it explains rather than holds rows."""
    widths = [sum(cell not in ("", None) for cell in row) for row in rows]
    width = max(widths)
    return sum(w for w in widths if w > width / 2) if width > 2 else len(rows) // 10


def _table(rows: list[list[Cell]]) -> tuple[pl.DataFrame, list[Note]]:
    texts = [[_as_name(cell).strip() for cell in row] for row in rows[:_LOOKED_AT]]
    start = header_row(texts)
    header, first = texts[start], texts[start + 1] if len(texts) > start + 1 else []
    notes = [Note(f"Left out above the header: {counted(start, 'row')}.")] if start else []
    if looks_like_data(header, first):
        header, body = [f"v{i}" for i in range(1, len(header) + 1)], rows[start:]
        notes.append(Note(f"No row names the columns: they are called v1 to v{len(header)}.", grave=True))
    else:
        second = two_headers(texts, start)
        notes += [Note("Left out: a second row of names below the header.")] if second else []
        body = rows[start + 1 + second :]
    while (
        len(header) > 2
        and not header[-1]
        and all(len(row) < len(header) or _empty(row[len(header) - 1]) for row in body)
    ):
        header = header[:-1]
    return _columns(header, body, notes), notes


def _columns(header: list[str], body: list[list[Cell]], notes: list[Note]) -> pl.DataFrame:
    names, width = clean_names(header), len(header)
    notes += notes_on_names(header)
    rows = [row[:width] for row in body if not all(_empty(cell) for cell in row)]
    if len(rows) < len(body):
        notes.append(Note(f"{counted(len(body) - len(rows), 'blank row')} left out."))
    totals = [row for row in rows[-3:] if is_total([_as_name(cell) if not _empty(cell) else "" for cell in row])]
    if totals:
        notes.append(Note(f"Left out below the last row: {counted(len(totals), 'row')} of totals or remarks."))
        rows = [row for row in rows if not any(row is total for total in totals)]
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pl.DataFrame([_series(name, list(cells)) for name, cells in zip(names, columns, strict=True)])


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _as_name(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _series(name: str, cells: list[Cell]) -> pl.Series:
    """One column; Excel knows no whole numbers, so floats without a fraction become integers."""
    values = [None if _empty(cell) else cell for cell in cells]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float, bool} and kinds:
        numbers = pl.Series(name, [None if v is None else float(v) for v in values], dtype=pl.Float64)
        whole = (numbers.drop_nulls() % 1 == 0).all() and (numbers.drop_nulls().abs() < 2**53).all()
        return numbers.cast(pl.Int64) if whole else numbers
    if kinds and kinds <= {datetime.date, datetime.datetime}:
        return pl.Series(name, values, dtype=pl.Datetime("us"), strict=False)
    return pl.Series(name, [None if v is None else _as_name(v) for v in values], dtype=pl.String)
