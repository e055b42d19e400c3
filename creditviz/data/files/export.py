"""Writing a table for others: CSV, Parquet or Excel, with no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from creditviz.data.files.whole_file import whole_or_nothing
from creditviz.exceptions import DataError, SpecificationError

FORMATS = {"csv": "CSV", "parquet": "Parquet", "xlsx": "Excel"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run
MOST_EXCEL_ROWS = 1_048_576  # of a sheet, its header included
LONGEST_EXCEL_TEXT = 32_767  # characters of a cell


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table in the format that the name ends with; whole or not at all.

    Parquet keeps types and values as they are. In CSV and Excel a text that begins like a formula, in a cell
    or a column name, gets an apostrophe before it; numbers stay numbers, also those kept as text.

    Raises
    ------
    SpecificationError
        The name ends with none of .csv, .csv.gz, .parquet, .xlsx.
    DataError
        More rows than an Excel sheet has, or a folder that cannot be written.
    """
    write = _writer(path)
    with _table_file(path) as partial:
        write(frame, partial)


@contextmanager
def _table_file(path: Path) -> Iterator[Path]:
    """As `whole_or_nothing`; a `DataError` where that cannot be."""
    try:
        with whole_or_nothing(path) as partial:
            yield partial
    except OSError as error:
        raise DataError(
            f"a table is written into a folder that can be written, however: {error.strerror}. Choose another place."
        ) from error


def write_parts(parts: Iterable[pd.DataFrame], path: Path) -> None:
    """Write a table that comes in parts, one part in memory at a time (but for Excel); else as `write_table`."""
    name = path.name.lower()
    if not name.endswith((".csv", ".csv.gz", ".parquet")):
        write_table(pd.concat(parts, ignore_index=True), path)
        return
    with _table_file(path) as partial:
        _append_parquet(parts, partial) if name.endswith(".parquet") else _append_csv(parts, partial, name)


def _append_csv(parts: Iterable[pd.DataFrame], path: Path, name: str) -> None:
    opened: Any = gzip.open if name.endswith(".gz") else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        for number, part in enumerate(parts):
            harmless(part).to_csv(file, index=False, header=number == 0)


def _append_parquet(parts: Iterable[pd.DataFrame], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        writer = None
        for part in parts:
            rows = pa.Table.from_pandas(part, preserve_index=False)
            writer = writer or stack.enter_context(pq.ParquetWriter(path, rows.schema))
            writer.write_table(rows.cast(writer.schema))


def check_name(path: Path) -> None:
    """Raise `SpecificationError` unless the name ends with a format that can be written."""
    _writer(path)


def _writer(path: Path) -> Any:
    name = path.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        zipped: Any = "gzip" if name.endswith(".gz") else None
        return lambda frame, to: harmless(frame).to_csv(to, index=False, compression=zipped)
    if name.endswith(".parquet"):
        return lambda frame, to: frame.to_parquet(to, index=False)
    if name.endswith(".xlsx"):
        return _write_excel
    raise SpecificationError(
        f"a table is written as .csv, .csv.gz, .parquet or .xlsx, however: {path.name!r}. Choose one of these."
    )


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    r"""The table with an apostrophe before every text that a spreadsheet would run.

    >>> harmless(pd.DataFrame({"=a": ["=1+1", "-5", "b"], "n": [-1.5, 2.0, 3.0]})).to_csv(index=False)
    "'=a,n\n'=1+1,-1.5\n-5,2.0\nb,3.0\n"
    """
    columns = {name: _harmless_column(frame[name]) for name in frame.columns}
    return pd.DataFrame({harmless_cell(name): column for name, column in columns.items()})


def harmless_cell(cell: Any) -> Any:
    """A text that begins like a formula gets an apostrophe before it; numbers stay numbers, also those in text."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell


def _harmless_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return column.astype(object).map(harmless_cell)


def _write_excel(frame: pd.DataFrame, path: Path) -> None:
    """One sheet, written row by row so that a large table needs no second copy in memory."""
    if len(frame) >= MOST_EXCEL_ROWS:
        raise DataError(
            f"an Excel sheet has {MOST_EXCEL_ROWS - 1:,} rows below its header, however the table has {len(frame):,}. "
            "Write CSV or Parquet."
        )
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    try:
        try:
            for row in _cells(harmless(frame)):
                sheet.append(row)
        finally:
            sheet.close()  # else what was begun ends when it is forgotten, with a complaint
        book.save(path)
    except IllegalCharacterError as error:
        raise DataError("Excel takes no control characters, however a cell has one. Write CSV or Parquet.") from error
    except (TypeError, ValueError) as error:
        raise DataError(
            f"a cell of Excel holds a number, a text or a date, however: {error}. Write CSV or Parquet."
        ) from error


def _cells(frame: pd.DataFrame) -> Iterator[list[Any]]:
    yield list(map(str, frame.columns))
    for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
        yield list(map(_excel_cell, row))


def _excel_cell(cell: Any) -> Any:
    """What Excel can hold: it knows no time zones, and would cut a long text without a word."""
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        return cell.isoformat()
    if isinstance(cell, str) and len(cell) > LONGEST_EXCEL_TEXT:
        raise ValueError(f"a text of {len(cell):,} characters, where {LONGEST_EXCEL_TEXT:,} are the most")
    return cell
