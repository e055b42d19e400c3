"""How a book comes in: an upload, the server's data folder, or the sample book."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import streamlit as st

from creditviz.data.guard.warm_reader import warm_up
from creditviz.exceptions import CreditVizError
from creditviz.runs import Book, Workspace
from creditviz.runs.books import add_book, add_long_book, book_path, delete_book
from creditviz.ui.book.facts import column_names
from creditviz.ui.buttons import press
from creditviz.ui.demo import add_loan_book, add_sample_book
from creditviz.ui.frame.tabs import go_to
from creditviz.ui.mistakes import mistakes, show_sentence
from creditviz.ui.words import literal
from creditviz.ui.workspace import Place, choose_book

ENDINGS = (
    *("csv", "tsv", "txt", "data", "dat", "gz", "parquet", "xls", "xlsx"),
    *("dta", "sas7bdat", "xpt", "sav", "arff", "jsonl", "ndjson", "json"),
)
MOST_FILES = 500
TABS, LOADING = "data_tabs", "Load another book"  # in the session: the label of the open tab
_SHEET = "sheet"  # in the session: which sheet of a workbook is read
_ROUND = "upload_round"  # a new key empties the uploader once its file has landed
_REFUSED = "upload_refused"  # (file id and sheet, sentence), so that a refused file is not read again at every rerun


def show_loading(place: Place) -> None:
    """Ways to load a book, and what else can be done with the open one."""
    warm_up()
    with st.container(border=True):
        upload, server = st.columns(2)
        with upload:
            sheet = st.session_state.get(_SHEET, "").strip()  # what stands in the field below
            _show_upload(place.workspace, sheet)
            _show_sheet()
        with server:
            _show_folder(place.workspace, sheet)
            with st.container(horizontal=True):
                _show_samples(place.workspace)
        if place.book is not None:
            with st.container(horizontal=True):
                _show_widening(place.workspace, place.book)


def _show_samples(workspace: Workspace) -> None:
    press(
        st.button,
        "Load the sample book",
        _load_sample,
        workspace,
        add_sample_book,
        icon=":material/science:",
        help="6,000 simulated credit-card accounts with twelve months of history.",
    )
    press(
        st.button,
        "Load the sample loans",
        _load_sample,
        workspace,
        add_loan_book,
        icon=":material/science:",
        help="4,000 simulated instalment loans: a second product, to bring the cards' outcomes to.",
    )


def _show_sheet() -> None:
    """Which sheet of an Excel file is read; empty for the one that is a table."""
    st.text_input(
        "Sheet of an Excel file",
        placeholder="the one that is a table",
        key=_SHEET,
        help="Only for workbooks: name the sheet before you load the file. The others are named under What was done.",
    )


def _show_upload(workspace: Workspace, sheet: str) -> None:
    file = st.file_uploader(
        "A file from your computer",
        type=list(ENDINGS),
        key=f"upload_{st.session_state.get(_ROUND, 0)}",
        help="CSV, Parquet or Excel, also gzipped. It is kept on this server as Parquet; the file itself is let go.",
    )
    if file is None:
        return
    refused, sentence = st.session_state.get(_REFUSED, ("", ""))
    if f"{file.file_id} {sheet}" == refused:
        show_sentence(sentence)
        return
    try:
        with st.spinner("Reading the file"):
            book = add_book(workspace, file, name=file.name, sheet=sheet)
    except CreditVizError as mistake:
        st.session_state[_REFUSED] = (f"{file.file_id} {sheet}", str(mistake))
        show_sentence(str(mistake))
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    _open(workspace, book)
    st.rerun()


def _show_folder(workspace: Workspace, sheet: str) -> None:
    folder = os.environ.get("CREDITVIZ_DATA", "")
    files = folder_files(Path(folder)) if folder else []
    chosen = st.selectbox(
        "A file from the server's data folder",
        files,
        index=None,
        placeholder="choose a file" if folder else "no folder is set (CREDITVIZ_DATA)",
        disabled=not files,
        key="server_file",
        help="For files too big to upload. Whoever runs the server names the folder in CREDITVIZ_DATA.",
    )
    if st.button("Load", disabled=chosen is None, key="load_server_file") and chosen is not None:
        _load(workspace, lambda: add_book(workspace, Path(folder) / chosen, name=chosen, sheet=sheet))


def folder_files(folder: Path) -> list[str]:
    """Readable tables in a folder and below it, by their path within it."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file() and path.name.lower().endswith(ENDINGS))
    return sorted(str(path.relative_to(folder)) for path in islice(found, MOST_FILES))


def _show_widening(workspace: Workspace, book: Book) -> None:
    with st.popover(f"One row per account and month? Widen {literal(book.name)}", icon=":material/view_column:"):
        st.markdown("Name the account and the month: the book becomes one with one row per account.")
        columns = column_names(workspace, book.hash)
        account = st.selectbox("Account", columns, index=None, key="long_account")
        month = st.selectbox("Month", columns, index=None, key="long_month")
        if st.button("Widen", type="primary", key="widen"):
            path = book_path(workspace, book)
            _load(workspace, lambda: add_long_book(workspace, path, name=book.name, account=account, month=month))
    with st.popover("Delete this book", icon=":material/delete:"):
        st.markdown(
            f"This deletes {literal(book.name)} from the workspace. It needs all its runs to be deleted first: they "
            "are listed below, under **Runs of this book**."
        )
        press(
            st.button,
            "Delete the book",
            delete_book,
            workspace,
            book,
            key=f"delete_book_{book.hash}",
            type="primary",
        )


def _load(workspace: Workspace, read: Callable[[], Book]) -> None:
    with mistakes():
        with st.spinner("Reading the file"):
            book = read()
        _open(workspace, book)
        st.rerun()


def _load_sample(workspace: Workspace, add: Callable[[Workspace], Book]) -> None:
    _open(workspace, add(workspace))


def _open(workspace: Workspace, book: Book) -> None:
    """Open what was loaded, and show what was found in it."""
    choose_book(workspace, book.hash)
    go_to(TABS, None)
