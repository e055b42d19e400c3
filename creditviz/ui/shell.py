"""The frame of every page: its set-up line and its empty states."""

from __future__ import annotations

import streamlit as st

from creditviz.ui.access.login import let_in
from creditviz.ui.archive import show_undo
from creditviz.ui.garbage import collect_soon
from creditviz.ui.mistakes import show_mistake
from creditviz.ui.navigation import ICON, page_file, see_to_navigation
from creditviz.ui.sidebar import show_sidebar
from creditviz.ui.workspace import Place, here


def page(question: str) -> Place:
    """Set a page up: every page begins with this line, because a deep link runs it without home.py."""
    st.set_page_config(page_title=f"{question} · creditviz", page_icon=ICON, layout="wide")
    see_to_navigation()
    collect_soon()
    let_in()
    place = here()
    show_sidebar(place)
    st.title(question, anchor=False)
    show_mistake()
    show_undo(place.workspace)
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
