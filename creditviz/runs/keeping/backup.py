"""A copy of a workspace in use that can be opened, and its way back.

A plain copy of a database in use can be torn: its -wal holds what the file does not have yet. SQLite's own backup reads
one state of it, whatever is written meanwhile.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from creditviz import __version__
from creditviz.exceptions import DataError, SpecificationError
from creditviz.runs.keeping.verify import verify
from creditviz.runs.private import OURS, make_private
from creditviz.runs.sums import sha256
from creditviz.runs.workspace import Workspace

DATABASE, MANIFEST = "creditviz.db", "backup.json"
_UNFINISHED = "/.landing-"  # landing folders of uploads under way


@dataclass(frozen=True)
class Kept:
    """How much was copied."""

    books: int
    runs: int
    files: int


def back_up(workspace: Workspace, out: Path) -> Kept:
    """Copy a workspace while it is in use; what runs write meanwhile is not in the copy, and their state says so.

    Parameters
    ----------
    out : a new or empty folder; the copy appears there whole, or not at all.

    Raises
    ------
    SpecificationError
        The folder holds something, lies in the workspace, or the store is PostgreSQL (which has `pg_dump`).
    DataError
        A file of the copy is not as it was written.
    """
    if workspace.url:
        raise SpecificationError(
            "backup copies an SQLite store with the folder, however CREDITVIZ_STORE names another store. "
            "Copy that with its own tool (pg_dump), and the folder with it."
        )
    if workspace.home == out.resolve() or workspace.home in out.resolve().parents:
        raise SpecificationError("a backup lies outside of the workspace, however: " + str(out))
    _check_empty(out, "a backup is written into a new folder")
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    make_private(partial)
    try:
        kept = _copy(workspace, partial)
        if out.exists():
            out.rmdir()
        partial.rename(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return kept


def _copy(workspace: Workspace, folder: Path) -> Kept:
    """The database first: the files that it speaks of are written before it, and are there."""
    assert workspace.store.engine is not None  # brings the tables up to date
    with closing(sqlite3.connect(workspace.home / DATABASE, timeout=60)) as source, _database(folder) as copy:
        source.backup(copy)
    for path in _files(workspace.home):
        target = folder / path.relative_to(workspace.home)
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # deleted meanwhile: the walk below says so where it is missed
            shutil.copyfile(path, target)
    books, runs = _look_through(folder)
    with _database(folder) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it
    sums = {path.relative_to(folder).as_posix(): sha256(path) for path in [folder / DATABASE, *_files(folder)]}
    (folder / MANIFEST).write_text(json.dumps({"creditviz": __version__, "sums": sums}, indent=1))
    return Kept(books, runs, len(sums))


def _database(folder: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(folder / DATABASE))


def _files(home: Path) -> Iterator[Path]:
    for name in OURS:
        for path in sorted((home / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and _UNFINISHED not in path.as_posix():
                yield path


def _look_through(folder: Path) -> tuple[int, int]:
    """Books and runs of a copy; raises where it is not as creditviz wrote it."""
    with _database(folder) as database:
        (found,) = database.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise DataError(f"a copy is a database that can be read, however: {found}. Nothing was kept; try again.")
    copied = Workspace(folder)
    books, faults = copied.store.books(), list(verify(copied).faults)
    runs = [run for old in (False, True) for run in copied.store.runs(archived=old)]
    copied.store.engine.dispose()
    faults += [f"Book {b.name!r} is gone." for b in books if not (folder / "books" / f"{b.hash}.parquet").is_file()]
    if faults:
        raise DataError(
            f"a workspace is copied as it was written, however: {' '.join(faults[:5])} Nothing was kept. "
            "Where something was deleted in this moment, try again.",
            typed="`python -m creditviz verify` lists all faults.",
        )
    return len(books), len(runs)


def restore(copy: Path, workspace: Workspace) -> Kept:
    """Bring a backup back into an empty workspace, once every file of it has its sum.

    Raises
    ------
    SpecificationError
        The workspace is not empty, or uses another store.
    DataError
        `copy` is no backup, or a file of it has changed.
    """
    if workspace.url:
        raise SpecificationError("restore fills an SQLite store, however CREDITVIZ_STORE names another. Unset it.")
    _check_empty(workspace.home, "a backup is restored into an empty workspace", "name another in CREDITVIZ_HOME")
    sums = _manifest(copy)
    for name, value in sums.items():
        if not (copy / name).is_file() or sha256(copy / name) != value:
            raise DataError(f"a backup is restored as it was written, however {name} is gone or changed. Use another.")
    make_private(workspace.home)
    for name in sums:
        target = workspace.home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy / name, target)
    return Kept(
        len(workspace.store.books()), sum(len(workspace.store.runs(archived=a)) for a in (False, True)), len(sums)
    )


def _manifest(copy: Path) -> dict[str, str]:
    """Path -> sum of a backup; a path that leads out of it is refused."""
    try:
        sums: Any = json.loads((copy / MANIFEST).read_text())["sums"]
        inside = all((copy / name).resolve().is_relative_to(copy.resolve()) for name in sums)
        if DATABASE not in sums or not inside:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"a backup is a folder that `backup` wrote, however {copy} is none. Check the path.") from error
    return sums


def _check_empty(folder: Path, rule: str, instead: str = "name another") -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SpecificationError(f"{rule}, however {folder} holds something. Nothing is overwritten: {instead}.")
