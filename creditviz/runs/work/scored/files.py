"""Files that were brought to be scored: kept as Parquet beside the books, until no run refers to them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from creditviz.exceptions import DataError
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.data.text.cells import Expected

FORGOTTEN_AFTER = 24 * 3600.0  # seconds without a run that refers to it


@dataclass(frozen=True)
class ScoredFile:
    """A file as it was kept."""

    hash: str  # of the content
    name: str
    n_rows: int


def keep_file(workspace: Workspace, source: Path | BinaryIO, *, name: str, subject: Run | None = None) -> ScoredFile:
    """Read a file of any number of rows as the book of a run was read, and keep it.

    Parameters
    ----------
    subject : the run whose model will score the file; None: the file speaks for itself.

    Raises
    ------
    DataError
        The file is no table.
    """
    from creditviz.data.files.reading import land

    _forget_old(workspace)
    like = _expected(workspace, subject) if subject is not None else None
    landed = land(source, name=name, folder=_folder(workspace), min_rows=1, may_mix=True, expected=like)
    return ScoredFile(landed.hash, name, landed.n_rows)


def _expected(workspace: Workspace, subject: Run) -> Expected:
    """How the columns were read that the run learned from."""
    from creditviz.data.text.cells import Expected
    from creditviz.runs.books import get_schema

    schema = get_schema(workspace, subject.specification.schema_hash)
    months = (c for s in schema.sequences if s.kind == "numeric" for c in s.columns)
    names = tuple(filter(None, (schema.identifier, schema.group)))
    return Expected(frozenset((*schema.numeric, *months)), frozenset(names), schema.readings)


def file_path(workspace: Workspace, key: str) -> Path:
    """Where the file or the book of that content lies; raises `DataError` when it is gone."""
    places = [folder / f"{key}.parquet" for folder in (_folder(workspace), workspace.books)]
    for path in places:
        if path.exists():
            return path
    raise DataError("a file is scored while the workspace keeps it, however this one is gone. Bring it again.")


def file_columns(path: Path) -> list[str]:
    """Names of its columns, in order."""
    import pyarrow.parquet as pq

    return list(pq.read_schema(path).names)


def numeric_columns(path: Path) -> list[str]:
    """Names of its columns of numbers, in order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = pq.read_schema(path)
    return [f.name for f in kinds if pa.types.is_floating(f.type) or pa.types.is_integer(f.type)]


def file_sample(path: Path, n_rows: int) -> pd.DataFrame:
    """At most so many rows, evenly spread."""
    from creditviz.data.book import read_sample

    return read_sample(path, n_rows)


def _folder(workspace: Workspace) -> Path:
    return workspace.home / "files"


def _forget_old(workspace: Workspace) -> None:
    """Delete files that no scoring refers to any more."""
    used = {
        run.specification.file
        for archived in (False, True)
        for run in workspace.store.runs(kind="scoring", archived=archived)
    }
    for path in _folder(workspace).glob("*.parquet"):
        if path.stem not in used and time.time() - path.stat().st_mtime > FORGOTTEN_AFTER:
            path.unlink(missing_ok=True)
