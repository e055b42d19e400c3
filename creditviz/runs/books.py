"""Books and their schemas in a workspace."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from creditviz.exceptions import DataError, SpecificationError
from creditviz.results import Guess, Note
from creditviz.runs.shelves.rows import Book, Run
from creditviz.runs.workspace import Workspace
from creditviz.schema import TableSchema

if TYPE_CHECKING:
    import pandas as pd


def add_book(workspace: Workspace, source: Path | BinaryIO, *, name: str, sheet: str = "") -> Book:
    """Read a file, keep it as Parquet under its content's hash, infer its schema; the same content twice is one book.

    Parameters
    ----------
    sheet : of an Excel file; empty: the one that is a table.

    Raises
    ------
    DataError
        The file cannot be read; nothing is kept of it.
    """
    from creditviz.data.book import read_sample
    from creditviz.data.files.reading import land

    landed = land(source, name=name, folder=workspace.books, sheet=sheet)
    known = workspace.store.book(landed.hash)
    if known is not None and known.schema_hash is not None:
        return known
    book = Book(landed.hash, landed.raw_sha256, landed.name, landed.n_rows, landed.n_columns, None, time.time())
    return _keep(workspace, book, read_sample(landed.path))


def clear_landings(workspace: Workspace) -> None:
    """Remove what processes that are gone were reading when they ended."""
    from creditviz.data.guard import scratch

    for folder in (workspace.books, workspace.home / "files"):
        scratch.clear_landings(folder)


def add_long_book(
    workspace: Workspace,
    source: Path | BinaryIO,
    *,
    name: str,
    account: str | None,
    month: str | None,
    sheet: str = "",
) -> Book:
    """Read a book with one row per account and month and keep it with one row per account.

    Raises
    ------
    DataError
        The file cannot be read, or the two columns do not name each row once.
    """
    from creditviz.data.book import widen
    from creditviz.data.files.reading import land, land_frame

    if not account or not month:
        raise DataError("a long book is widened by its account and its month, however one is not named. Name both.")
    landed = land(source, name=name, folder=workspace.books, sheet=sheet)
    long = Book(landed.hash, landed.raw_sha256, landed.name, landed.n_rows, landed.n_columns, None, time.time())
    try:
        frame = widen(book_frame(workspace, long), account=account, month=month)
    finally:
        if workspace.store.book(long.hash) is None:
            book_path(workspace, long).unlink(missing_ok=True)
    wide = land_frame(frame, name=name, raw_sha256=landed.raw_sha256, folder=workspace.books)
    book = Book(wide.hash, wide.raw_sha256, wide.name, wide.n_rows, wide.n_columns, None, time.time())
    return _keep(workspace, book, frame)


def _keep(workspace: Workspace, book: Book, frame: pd.DataFrame) -> Book:
    schema, _ = inferred_schema(frame, book.name, book_path(workspace, book))
    workspace.store.note("uploaded", book.hash, file=book.name, sha256=book.raw_sha256, rows=book.n_rows)
    workspace.store.put_book(book)
    return save_schema(workspace, book, schema)


def inferred_schema(frame: pd.DataFrame, name: str, path: Path) -> tuple[TableSchema, tuple[Guess, ...]]:
    """What the columns of the book at `path` seem to mean, and why."""
    from creditviz.data.files.reading import what_was_done
    from creditviz.data.meaning.inference import infer_schema

    return infer_schema(frame, name=name, readings=what_was_done(path)[1])


def what_was_done(workspace: Workspace, book: Book) -> tuple[Note, ...]:
    """What was done to the book's file on its way in."""
    from creditviz.data.files import reading

    path = book_path(workspace, book)
    return reading.what_was_done(path)[0] if path.exists() else ()


def confirm_outcome(workspace: Workspace, book: Book) -> Book:
    """Keep that a person has confirmed the proposed outcome of a book."""
    from creditviz.data.meaning.changes import assented

    return save_schema(workspace, book, assented(get_schema(workspace, book.schema_hash)))


def save_schema(workspace: Workspace, book: Book, schema: TableSchema) -> Book:
    """Make this the schema in use for the book; earlier ones stay for the runs that refer to them."""
    workspace.store.put_schema(book.hash, schema.hash, schema.to_json())
    return get_book(workspace, book.hash)


def keep_schema(workspace: Workspace, schema: TableSchema) -> None:
    """Keep a schema for a run without touching the one in use, which somebody may have corrected on the Data page."""
    workspace.store.add_schema(schema.hash, schema.to_json())


def get_book(workspace: Workspace, key: str) -> Book:
    """The book of that hash; raises `SpecificationError` when it is not in the workspace."""
    book = workspace.store.book(key)
    if book is None:
        raise SpecificationError(f"there is no book {key!r} in this workspace. Load its file again on the Data page.")
    return book


def get_schema(workspace: Workspace, schema_hash: str | None) -> TableSchema:
    """A stored schema."""
    return TableSchema.from_json(workspace.store.schema(schema_hash or ""))


def book_title(workspace: Workspace, key: str, schema_hash: str | None) -> str:
    """The name of the recognised public data set, else of the file."""
    return get_schema(workspace, schema_hash).book or get_book(workspace, key).name


def book_path(workspace: Workspace, book: Book) -> Path:
    """Where the book lies."""
    return workspace.books / f"{book.hash}.parquet"


def book_frame(workspace: Workspace, book: Book, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The book as a frame; row id = position."""
    from creditviz.data.book import read_frame

    path = book_path(workspace, book)
    if not path.exists():
        raise DataError(f"the book {book.name!r} should lie in the workspace, however its file is gone. Load it again.")
    return read_frame(path, columns)


NAMED = 5  # runs that a refusal names
OF_SEVERAL = (
    "benchmark",
    "transfer",
    "transfer-study",
)  # kinds of runs that read more books than the one they are listed under


def _reads(spec: Any, book: str) -> bool:
    """Whether a specification names the book among several, or as the old product of a transfer."""
    return any(part.book == book for part in getattr(spec, "books", ())) or getattr(spec, "source", None) == book


def book_runs(workspace: Workspace, key: str) -> list[Run]:
    """Every run that needs the book, archived ones too, newest first; what was made from a run goes with that run."""
    every = [run for old in (False, True) for run in workspace.store.runs(archived=old)]
    found = [run for run in every if run.book == key or run.kind in OF_SEVERAL and _reads(run.specification, key)]
    return sorted(found, key=lambda run: -run.created)


def delete_book(workspace: Workspace, book: Book) -> None:
    """Forget a book and its file; raises `SpecificationError`, which names them, while runs refer to it."""
    runs = book_runs(workspace, book.hash)
    if runs:
        named = [f"{run.name} ({run.id}{', archived' if run.archived else ''})" for run in runs[:NAMED]]
        more = f" and {len(runs) - NAMED:,} more" if len(runs) > NAMED else ""
        raise SpecificationError(
            f"a book can be deleted when no run refers to it, however {len(runs):,} do: {', '.join(named)}{more}. "
            "Delete them first: the Data page lists all under Runs of this book."
        )
    workspace.store.delete_book(book.hash)
    book_path(workspace, book).unlink(missing_ok=True)
