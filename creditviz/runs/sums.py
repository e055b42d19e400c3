"""The sums of what a run wrote: taken when the run ends, compared before a file is opened.

A reader of models trusts its file: a damaged one may end the process, hang, or score a little differently without
a word.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from creditviz.exceptions import DataError
from creditviz.runs.kinds import KINDS

if TYPE_CHECKING:
    from creditviz.runs.shelves.rows import Run
    from creditviz.runs.workspace import Workspace

CHECKPOINT = "checkpoint.safetensors"  # of a run that is not finished; forgotten with its end


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
