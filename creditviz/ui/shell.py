"""The frame of every page: its set-up line and its empty states."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from creditviz.exceptions import StoreError
from creditviz.ui.access.login import let_in
from creditviz.ui.archive import show_undo
from creditviz.ui.frame.address import arrive
from creditviz.ui.frame.brand import MARK, show_logo
from creditviz.ui.garbage import collect_soon
from creditviz.ui.mistakes import show_mistake, show_sentence
from creditviz.ui.navigation import SIDEBAR_WIDTH, page_file, see_to_navigation
from creditviz.ui.sidebar import show_sidebar
from creditviz.ui.waiting import tell_when_slow
from creditviz.ui.workspace import Place, here

LOOK = Path(__file__).resolve().parent / "frame" / "look.css"  # what config.toml cannot say


def page(question: str) -> Place:
    """Set a page up: every page begins with this line, because a deep link runs it without home.py."""
    st.set_page_config(
        page_title=f"{question} · creditviz", page_icon=MARK, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    see_to_navigation()
    collect_soon()
    show_logo()
    st.html(LOOK)
    let_in()
    tell_when_slow()
    arrive(question)
    place = _place()
    st.title(question, anchor=False)
    show_mistake()
    show_undo(place.workspace)
    return place


def _place() -> Place:
    """Where the page stands, with the sidebar; a store that cannot be reached or was deleted is one sentence."""
    try:
        place = here()
        show_sidebar(place)
    except StoreError as away:
        show_sentence(str(away))
        st.stop()
    return place


def line(text: str) -> None:
    """One grey line below the title; `text` is Markdown."""
    st.caption(text)


def section(title: str) -> None:
    """A heading between rows of cards."""
    st.subheader(title, anchor=False)


def empty(what: str, *, button: str, page_key: str, icon: str = "arrow_forward") -> None:
    """Nothing here yet: one sentence, and one button that leads on."""
    with st.container(border=True, horizontal_alignment="left"):
        st.markdown(what)
        st.page_link(page_file(page_key), label=button, icon=f":material/{icon}:")
