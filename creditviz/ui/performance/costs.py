"""What mistakes cost, in tab Ranking: the lender's own figures, cost curves, expected maximum profit."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.card import Card, Tile
from creditviz.results import LossAssumptions
from creditviz.runs import Run, Workspace
from creditviz.runs.money import money_of
from creditviz.ui.cards import show_card, show_tile_column
from creditviz.ui.facts import kept
from creditviz.ui.performance.judged import Chosen
from creditviz.ui.shell import line, section


def show_costs(chosen: Chosen) -> None:
    """Cost curves and profits of the chosen runs under figures that can be changed."""
    section("What mistakes cost")
    losses, said = losses_of(chosen.workspace, chosen.runs[0])
    with st.spinner("Drawing"):
        card, tiles = _cards(chosen, losses.none, losses.total, losses.roi)
    left, right = st.columns([3, 2])
    with left:
        show_card(card)
    with right:
        show_tile_column(tiles)
    line(
        "EMP, the expected maximum profit, takes the best cut-off for every loss that a bad account may bring "
        f"(Verbraken, Bravo, Weber and Baesens 2014). {said}"
    )


def losses_of(workspace: Workspace, run: Run) -> tuple[LossAssumptions, str]:
    """Losses and return of the run's book, as its Decision page has them, and where they come from."""
    money = money_of(workspace, run.book or "")
    found = money.economics
    whose = "those of this book" if money.kept else "usual ones, not this book's: set them on the Decision page"
    said = f"Margin {100 * found.margin:g}% and mean loss {100 * found.lgd:g}% are {whose}."
    return LossAssumptions.of(found.lgd, found.margin), said


@kept(40)
def _cards(chosen: Chosen, none: float, total: float, roi: float) -> tuple[Card, list[Tile]]:
    from creditviz.reporting.performance.costs import cost_card, profit_tiles

    losses, results = LossAssumptions(none, total, roi), chosen.results
    return cost_card(results, losses, colours=chosen.colours), profit_tiles(results, losses)
