"""What the Transfer page shows: the transfer that is looked at, its progress, and tabs of which one is computed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.runs import Book, Run, Workspace
from creditviz.ui.facts import book_name
from creditviz.ui.frame.tabs import open_tabs
from creditviz.ui.mistakes import mistakes
from creditviz.ui.runs.choice import choose_run
from creditviz.ui.runs.live import show_live
from creditviz.ui.shell import empty, line
from creditviz.ui.transfer.choice import CHOSEN, HELP, show_choice_actions
from creditviz.ui.transfer.columns import show_columns
from creditviz.ui.transfer.facts import transfers
from creditviz.ui.transfer.form.start import RESULT, TABS, show_form
from creditviz.ui.transfer.pictures import show_pictures
from creditviz.ui.transfer.results import show_result
from creditviz.ui.transfer.studies import show_studies
from creditviz.ui.transfer.vote import show_vote
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

SET_UP, STUDIES = "Set up", "Studies"
INTRODUCTION = (
    "An old product has outcomes, a new one has few or none. Methods bring the old outcomes over; each is judged on "
    "rows of the new product that it never saw, and held against simply using the old model as it is."
)
NOTHING_YET = "Nothing has been brought over to {name} yet: press Start under **Set up**."
_BODIES: dict[str, Callable[[Place, Run], None]] = {
    RESULT: lambda place, run: show_result(place.workspace, run),
    "Columns": lambda place, run: show_columns(place.workspace, run),
    "How it decides": lambda place, run: show_vote(place.workspace, run),
    "Pictures": show_pictures,
}


def show_transfer(place: Place) -> None:
    """The whole page below its title."""
    if place.book is None:
        empty("A transfer needs two books, and there is none yet.", button="Load a book", page_key="data")
        return
    line(INTRODUCTION)
    workspace, book = place.workspace, place.book
    run = choose_run(transfers(workspace, book), CHOSEN, "Transfer", HELP)
    show_live(workspace, "transfer")
    tabs = open_tabs([SET_UP, *_BODIES, STUDIES], TABS)
    if tabs[0].open:
        with tabs[0], mistakes():
            show_form(workspace, book)
            if run is not None:
                show_choice_actions(workspace, run)
    for tab, body in zip(tabs[1:-1], _BODIES.values(), strict=True):
        if tab.open:
            with tab, mistakes():
                if run is None:
                    st.markdown(_nothing(workspace, book))
                else:
                    body(place, run)
    if tabs[-1].open:
        with tabs[-1], mistakes():
            show_studies(place, run)


def _nothing(workspace: Workspace, book: Book) -> str:
    """What to do first; transfers to other books are shown when these are opened."""
    text = NOTHING_YET.format(name=literal(book_name(workspace, book)))
    others = len(workspace.store.runs(kind="transfer"))
    return f"{text} {count(others, 'transfer')} to other books: open these in the sidebar." if others else text
