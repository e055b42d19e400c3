"""The workspace as a page sees it: opened once, its engine started beside the first page."""

from __future__ import annotations

import atexit
import os
import threading
from dataclasses import dataclass

import streamlit as st

from creditviz.exceptions import SpecificationError
from creditviz.runs import Book, Workspace
from creditviz.runs.books import clear_landings
from creditviz.runs.engine import jobs
from creditviz.ui import demo
from creditviz.ui.frame.address import BOOK, asked, say
from creditviz.ui.mistakes import tell

IN_ADDRESS = 10  # letters of a book's hash in a link
OPEN_BOOK = "open_book"  # in the session, and in the store for the next session


@dataclass(frozen=True)
class Place:
    """Where a page stands: the workspace and the open book, None while there is none."""

    workspace: Workspace
    book: Book | None


def here() -> Place:
    """The workspace and the open book of this session."""
    workspace = open_workspace(os.environ.get("CREDITVIZ_HOME", ""), os.environ.get("CREDITVIZ_STORE", ""))
    return Place(workspace, _open_book(workspace))


@st.cache_resource(show_spinner=False)
def open_workspace(home: str, url: str) -> Workspace:
    """One workspace for all sessions; its engine and, in an empty one, the demo start without being waited for."""
    workspace = Workspace.open(home or None)
    threading.Thread(target=_begin, args=(workspace,), name="begin", daemon=True).start()
    return workspace


def _begin(workspace: Workspace) -> None:
    jobs.start_engine(workspace)
    clear_landings(workspace)
    atexit.register(jobs.stop_engine, workspace)
    demo.begin(workspace)


def _open_book(workspace: Workspace) -> Book | None:
    """The book of the address, of the session, or of the last session, else the newest; the address then says it."""
    _follow_address(workspace)
    key = st.session_state.get(OPEN_BOOK) or workspace.store.get(OPEN_BOOK)
    found = (workspace.store.book(key) if key else None) or next(iter(workspace.store.books()), None)
    say(BOOK, found.hash[:IN_ADDRESS] if found else None)
    return found


def _follow_address(workspace: Workspace) -> None:
    """Open the book that a link names, in this session alone."""
    wanted = asked(BOOK)
    if wanted is None:
        return
    found = [book.hash for book in workspace.store.books() if book.hash.startswith(wanted)]
    if len(found) == 1:
        st.session_state[OPEN_BOOK] = found[0]
        return
    tell(
        f"the link names a book that this workspace holds, however none begins with {wanted[:20]!r}. It may have been "
        "deleted, or belong to another workspace: choose a book in the sidebar."
    )


def choose_book(workspace: Workspace, key: str) -> None:
    """Open a book in this session, and in the sessions to come."""
    if workspace.store.book(key) is None:
        raise SpecificationError("a book can be opened while it is in the workspace, however this one was deleted.")
    st.session_state[OPEN_BOOK] = key
    workspace.store.set(OPEN_BOOK, key)
