"""The swap set on the page: which challenger, by which rule, and who is exchanged."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.decision.cutoff import AtCutOff
from creditviz.reporting.decision.words import CUT_OFF, cut_off_words
from creditviz.results import SwapSet
from creditviz.runs import Run
from creditviz.runs.reading.applicants import without_groups
from creditviz.runs.reading.looks import test_set
from creditviz.ui.cards import show_card
from creditviz.ui.decision.rows import Rows, rows_of
from creditviz.ui.decision.stand import Stand
from creditviz.ui.pickers import pick
from creditviz.ui.shell import empty, line
from creditviz.ui.words import literal

EQUAL, OWN = "Equal approval rate", "Own cut-offs"


def show_swap(stand: Stand, at: AtCutOff) -> None:
    """The chosen run is the champion; another run of the same rows challenges it."""
    from creditviz.reporting.decision.swap import profit_gap_words, swap_card, swap_table

    challengers = {run.id: run for run in stand.others if _same_rows(stand.run, run)}
    if not challengers:
        what = "A swap set needs a second run on the same test rows, and there is none: train one with the same split."
        empty(what, button="Train a model", page_key="training")
        return
    left, right = st.columns(2)
    picked = pick(
        left.selectbox,
        "Challenger, in place of the run above",
        list(challengers),
        format_func=lambda key: stand.names[key],
        key=f"decision_challenger_{stand.run.id}",
    )
    way = right.segmented_control(
        "Compared at",
        [EQUAL, OWN],
        default=EQUAL,
        required=True,
        key="decision_swap_way",
        help="Equal approval rate: the challenger approves as many. Own cut-offs: its kept one, else the "
        "suggested one.",
    )
    challenger = challengers[picked or next(iter(challengers))]
    swap, how = _swap(stand, at, challenger, way or EQUAL)
    show_card(swap_card(swap, (stand.label, stand.names[challenger.id]), f"{swap.n:,} test rows"), "decision_")
    line(literal(f"{profit_gap_words(swap)} {how}"))
    st.dataframe(swap_table(swap), hide_index=True, alt="The four kinds of accounts.")


def _same_rows(a: Run, b: Run) -> bool:
    return test_set(a.specification) == test_set(b.specification)


def _swap(stand: Stand, at: AtCutOff, challenger: Run, way: str) -> tuple[SwapSet, str]:
    """The swap set, and how the challenger's cut-off came about."""
    from creditviz.evaluation.cutting.cutoff import cut_off_for_rate
    from creditviz.evaluation.cutting.swap import swap_set

    rows = rows_of(stand.workspace, challenger, stand.book, stand.money.column)
    if way == EQUAL:
        other = cut_off_for_rate(rows.test.pd, float(at.now.approval_rate[0]))
        how = f"The challenger approves as many at {cut_off_words(other)}, as nearly as equal PDs allow."
    else:
        other, how = _own_cut_off(stand, challenger, rows)
    champion, new = without_groups(stand.rows.test), without_groups(rows.test)
    return swap_set(champion, new, (at.cut_off, other), at.money), how


def _own_cut_off(stand: Stand, challenger: Run, rows: Rows) -> tuple[float, str]:
    kept = stand.workspace.store.decisions(challenger.id, CUT_OFF)
    if kept:
        return rows.cut_off, f"The challenger's cut-off was kept by {kept[0].author}."
    return (
        rows.cut_off,
        "The challenger's cut-off is suggested, the KS point of its validation rows; none is kept.",
    )
