"""The way on a page: five steps and the next one on the Overview, the next one alone in the sidebar of the others."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.way import Offer, State, Step, Way, way_of
from creditviz.reporting.way_state import state_of
from creditviz.runs import Book, Workspace
from creditviz.ui.facts import outcome_counts
from creditviz.ui.frame.address import BOOK, RUN
from creditviz.ui.navigation import page_file
from creditviz.ui.words import literal, sentence
from creditviz.ui.workspace import IN_ADDRESS

_ICONS = {
    "done": ":material/check_circle:",
    "now": ":material/radio_button_checked:",
    "open": ":material/radio_button_unchecked:",
}
_OF_A_RUN = ("performance", "decision", "committee", "explanation")  # pages that can be asked for one run


def way_here(workspace: Workspace, book: Book) -> tuple[State, Way]:
    """Where the book stands, and its way."""
    state = state_of(workspace, book, outcome_counts(workspace, book))
    return state, way_of(state)


def show_way(workspace: Workspace, book: Book) -> None:
    """The steps, and one sentence with its button."""
    state, way = way_here(workspace, book)
    with (
        st.container(border=True, key="way"),
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"),
    ):
        for step in way.steps:
            _show_step(step, book, state.run)
        _show_next(way.next, book, state.run)


def show_side_rooms(workspace: Workspace, book: Book) -> None:
    """Questions that are open, each with the way to the page that answers it."""
    state, way = way_here(workspace, book)
    if way.side_rooms:
        with st.container(horizontal=True, vertical_alignment="center", key="side_rooms"):
            st.caption("Open questions", width="content")
            for offer in way.side_rooms:
                _link(offer.page, literal(offer.button), book, state.run)


def show_next(workspace: Workspace, book: Book) -> None:
    """What comes next, as one link of at most 22 letters: more do not fit beside its arrow."""
    state, way = way_here(workspace, book)
    label = literal(sentence(way.next.what))
    _link(way.next.page, f"**{label}**", book, state.run, help_text="The next step on the way of this book.")


def _show_step(step: Step, book: Book, run: str) -> None:
    with st.container(width="content", gap=None):
        name = f"**{step.name}**" if step.status == "now" else step.name
        _link(step.page, name, book, run, icon=_ICONS[step.status])
        st.caption(literal(step.words))


def _show_next(offer: Offer, book: Book, run: str) -> None:
    with st.container(horizontal=True, width=408, vertical_alignment="center"):
        st.markdown(f"**Next: {literal(offer.what)}.** {literal(offer.why)}", width=285)
        if st.button(offer.button, type="primary", icon=":material/arrow_forward:", icon_position="right", key="next"):
            st.switch_page(page_file(offer.page), query_params=_address(offer.page, book, run))


def _link(
    page: str, label: str, book: Book, run: str, *, icon: str = ":material/arrow_forward:", help_text: str | None = None
) -> None:
    where = _address(page, book, run)
    st.page_link(page_file(page), label=label, icon=icon, query_params=where, help=help_text)


def _address(page: str, book: Book, run: str) -> dict[str, str]:
    found = {BOOK: book.hash[:IN_ADDRESS]}
    return found | {RUN: run} if run and page in _OF_A_RUN else found
