"""What mistakes cost, in tab Ranking: the lender's own figures, cost curves, expected maximum profit."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.card import Card, Tile
from creditviz.results import LossAssumptions
from creditviz.ui.cards import show_card, show_tile_column
from creditviz.ui.facts import kept
from creditviz.ui.performance.judged import Chosen
from creditviz.ui.shell import line, section

_FIELDS = {
    "roi": ("Return on a good account, in %", "Earned over its life, as a share of the amount."),
    "none": ("Bad accounts that lose nothing, in %", "They pay in the end."),
    "total": ("Bad accounts that lose everything, in %", "The others lose any share between, all alike."),
}


def show_costs(chosen: Chosen) -> None:
    """Cost curves and profits of the chosen runs under figures that can be changed."""
    section("What mistakes cost")
    losses = _figures()
    with st.spinner("Drawing"):
        card, tiles = _cards(chosen, losses.none, losses.total, losses.roi)
    left, right = st.columns([3, 2])
    with left:
        show_card(card)
    with right:
        show_tile_column(tiles)
    line(
        "EMP, the expected maximum profit, takes the best cut-off for every loss that a bad account may bring. The "
        "figures above are those of Verbraken, Bravo, Weber and Baesens (2014) until you put your own in their place."
    )


def _figures() -> LossAssumptions:
    """Three fields, in per cent."""
    start, found = LossAssumptions(), {}
    for column, (name, (label, about)) in zip(st.columns(3), _FIELDS.items(), strict=True):
        value = column.number_input(
            label, 0.0, 100.0, round(100 * getattr(start, name), 2), 1.0, key=f"costs_{name}", help=about
        )
        found[name] = round(value / 100, 6)
    return LossAssumptions(**found)


@kept(40)
def _cards(chosen: Chosen, none: float, total: float, roi: float) -> tuple[Card, list[Tile]]:
    from creditviz.reporting.performance.costs import cost_card, profit_tiles

    losses, results = LossAssumptions(none, total, roi), chosen.results
    return cost_card(results, losses, colours=chosen.colours), profit_tiles(results, losses)
