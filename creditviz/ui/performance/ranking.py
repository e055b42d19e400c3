"""Tab Ranking: does the model tell bad accounts from good ones, and what does a cut-off do."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.card import Card
from creditviz.ui.cards import show
from creditviz.ui.facts import kept
from creditviz.ui.mistakes import mistakes
from creditviz.ui.performance.costs import show_costs
from creditviz.ui.performance.judged import Chosen, choose_one
from creditviz.ui.shell import section


def show_ranking(chosen: Chosen) -> None:
    """The chosen runs over each other, one of them at a cut-off, then what mistakes cost."""
    with st.spinner("Drawing"):
        cards = _overlaid(chosen)
    show(*cards)
    section("What a cut-off does")
    label, cut_off = _one_at_a_cut_off(chosen)
    with st.spinner("Drawing"):
        cards = _at_cut_off(chosen, label, cut_off)
    show(*cards)
    with mistakes():
        show_costs(chosen)


def _one_at_a_cut_off(chosen: Chosen) -> tuple[str, float | None]:
    """The run that is looked at and a PD typed by the analyst, None while it is the one that validation rows chose."""
    left, right = st.columns([2, 1])
    with left:
        label = choose_one(chosen, "ranking_one")
    typed = right.number_input(
        "Cut-off, PD in %",
        min_value=0.0,
        max_value=100.0,
        value=None,
        step=1.0,
        placeholder="from validation rows",
        key=f"ranking_cut_off_{label}",
        help="Accounts with this PD or a higher one are flagged. Empty: the PD with the widest gap on validation rows. "
        "What is typed here is a look, not a decision.",
    )
    return label, None if typed is None else typed / 100


@kept(40)
def _overlaid(chosen: Chosen) -> tuple[Card, ...]:
    from creditviz.reporting.performance.cards import ks_card, roc_card
    from creditviz.reporting.performance.ranking import cap_card, precision_recall_card

    results, colours = chosen.results, chosen.colours
    best = next(iter(results))
    return (
        roc_card(results, colours=colours),
        ks_card(best, results[best]),
        cap_card(results, colours=colours),
        precision_recall_card(results, colours=colours),
    )


@kept(60)
def _at_cut_off(chosen: Chosen, label: str, cut_off: float | None) -> tuple[Card, ...]:
    from creditviz.reporting.performance.cards import score_distribution_card
    from creditviz.reporting.performance.ranking import cut_off_card

    result = chosen.results[label]
    return score_distribution_card(label, result, cut_off), cut_off_card(label, result, cut_off)
