"""A public data set by key: found on this machine, simulated, or replaced by the sample book, which is said."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from creditviz.data.meaning.known_files import KNOWN_FILES
from creditviz.exceptions import SpecificationError
from creditviz.runs.books import add_book
from creditviz.runs.shelves.rows import Book
from creditviz.runs.workspace import Workspace

_ROOT = Path(__file__).resolve().parents[2]
SAMPLE_FOLDER = _ROOT / "sample_data"
SAMPLE = "sample-book"


class Found(NamedTuple):
    """A book that was asked for by key."""

    book: Book
    name: str  # on screen
    note: str = ""  # what a reader must know: another book stands in


def data_folders(chosen: str | Path | None = None) -> tuple[Path, ...]:
    """Where data sets are looked for: the chosen folder, CREDITVIZ_DATA, shared/data beside the project."""
    named = (chosen, os.environ.get("CREDITVIZ_DATA"), _ROOT.parent / "shared" / "data", SAMPLE_FOLDER)
    return tuple(Path(folder).expanduser() for folder in named if folder)


def known_path(key: str, folders: Sequence[Path]) -> Path | None:
    """The file of a data set; None where no folder has it."""
    paths = (folder / KNOWN_FILES[key].file for folder in folders)
    return next((path for path in paths if path.is_file()), None)


def open_known(workspace: Workspace, key: str, folders: Sequence[Path]) -> Found:
    """Load a data set into the workspace.

    Raises
    ------
    SpecificationError
        There is no data set of that key; says which there are.
    """
    if key not in KNOWN_FILES:
        raise SpecificationError(
            f"a book is a file, or one of {', '.join(KNOWN_FILES)}, however: {key!r}. Check the path, or choose a key."
        )
    known = KNOWN_FILES[key]
    if not known.file:
        return Found(_simulated(workspace, key), known.name)
    path = known_path(key, folders)
    if path is not None:
        return Found(add_book(workspace, path, name=path.name), known.name)
    sample = SAMPLE_FOLDER / KNOWN_FILES[SAMPLE].file
    looked = ", ".join(str(folder) for folder in folders if folder != SAMPLE_FOLDER)
    return Found(
        add_book(workspace, sample, name=sample.name),
        f"Sample book in place of {known.name}",
        f"{known.name} is not on this machine: the simulated sample book stands in, and its figures are no others'. "
        f"Put {known.file} into one of: {looked}; or name its folder in CREDITVIZ_DATA.",
    )


def _simulated(workspace: Workspace, key: str) -> Book:
    from creditviz.data.simulated.cards import simulate_bank_book

    text = simulate_bank_book().to_csv(index=False, lineterminator="\n")
    return add_book(workspace, io.BytesIO(text.encode()), name=f"{key}.csv")
