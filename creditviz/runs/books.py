"""Books and their schemas in a workspace."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from creditviz.exceptions import DataError, SpecificationError
from creditviz.runs.rows import Book
from creditviz.runs.workspace import Workspace
from creditviz.schema import TableSchema

if TYPE_CHECKING:
    import pandas as pd


def add_book(workspace: Workspace, source: Path | BinaryIO, *, name: str) -> Book:
    """Read a file, keep it as Parquet under its content's hash, infer its schema; the same content twice is one book.

    Raises
    ------
    DataError
        The file cannot be read; nothing is kept of it.
    """
    from creditviz.data.inference import infer_schema
    from creditviz.data.reading import land

    landed = land(source, name=name, folder=workspace.books)
    known = workspace.store.book(landed.hash)
    if known is not None and known.schema_hash is not None:
        return known
    book = Book(landed.hash, landed.raw_sha256, landed.name, landed.n_rows, landed.n_columns, None, time.time())
    schema, _ = infer_schema(book_frame(workspace, book), name=landed.name)
    workspace.store.put_book(book)
    return save_schema(workspace, book, schema)


def save_schema(workspace: Workspace, book: Book, schema: TableSchema) -> Book:
    """Make this the schema in use for the book; earlier ones stay for the runs that refer to them."""
    workspace.store.put_schema(book.hash, schema.hash, schema.to_json())
    return get_book(workspace, book.hash)


def get_book(workspace: Workspace, key: str) -> Book:
    """The book of that hash; raises `SpecificationError` when it is not in the workspace."""
    book = workspace.store.book(key)
    if book is None:
        raise SpecificationError(f"there is no book {key!r} in this workspace. Load its file again on the Data page.")
    return book


def get_schema(workspace: Workspace, schema_hash: str | None) -> TableSchema:
    """A stored schema."""
    return TableSchema.from_json(workspace.store.schema(schema_hash or ""))


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


def delete_book(workspace: Workspace, book: Book) -> None:
    """Forget a book and its file; raises `SpecificationError` while runs refer to it."""
    runs = [r for old in (False, True) for r in workspace.store.runs(book=book.hash, archived=old)]
    if runs:
        raise SpecificationError(
            f"a book can be deleted when no run refers to it, however {len(runs)} do. Delete these runs first."
        )
    workspace.store.delete_book(book.hash)
    book_path(workspace, book).unlink(missing_ok=True)
