"""Weak segments in tab Segments: groups that nobody named, found by a tree on the errors."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from creditviz.reporting.card import Card
from creditviz.runs import Run, Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.ui.cards import show_card
from creditviz.ui.facts import kept, result_of
from creditviz.ui.performance.judged import Chosen, choose_one
from creditviz.ui.shell import line, section


def show_weak_segments(chosen: Chosen) -> None:
    """One run's groups with the widest gaps between PD and bad rate."""
    section("Where are the PDs wrong?")
    label = choose_one(chosen, "weak_one")
    run = next(run for run in chosen.runs if chosen.labels[run.id] == label)
    with st.spinner("Searching"):
        card, table = _found(chosen.workspace, run, label)
    show_card(card)
    if len(table) > 1:
        st.dataframe(table, hide_index=True, column_config=_COLUMNS, alt="Groups whose PDs may be off.")
        line(
            "Every account is in one group. Protected columns are searched too, whether or not the model read them: "
            "what differs between people is shown, whatever the reason."
        )


@kept(30)
def _found(workspace: Workspace, run: Run, label: str) -> tuple[Card, pd.DataFrame]:
    from creditviz.evaluation.calibration.weak_segments import weak_segments
    from creditviz.reporting.performance.weak_segments import weak_segments_card, weak_table

    result, spec = result_of(workspace, run), run.specification
    schema = get_schema(workspace, spec.schema_hash)
    frame = book_frame(workspace, get_book(workspace, spec.book), list(schema.features(use_protected=True)))
    found = weak_segments(result, frame, schema, seed=spec.seed)
    return weak_segments_card(label, found, leaky=result.leaky), pd.DataFrame(weak_table(found))


_COLUMNS = {
    "group": st.column_config.TextColumn(width=330, pinned=True),
    "on test rows": st.column_config.TextColumn(width=160),
    "bad rate": st.column_config.TextColumn(width=170, help="95% for all groups together: Wilson, widened."),
    "gap where found": st.column_config.TextColumn(
        help="Bad rate minus mean PD on the rows that the tree was grown on."
    ),
}
