"""Cards and tiles on a page: a finding in bold, what is drawn in grey, the figure, its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from creditviz.reporting.card import Card, Tile
from creditviz.ui.theme import show_figure
from creditviz.ui.words import literal

_VERDICTS = {
    "good": ":material/check_circle:",
    "warning": ":material/error:",
    "stop": ":red[:material/cancel:]",  # a failed check is the only red thing on a page
    "none": ":material/circle:",
}


def show(*cards: Card, place: str = "") -> None:
    """Cards side by side, two to a row, all of one height in a row.

    Parameters
    ----------
    cards : in reading order.
    place : distinguishes the widgets of cards with one key on one page.
    """
    for first in range(0, len(cards), 2):
        for column, card in zip(st.columns(2), cards[first : first + 2], strict=False):
            with column:
                show_card(card, place)


def show_card(card: Card, place: str = "") -> None:
    """One card in the width it is given."""
    key = f"card_{place}{card.key}"
    with st.container(border=True, height="stretch", key=key):
        st.markdown(f"**{literal(card.finding)}**", help=literal(card.help) if card.help else None)
        st.caption(literal(card.subtitle))
        if card.figure is not None:
            show_figure(card.figure, key=f"{key}_figure", alt=f"{card.finding} {card.subtitle}")
        if card.numbers:
            st.download_button(
                "Numbers",
                data=card.to_csv,
                file_name=f"{card.key}.csv",
                mime="text/csv",
                key=f"{key}_numbers",
                help="The figure's numbers as CSV.",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def show_tiles(tiles: Sequence[Tile]) -> None:
    """Verdicts in one row, all of one height."""
    for column, tile in zip(st.columns(len(tiles)), tiles, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.caption(f"{_VERDICTS[tile.verdict]} {literal(tile.name)}")
            st.markdown(f"### {literal(tile.figure)}", anchors=False)
            if tile.change:
                st.caption(literal(tile.change))
            st.markdown(literal(tile.sentence))


def waiting(what: str, build: Callable[[], Sequence[Card]]) -> None:
    """Show cards that take a moment, with a word on what is being done meanwhile."""
    with st.spinner(what):
        cards = build()
    show(*cards)
