"""The sidebar: the open book, the compute, the queue."""

from __future__ import annotations

from typing import Any

import streamlit as st

from creditviz.runs import Book, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.liveness import sweep
from creditviz.ui.facts import bad_rate, book_labels, book_name
from creditviz.ui.frame.way import show_next
from creditviz.ui.mistakes import act
from creditviz.ui.pickers import pick
from creditviz.ui.waiting import live
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place, choose_book

_CHOSEN = "sidebar_book"


def show_sidebar(place: Place) -> None:
    """Which book is open, where work is done and how much of it waits."""
    with st.sidebar:
        if place.book is not None:
            show_next(place.workspace, place.book)
        _show_books(place)
        _watch_queue(place.workspace)


def _show_books(place: Place) -> None:
    if place.book is None:
        st.markdown("no book yet")
        return
    books = {book.hash: book for book in place.workspace.store.books()}
    if len(books) > 1:
        st.session_state[_CHOSEN] = place.book.hash
        pick(
            st.selectbox,
            "Open book",
            list(books),
            format_func=book_labels(place.workspace, books.values()).__getitem__,
            key=_CHOSEN,
            on_change=lambda: act(choose_book, place.workspace, st.session_state[_CHOSEN]),
            label_visibility="collapsed",
            help="The book that every page speaks of.",
        )
    st.markdown(book_words(place.workspace, place.book, named=len(books) == 1))


def book_words(workspace: Workspace, book: Book, *, named: bool = True) -> str:
    """Name, rows and bad rate of a book."""
    rate = bad_rate(workspace, book)
    head = f"**{literal(book_name(workspace, book))}**  \n" if named else ""
    bad = "no outcome chosen yet" if rate is None else f"{rate:.1%} bad"
    return f"{head}:small[{count(book.n_rows, 'account')} · {bad}]"


@st.cache_data(ttl=20, show_spinner=False)
def compute() -> dict[str, Any]:
    """The machine; asked for at most every 20 seconds, because nvidia-smi takes a while."""
    return jobs.compute()


def compute_words(found: dict[str, Any]) -> str:
    """The machine in words: the GPU's name and memory, or the CPU's cores."""
    if found["gpu"] is None:
        return f"CPU · {count(found['cores'], 'core')}"
    memory = f"{found['gpu_used_gb']:.0f} of {found['gpu_total_gb']:.0f} GB used"
    return f"{literal(found['gpu'])} · {memory}"


def queue_words(n_running: int, n_waiting: int) -> str:
    """How much work there is."""
    if n_running + n_waiting == 0:
        return "queue empty"
    return f"{n_running} running" + (f", {n_waiting} waiting" if n_waiting else "")


def _watch_queue(workspace: Workspace) -> None:
    """Show the queue; while something is open, look every second and redraw the page when a run's status changes."""
    sweep(workspace)
    drawn = _states(workspace)
    live(_show_queue, run_every=1 if drawn else None)(workspace, drawn)


def _states(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    return tuple((run.id, run.status) for run in workspace.store.runs(status=("queued", "running")))


def _show_queue(workspace: Workspace, drawn: tuple[tuple[str, str], ...]) -> None:
    now = _states(workspace)
    if now != drawn:
        st.rerun()
    statuses = [status for _, status in now]
    queue = queue_words(statuses.count("running"), statuses.count("queued"))
    st.markdown(f":small[{compute_words(compute())} · {queue}]")
