"""The sums of what a run wrote: kept in the store when the run ends, compared before a file is opened.

A reader of models trusts its file: a damaged one may end the process, hang, or score a little differently without
a word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, delete, insert, select

from creditviz.exceptions import DataError
from creditviz.runs import tables as t
from creditviz.runs.chain import append, sums_digest
from creditviz.runs.kinds import KINDS

if TYPE_CHECKING:
    from creditviz.runs.rows import Run
    from creditviz.runs.workspace import Workspace

R = TypeVar("R")
CHECKPOINT = "checkpoint.safetensors"  # of a run that is not finished; forgotten with its end


class SumShelf:
    """The part of the store that holds the sums of files."""

    def transaction(self, work: Callable[[Connection], R]) -> R:
        """Do `work` whole or not at all; the store says how."""
        raise NotImplementedError

    def _all(self, query: Any) -> Sequence[Any]:
        raise NotImplementedError

    def put_sums(self, run_id: str, sums: Mapping[str, str]) -> None:
        """Keep the sums of a run's files, by their path in its folder, in place of earlier ones."""
        rows = [{"run": run_id, "path": path, "sha256": value} for path, value in sums.items()]

        def put(connection: Connection) -> None:
            connection.execute(delete(t.artifacts).where(t.artifacts.c.run == run_id))
            if rows:
                connection.execute(insert(t.artifacts), rows)
            append(connection, "wrote", run_id, digest=sums_digest(connection, run_id))

        self.transaction(put)

    def sums(self, run_id: str) -> dict[str, str]:
        """Path in the run's folder -> SHA-256; empty for a run of 0.5.0 and before, and for one that has not ended."""
        return {row.path: row.sha256 for row in self._all(select(t.artifacts).where(t.artifacts.c.run == run_id))}


def keep_sums(workspace: Workspace, run_id: str) -> None:
    """Keep the sum of every file that a run has written; called once it is finished."""
    folder = workspace.run_folder(run_id)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != CHECKPOINT]
    workspace.store.put_sums(run_id, {path.relative_to(folder).as_posix(): sha256(path) for path in files})


def artifact(workspace: Workspace, run_id: str, *parts: str) -> Path:
    """A file or folder that a run wrote, once it is known to be as it was written.

    Parameters
    ----------
    run_id : the id of a run, or the beginning of it.
    parts : its path in the run's folder; nothing is said of a run that goes on, and of files that were never there.

    Raises
    ------
    SpecificationError
        There is no such run.
    DataError
        A file has changed since the run ended, or is gone.
    """
    run = workspace.store.run(run_id)
    folder, inside = workspace.run_folder(run.id), "/".join(parts)
    sums = workspace.store.sums(run.id) if run.status == "finished" else {}  # a run that goes on writes anew
    for path, value in sums.items():
        if path == inside or path.startswith(f"{inside}/"):
            file = folder / path
            if not file.is_file() or sha256(file) != value:
                raise _changed(run, path, "changed" if file.is_file() else "gone")
    return folder.joinpath(*parts)


def sha256(path: Path) -> str:
    """SHA-256 of a file in hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _changed(run: Run, path: str, what: str) -> DataError:
    so = "changed: it was damaged or replaced, and is not opened" if what == "changed" else what
    return DataError(
        f"what a run wrote stays as it was written, however {path} of run {run.id} is {so}. "
        "Start the run again: its specification is kept.",
        typed=f"`python -m creditviz rerun {run.id}` does." if KINDS[run.kind].repeatable else "",
    )
