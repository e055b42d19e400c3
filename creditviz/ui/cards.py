"""Cards and tiles on a page: a finding in bold, what is drawn in grey, the figure, its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from creditviz.reporting.card import Card, Tile
from creditviz.ui.theme import show_figure
from creditviz.ui.words import literal

VERDICTS = {
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
    times: Counter[str] = Counter()
    for first in range(0, len(cards), 2):
        for column, card in zip(st.columns(2), cards[first : first + 2], strict=False):
            again = f"{times[card.key]}_" if times[card.key] else ""  # the same card of several runs
            times[card.key] += 1
            with column:
                show_card(card, f"{place}{again}")


def show_card(card: Card, place: str = "", *, clickable: bool = False, figure_height: int | None = None) -> Any:
    """One card in the width it is given; returns the `customdata` of the point that was clicked, None without one."""
    key = f"card_{place}{card.key}"
    with st.container(border=True, height="stretch", key=key, gap="xsmall"):
        st.markdown(f"**{literal(card.finding)}**", help=literal(card.help) if card.help else None)
        st.caption(literal(card.subtitle))
        clicked = None
        if card.figure is not None:
            alt = f"{card.finding} {card.subtitle}"
            clicked = show_figure(card.figure, key=f"{key}_figure", alt=alt, clickable=clickable, height=figure_height)
        if card.numbers:
            csv_button("Numbers", card.to_csv, card.key, key=f"{key}_numbers", help_text="The figure's numbers as CSV.")
    points = clicked["selection"]["points"] if clickable and clicked is not None else []
    return points[0].get("customdata") if points else None


def csv_button(label: str, make: Callable[[], str], stem: str, *, key: str, help_text: str) -> None:
    """A quiet button that downloads text as `stem`.csv; it is made when it is pressed."""
    st.download_button(
        label,
        data=make,
        file_name=f"{stem}.csv",
        mime="text/csv",
        key=key,
        help=help_text,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def show_tiles(tiles: Sequence[Tile], *, per_row: int | None = None) -> None:
    """Verdicts in rows, all of one height in a row; all in one row when `per_row` is None."""
    width = per_row or len(tiles)
    for first in range(0, len(tiles), width):
        for column, tile in zip(st.columns(width), tiles[first : first + width], strict=False):
            with column, st.container(border=True, height="stretch", gap="xsmall"):
                _show_tile(tile)


def _show_tile(tile: Tile) -> None:
    change = f" · {literal(tile.change)}" if tile.change else ""
    st.caption(f"{VERDICTS[tile.verdict]} {literal(tile.name)}{change}")
    st.markdown(f"### {literal(tile.figure)}", anchors=False)
    st.caption(literal(tile.sentence))


def show_tile_column(tiles: Sequence[Tile]) -> None:
    """Verdicts one below the other, without the large figure: a name, a word, a sentence."""
    for tile in tiles:
        with st.container(border=True):
            st.markdown(f"{VERDICTS[tile.verdict]} **{literal(tile.name)}**: {literal(tile.figure)}")
            st.caption(literal(tile.change))
            st.markdown(literal(tile.sentence))


def waiting(what: str, build: Callable[[], Sequence[Card]]) -> None:
    """Show cards that take a moment, with a word on what is being done meanwhile."""
    with st.spinner(what):
        cards = build()
    show(*cards)
