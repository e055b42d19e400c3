"""What the Balancing page shows: tabs, of which only the open one is computed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.runs import Book, Workspace
from creditviz.ui.balancing.choice import Chosen, choose_runs
from creditviz.ui.balancing.export import show_export
from creditviz.ui.balancing.help import show_help
from creditviz.ui.balancing.likeness import show_likeness
from creditviz.ui.balancing.make import show_make
from creditviz.ui.balancing.privacy import show_privacy
from creditviz.ui.balancing.rows.tab import show_rows
from creditviz.ui.frame.tabs import open_tabs
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import empty, line
from creditviz.ui.words import literal
from creditviz.ui.workspace import Place

TABS = "balancing_tabs"  # in the session: the label of the open tab
NOTHING_YET = (
    "No synthetic row of this book has been made yet. Choose a sampler under **Make**: SMOTE takes seconds, "
    "and its rows can be looked at here."
)
_BODIES: dict[str, Callable[[Workspace, Book, Chosen], None]] = {
    "Like real rows?": show_likeness,
    "Rows": show_rows,
    "Copies anyone?": show_privacy,
    "Does it help?": show_help,
    "Export and train": show_export,
}
_NEEDS_NO_RUN = ("Does it help?",)  # studies and the calculator need no balancing run


def show_balancing(place: Place) -> None:
    """The whole page below its title."""
    if place.book is None:
        empty(
            "Synthetic defaulters are learned from a book, and there is none yet.",
            button="Load a book",
            page_key="data",
        )
        return
    line(
        "Samplers learn from training rows only; what they make joins training rows only. It is judged against "
        "real defaulters that no sampler has seen."
    )
    workspace, book = place.workspace, place.book
    chosen = choose_runs(workspace, book)
    tabs = open_tabs(["Make", *_BODIES], TABS)
    if tabs[0].open:
        with tabs[0], mistakes():
            show_make(workspace, book, chosen)
    for tab, (name, body) in zip(tabs[1:], _BODIES.items(), strict=True):
        if tab.open:
            with tab, mistakes():
                if chosen.runs or name in _NEEDS_NO_RUN:
                    body(workspace, book, chosen)
                else:
                    st.markdown(NOTHING_YET if not chosen.every else literal("Choose a run above, or several."))
