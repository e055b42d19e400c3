"""What the Benchmark page shows: the benchmark that is looked at, its progress, and tabs of which one is computed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.runs import Run, Workspace
from creditviz.ui.benchmark.audit import show_audit
from creditviz.ui.benchmark.choice import choose_benchmark, show_choice_actions
from creditviz.ui.benchmark.form import RESULTS, TABS, show_form
from creditviz.ui.benchmark.groups import show_groups
from creditviz.ui.benchmark.paper import show_paper
from creditviz.ui.benchmark.results import show_results
from creditviz.ui.benchmark.tests import show_tests
from creditviz.ui.frame.tabs import open_tabs
from creditviz.ui.mistakes import mistakes
from creditviz.ui.runs.details import show_leaks
from creditviz.ui.runs.live import show_live
from creditviz.ui.shell import empty, line
from creditviz.ui.workspace import Place

SET_UP, AUDIT = "Set up", "Published numbers"
OWN, PAPER = "Models of my choice", "A paper's table"
NOTHING_YET = (
    "No benchmark has been run in this workspace yet. Three quick models with three seeds take about a minute: "
    "press Start under **Set up**."
)
_BODIES: dict[str, Callable[[Workspace, Run], None]] = {
    RESULTS: show_results,
    "Tests": show_tests,
    "Customer groups": show_groups,
}


def show_benchmark(place: Place) -> None:
    """The whole page below its title."""
    if place.book is None:
        empty("A benchmark needs a book, and there is none yet.", button="Load a book", page_key="data")
        return
    line(
        "Every model is fitted to the same training rows and judged on the same test rows, which no step has seen. "
        "A difference is called real only when a test says so."
    )
    workspace = place.workspace
    run = choose_benchmark(workspace)
    show_live(workspace, "benchmark")
    show_leaks(*([run] if run is not None else []))
    tabs = open_tabs([SET_UP, *_BODIES, AUDIT], TABS)
    if tabs[0].open:
        with tabs[0], mistakes():
            _show_set_up(place)
            if run is not None:
                show_choice_actions(workspace, run)
    for tab, body in zip(tabs[1:-1], _BODIES.values(), strict=True):
        if tab.open:
            with tab, mistakes():
                if run is None:
                    st.markdown(NOTHING_YET)
                else:
                    body(workspace, run)
    if tabs[-1].open:
        with tabs[-1], mistakes():
            show_audit(workspace)


def _show_set_up(place: Place) -> None:
    way = st.segmented_control(
        "What is compared",
        [OWN, PAPER],
        default=OWN,
        required=True,
        key="benchmark_way",
        label_visibility="collapsed",
    )
    if way == PAPER:
        show_paper(place.workspace)
    elif place.book is not None:
        show_form(place.workspace, place.book)
