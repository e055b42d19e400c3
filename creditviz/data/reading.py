"""A file lands once, as Parquet under the hash of its content; its raw bytes are let go."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import polars as pl

from creditviz.data.cells import Expected, read_cells
from creditviz.data.content import content_hash
from creditviz.data.csv_file import open_text, scan_text
from creditviz.data.excel import read_excel
from creditviz.data.names import clean_names
from creditviz.data.staging import RawFile, stage
from creditviz.data.statistics_files import read_other
from creditviz.data.values import counted
from creditviz.exceptions import DataError
from creditviz.results import Note

FEWEST_ROWS = 50
_ROW_GROUP = 131_072


@dataclass(frozen=True)
class LandedBook:
    """A book in the workspace."""

    hash: str  # 16 hex digits of the content: equal tables have equal hashes, whatever file they came in
    raw_sha256: str  # of the bytes that came
    path: Path  # <folder>/<hash>.parquet
    name: str
    n_rows: int
    n_columns: int
    notes: tuple[Note, ...] = ()  # what was done to the file
    readings: Mapping[str, str] = field(default_factory=dict)  # column -> how its numbers were spelled


def land(
    source: Path | BinaryIO,
    *,
    name: str,
    folder: Path,
    min_rows: int = FEWEST_ROWS,
    may_mix: bool = False,
    expected: Expected | None = None,
    sheet: str = "",
) -> LandedBook:
    """Read a file of one of the kinds of `formats` (gzipped or not) and keep its table as Parquet.

    Nothing is left in `folder` when the file cannot be used; a book that is already there is kept as it is.

    Parameters
    ----------
    source : a path, or an open binary file (an upload).
    name : the file's name, for messages and as the book's name.
    folder : where the Parquet goes; made if missing.
    min_rows : fewer rows are refused. Raising it refuses more books.
    may_mix : whether words in a column of numbers are taken for missing, as in a file that is only scored.
    expected : how the book of a model was read, for a file that it scores.
    sheet : of an Excel file; empty: the one that is a table.

    Raises
    ------
    DataError
        One sentence on what is wrong with the file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".landing-", dir=folder) as scratch:
        raw = stage(source, name, Path(scratch))
        table, done = Path(scratch) / "table.parquet", Path(scratch) / "book.parquet"
        notes, comma = _write(raw, name, table, sheet)
        changes, more, readings = read_cells(table, may_mix=may_mix, comma_file=comma, expected=expected)
        notes += more
        if changes or notes:
            kept = {"creditviz": json.dumps({"notes": [asdict(n) for n in notes], "readings": readings})}
            _sink(pl.scan_parquet(table, glob=False).with_columns(changes), done, metadata=kept)
        else:
            done = table
        return _keep(done, raw.sha256, name, folder, min_rows)


def land_frame(frame: pd.DataFrame, *, name: str, raw_sha256: str, folder: Path) -> LandedBook:
    """Keep a table that was made here (a widened book) as `land` keeps a file; `raw_sha256` is its file's."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".landing-", dir=folder) as scratch:
        written = Path(scratch) / "book.parquet"
        _sink(pl.from_pandas(frame).lazy(), written)
        return _keep(written, raw_sha256, name, folder, FEWEST_ROWS)


def _keep(written: Path, raw_sha256: str, name: str, folder: Path, min_rows: int) -> LandedBook:
    n_rows, columns = _shape(written)
    if n_rows < min_rows:
        raise DataError(
            f"a book needs at least {min_rows} rows to be split and judged, however {name!r} has {n_rows}. "
            "Load more accounts."
        )
    digest = content_hash(written)
    path = folder / f"{digest}.parquet"
    written.replace(path)  # atomic, on the same disk; equal content may replace itself
    return LandedBook(digest, raw_sha256, path, name, n_rows, len(columns), *what_was_done(path))


def what_was_done(path: Path) -> tuple[tuple[Note, ...], dict[str, str]]:
    """What was done to the file of a stored book, and how its numbers were spelled; nothing of books of old."""
    import pyarrow.parquet as pq

    kept = (pq.read_metadata(path).metadata or {}).get(b"creditviz")
    if kept is None:
        return (), {}
    raw = json.loads(kept)
    return tuple(Note(n["what"], tuple(n["columns"]), n["grave"]) for n in raw["notes"]), dict(raw["readings"])


def _write(raw: RawFile, name: str, target: Path, sheet: str) -> tuple[list[Note], bool]:
    """Write the table behind `raw` as Parquet; a CSV whose types change late is read a second time, in full.

    Returns what was left out, and whether the numbers of the file have decimal commas.
    """
    try:
        if raw.kind != "csv":
            table, notes = _table(raw, name, sheet)
            _sink(table, target)
            return notes, False
        text = open_text(raw.path, name, target.parent)
        try:
            _sink(scan_text(text), target)
        except (pl.exceptions.ComputeError, pl.exceptions.InvalidOperationError):
            # A column or a character changes late: look at all rows before typing and decoding them.
            text = open_text(raw.path, name, target.parent, whole=True)
            _sink(scan_text(text, infer_rows=None), target)
        empty = text.n_lines - _shape(target)[0] if text.n_lines is not None else 0
        more = [Note(f"{counted(empty, 'blank line')} left out.")] if empty > 0 else []
        return [*text.notes, *more], text.comma
    except (pl.exceptions.PolarsError, OSError) as error:
        first_line = str(error).strip().splitlines()[0][:200]
        raise DataError(
            f"a book must be readable as a table, however {name!r} is not ({first_line}). "
            "Open it in the program it came from and save it again."
        ) from error


def _table(raw: RawFile, name: str, sheet: str) -> tuple[pl.LazyFrame, list[Note]]:
    if raw.kind == "parquet":
        table = pl.scan_parquet(raw.path, glob=False)
        before = table.collect_schema().names()
        return table.rename(dict(zip(before, clean_names(before), strict=True))), []
    if raw.kind in ("xlsx", "xls"):
        read, notes = read_excel(raw.path, name, sheet=sheet)
        return read.lazy(), notes
    return read_other(raw.path, raw.kind, name).lazy(), []


def _sink(table: pl.LazyFrame, target: Path, *, metadata: dict[str, str] | None = None) -> None:
    """Write a table with plain types: no NaN (missing is missing), dates as timestamps, no nested values."""
    schema = table.collect_schema()
    nested = [name for name, kind in schema.items() if kind.is_nested()]
    if nested:
        raise DataError(f"a cell holds one value, however {nested[0]!r} holds lists or records. Leave this column out.")
    floats = [name for name, kind in schema.items() if kind.is_float()]
    decimals = [name for name, kind in schema.items() if kind.is_decimal()]
    days = [name for name, kind in schema.items() if kind == pl.Date]
    long_numbers = (
        pl.Int128,
        *((pl.UInt128,) if hasattr(pl, "UInt128") else ()),
    )  # account numbers of 19 digits and more
    words = [name for name, kind in schema.items() if kind in (pl.Categorical, pl.Enum, *long_numbers)]
    plain = table.with_columns(
        *(pl.col(name).fill_nan(None) for name in floats),
        *(pl.col(name).cast(pl.Float64) for name in decimals),
        *(pl.col(name).cast(pl.Datetime("us")) for name in days),
        *(pl.col(name).cast(pl.String) for name in words),
    )
    plain.sink_parquet(
        target,
        compression="zstd",
        compression_level=1,
        row_group_size=_ROW_GROUP,
        statistics=False,
        metadata=metadata,
    )


def _shape(path: Path) -> tuple[int, list[str]]:
    table = pl.scan_parquet(path, glob=False)
    return table.select(pl.len()).collect().item(), table.collect_schema().names()
