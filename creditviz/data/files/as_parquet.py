"""A raw file written as Parquet with plain types."""

from __future__ import annotations

import errno
from pathlib import Path

import polars as pl

from creditviz.data.files.csv_file import open_csv
from creditviz.data.files.excel import read_excel
from creditviz.data.files.mixed import numbers_in_text
from creditviz.data.files.names import clean_names
from creditviz.data.files.staging import RawFile
from creditviz.data.guard.limits import Limits, raise_it
from creditviz.exceptions import DataError

_ROW_GROUP = 131_072
_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, UnicodeError, OverflowError)
DISK_FULL = (
    "a file is read onto the disk of the workspace, however that disk is full. Free some space, and load it again."
)


def write_parquet(raw: RawFile, name: str, target: Path, limits: Limits) -> None:
    """Write the table behind `raw`; a CSV whose types change late is read a second time, in full.

    Raises
    ------
    DataError
        The file is no table that can be kept.
    """
    try:
        if raw.kind != "csv":
            sink(_table(raw, name, limits), target)
            return
        try:
            sink(open_csv(raw.path, name, target.parent), target, undress=True)
        except (pl.exceptions.ComputeError, pl.exceptions.InvalidOperationError):
            # A column or a character changes late: look at all rows before typing and decoding them.
            sink(open_csv(raw.path, name, target.parent, infer_rows=None), target)
    except _UNREADABLE as error:
        raise DataError(DISK_FULL if _is_full(error) else _not_a_table(name, error)) from error


def _is_full(error: BaseException) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or f"os error {errno.ENOSPC})" in str(error)


def _not_a_table(name: str, error: BaseException) -> str:
    first_line = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    return (
        f"a book must be readable as a table, however {name!r} is not ({first_line}). "
        "Open it in the program it came from and save it again."
    )


def _table(raw: RawFile, name: str, limits: Limits) -> pl.LazyFrame:
    if raw.kind == "parquet":
        table = pl.scan_parquet(raw.path, glob=False)
        before = table.collect_schema().names()
        check_size(table, name, limits)
        return table.rename(dict(zip(before, clean_names(before), strict=True)))
    return read_excel(raw.path, name, limits).lazy()


def check_size(table: pl.LazyFrame, name: str, limits: Limits) -> int:
    """How many rows a table has; raises `DataError` where it is larger than a book may be, whatever its file's size."""
    n_rows, n_columns = table.select(pl.len()).collect().item(), len(table.collect_schema())
    if n_rows * n_columns > limits.book_cells:
        raise DataError(
            f"a table may have {limits.book_cells:,} cells, however {name!r} has {n_rows:,} rows x {n_columns:,} "
            "columns. " + raise_it("book_cells", "Load fewer rows or columns")
        )
    return n_rows


def sink(table: pl.LazyFrame, target: Path, *, undress: bool = False) -> None:
    """Write a table with plain types: no NaN (missing is missing), dates as timestamps, no nested values.

    Parameters
    ----------
    undress : also read "13.5%" and "$1,200" as numbers, and fail where a later row is none.
    """
    schema = table.collect_schema()
    nested = [name for name, kind in schema.items() if kind.is_nested()]
    if nested:
        raise DataError(f"a cell holds one value, however {nested[0]!r} holds lists or records. Leave this column out.")
    floats = [name for name, kind in schema.items() if kind.is_float()]
    decimals = [name for name, kind in schema.items() if kind.is_decimal()]
    days = [name for name, kind in schema.items() if kind == pl.Date]
    raw_bytes = [name for name, kind in schema.items() if kind == pl.Binary]
    _check_text(table, raw_bytes)
    long_numbers = (
        pl.Int128,
        *((pl.UInt128,) if hasattr(pl, "UInt128") else ()),
    )  # account numbers of 19 digits and more
    words = [name for name, kind in schema.items() if kind in (pl.Categorical, pl.Enum, *long_numbers)]
    plain = table.with_columns(
        *(numbers_in_text(table) if undress else ()),
        *(pl.col(name).fill_nan(None) for name in floats),
        *(pl.col(name).cast(pl.Float64) for name in decimals),
        *(pl.col(name).cast(pl.Datetime("us")) for name in days),
        *(pl.col(name).cast(pl.String) for name in (*words, *raw_bytes)),
    )
    plain.sink_parquet(target, compression="zstd", compression_level=1, row_group_size=_ROW_GROUP, statistics=False)


def _check_text(table: pl.LazyFrame, columns: list[str]) -> None:
    """Raise `DataError` where a column of bytes is no text: some programs write texts as bytes, which are read."""
    for name in columns:
        try:
            table.select(pl.col(name).cast(pl.String).count()).collect(engine="streaming")
        except (pl.exceptions.ComputeError, pl.exceptions.InvalidOperationError) as error:
            raise DataError(
                f"a cell holds a number, a date or a text, however {name!r} holds bytes that are no text (UTF-8). "
                "Leave this column out, or write it as text."
            ) from error
