"""Which file is scored: an upload, one of the server's folder, or a book of the workspace."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.runs import Run, Workspace
from creditviz.runs.work.scored.files import ScoredFile, keep_file
from creditviz.ui.book.uploads import ENDINGS, folder_files
from creditviz.ui.facts import book_labels
from creditviz.ui.mistakes import show_sentence
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal

UPLOAD, FOLDER, BOOK = "A file from your computer", "A file of the server", "A book of this workspace"
_KEPT = "scoring_kept"  # in the session: what was read last, by where it came from


@dataclass(frozen=True)
class ChosenFile:
    """A file that the workspace keeps."""

    hash: str
    name: str
    n_rows: int


def choose_file(workspace: Workspace, run: Run) -> ChosenFile | None:
    """The chosen file, read once for a run; None while there is none."""
    kind = st.segmented_control("File", [UPLOAD, FOLDER, BOOK], default=UPLOAD, required=True, key="scoring_kind")
    if kind == BOOK:
        return _book(workspace)
    return _upload(workspace, run) if kind == UPLOAD else _folder(workspace, run)


def _upload(workspace: Workspace, run: Run) -> ChosenFile | None:
    file = st.file_uploader(
        "Applicants or accounts",
        type=list(ENDINGS),
        key="scoring_upload",
        help="CSV, Parquet or Excel, also gzipped, with the columns of the book that the model was trained on.",
        label_visibility="collapsed",
    )
    if file is None:
        return None
    return _kept(f"upload {file.file_id} {run.id}", lambda: keep_file(workspace, file, name=file.name, subject=run))


def _folder(workspace: Workspace, run: Run) -> ChosenFile | None:
    folder = os.environ.get("CREDITVIZ_DATA", "")
    chosen = st.selectbox(
        "A file from the server's data folder",
        folder_files(Path(folder)) if folder else [],
        index=None,
        placeholder="choose a file" if folder else "no folder is set (CREDITVIZ_DATA)",
        key="scoring_server_file",
        help="For files too big to upload. Whoever runs the server names the folder in CREDITVIZ_DATA.",
    )
    if chosen is None:
        return None
    path = Path(folder) / chosen
    return _kept(f"folder {chosen} {run.id}", lambda: keep_file(workspace, path, name=path.name, subject=run))


def _book(workspace: Workspace) -> ChosenFile | None:
    books = {book.hash: book for book in workspace.store.books()}
    chosen = pick(
        st.selectbox,
        "Book",
        list(books),
        index=None,
        placeholder="choose a book",
        format_func=book_labels(workspace, books.values()).__getitem__,
        key="scoring_book",
        help="All rows of a book that was loaded on the Data page.",
    )
    return None if chosen is None else ChosenFile(chosen, books[chosen].name, books[chosen].n_rows)


def _kept(source: str, read: Callable[[], ScoredFile]) -> ChosenFile | None:
    """What `read` gives, remembered: a page runs again at every click, a file is read once."""
    known, found = st.session_state.get(_KEPT, ("", None))
    if known != source:
        try:
            with st.spinner("Reading the file"):
                kept = read()
            found = ChosenFile(kept.hash, kept.name, kept.n_rows)
        except CreditVizError as mistake:
            found = str(mistake)
        st.session_state[_KEPT] = (source, found)
    if isinstance(found, str):
        show_sentence(found)
        return None
    if found is not None:
        st.caption(f"{literal(found.name)}, {found.n_rows:,} rows")
    return found
