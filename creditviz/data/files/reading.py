"""A file lands once, as Parquet under the hash of its content; its raw bytes are let go.

Files are read in a process of their own, with limits: what a file does to its reader, it does to that process alone.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from creditviz.data.files.staging import receive
from creditviz.data.guard.limits import Limits, read_limits
from creditviz.data.guard.reading_process import BOOK, FileSummary, read_in_process
from creditviz.data.guard.scratch import landing_folder
from creditviz.exceptions import DataError

if TYPE_CHECKING:
    import pandas as pd

FEWEST_ROWS = 50


@dataclass(frozen=True)
class LandedBook:
    """A book in the workspace."""

    hash: str  # 16 hex digits of the content: equal tables have equal hashes, whatever file they came in
    raw_sha256: str  # of the bytes that came
    path: Path  # <folder>/<hash>.parquet
    name: str
    n_rows: int
    n_columns: int


class Reader(Protocol):
    """What reads a file into `book.parquet` of a folder."""

    def __call__(
        self, path: Path, name: str, folder: Path, /, *, min_rows: int, may_mix: bool, limits: Limits
    ) -> FileSummary:
        """Raise `DataError` where the file cannot be used."""


def land(
    source: Path | BinaryIO,
    *,
    name: str,
    folder: Path,
    min_rows: int = FEWEST_ROWS,
    may_mix: bool = False,
    read: Reader = read_in_process,
) -> LandedBook:
    """Read a CSV, Parquet or Excel file (gzipped or not) and keep it as Parquet.

    Nothing is left in `folder` when the file cannot be used; a book that is already there is kept as it is.

    Parameters
    ----------
    source : a path, or an open binary file (an upload).
    name : the file's name, for messages and as the book's name.
    folder : where the Parquet goes; made if missing.
    min_rows : fewer rows are refused. Raising it refuses more books.
    may_mix : whether a column may hold numbers and a few words, as a file that is only scored may.
    read : what reads it; `read_file.read_file` reads in this process, which a file may then end.

    Raises
    ------
    DataError
        One sentence on what is wrong with the file.
    """
    limits = read_limits()
    try:
        with landing_folder(folder) as scratch:
            path, raw_sha256 = receive(source, name, scratch)
            found = read(path, name, scratch, min_rows=min_rows, may_mix=may_mix, limits=limits)
            return _keep(scratch / BOOK, raw_sha256, name, folder, found)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise DataError(
            f"a file is read into the workspace, however {'its disk is full' if full else error.strerror or error}. "
            + ("Free some space, and load it again." if full else "Check that the file and the workspace can be read.")
        ) from error


def land_frame(frame: pd.DataFrame, *, name: str, raw_sha256: str, folder: Path) -> LandedBook:
    """Keep a table that was made here (a widened book) as `land` keeps a file; `raw_sha256` is its file's."""
    import polars as pl

    from creditviz.data.files.as_parquet import sink
    from creditviz.data.files.read_file import summary_of

    with landing_folder(folder) as scratch:
        written = scratch / BOOK
        sink(pl.from_pandas(frame).lazy(), written)
        return _keep(written, raw_sha256, name, folder, summary_of(written, name, FEWEST_ROWS, read_limits()))


def _keep(written: Path, raw_sha256: str, name: str, folder: Path, found: FileSummary) -> LandedBook:
    path = folder / f"{found.hash}.parquet"
    written.replace(path)  # atomic, on the same disk; equal content may replace itself
    return LandedBook(found.hash, raw_sha256, path, name, found.n_rows, found.n_columns)
