"""What the Decision page shows: one cut-off that moves everything, and tabs of which one is computed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.reporting.decision.cutoff import AtCutOff, at_cut_off, decision_tiles
from creditviz.reporting.decision.refer import refer_words
from creditviz.ui.cards import show_tiles
from creditviz.ui.decision.cutoff import choose_cut_off
from creditviz.ui.decision.fairness import show_fairness
from creditviz.ui.decision.panels import show_panels
from creditviz.ui.decision.points import show_points
from creditviz.ui.decision.rows import refer_of
from creditviz.ui.decision.stand import Stand, choose_stand
from creditviz.ui.decision.swap import show_swap
from creditviz.ui.frame.tabs import open_tabs
from creditviz.ui.mistakes import mistakes, show_mistake, show_sentence
from creditviz.ui.shell import line
from creditviz.ui.workspace import Place

_BODIES: dict[str, Callable[[Stand, AtCutOff], None]] = {
    "Cut-off": show_panels,
    "Swap set": show_swap,
    "Fairness": show_fairness,
    "Points": show_points,
}


def show_decision(place: Place) -> None:
    """The whole page below its title."""
    stand = choose_stand(place)
    if stand is None:
        return
    for complaint in stand.rows.complaints:
        show_sentence(complaint)
    _live(stand)


@st.fragment
def _live(stand: Stand) -> None:
    """What the slider moves; a fragment, so that the rest of the page need not run again."""
    show_mistake()
    cut_off = choose_cut_off(stand)
    at = at_cut_off(
        stand.rows.test,
        stand.rows.curves,
        cut_off,
        label=stand.label,
        about=stand.about,
        money=stand.money.economics,
        best=stand.best,
        capacity=stand.money.capacity,
    )
    show_tiles(decision_tiles(at))
    line(refer_words(refer_of(stand.rows), cut_off))
    tabs = open_tabs(list(_BODIES), "decision_tabs")
    for tab, body in zip(tabs, _BODIES.values(), strict=True):
        if tab.open:
            with tab, mistakes():
                body(stand, at)
