"""The tabs of the Performance page: only the open one is computed, and what fails in one leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.ui.frame.tabs import open_tabs
from creditviz.ui.mistakes import mistakes
from creditviz.ui.performance.calibration import show_calibration
from creditviz.ui.performance.figures import show_figures
from creditviz.ui.performance.judged import Chosen, choose_runs, show_rows_line, verdict_line
from creditviz.ui.performance.ranking import show_ranking
from creditviz.ui.performance.segments import show_segments
from creditviz.ui.performance.stability import show_stability
from creditviz.ui.runs.details import choose_champion
from creditviz.ui.words import literal
from creditviz.ui.workspace import Place

_BODIES: dict[str, Callable[[Chosen], None]] = {
    "Ranking": show_ranking,
    "Calibration": show_calibration,
    "Stability": show_stability,
    "Segments": show_segments,
    "Figures": show_figures,
}


def show_performance(place: Place) -> None:
    """The whole page below its title."""
    chosen = choose_runs(place)
    if chosen is None:
        return
    show_rows_line(chosen)
    with mistakes():
        with st.container(horizontal=True, vertical_alignment="center"):
            verdict_line(chosen)
            _offer_champion(chosen)
    tabs = open_tabs(list(_BODIES), "performance_tabs")
    for tab, body in zip(tabs, _BODIES.values(), strict=True):
        if tab.open:
            with tab, mistakes():
                body(chosen)


def _offer_champion(chosen: Chosen) -> None:
    """While a book has no champion: the run that stands first can become it here."""
    first = chosen.runs[0]
    if first.figures.get("leaky") or chosen.workspace.store.champion(first.book or "") is not None:
        return
    what = f"Makes {chosen.labels[first.id]}, the first by validation AUC, the champion of this book."
    if st.button("Make champion", icon=":material/trophy:", key=f"champion_{first.id}", help=literal(what)):
        choose_champion(chosen.workspace, first)
