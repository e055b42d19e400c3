"""The tab "Columns" of a transfer: the pairs that it used, and what had shifted."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.transfer.cards import divider_card
from creditviz.reporting.transfer.grounds import UNIT_WORDS
from creditviz.runs import Run, Workspace
from creditviz.ui.cards import show_card
from creditviz.ui.shell import line
from creditviz.ui.transfer.facts import transfer_of
from creditviz.ui.transfer.form.pairs_table import pairs_table, show_pairing_notes, table_columns
from creditviz.ui.words import literal

MOST_LINES, MOST_HEIGHT = 18, 660  # a longer table scrolls beside the chart


def show_columns(workspace: Workspace, run: Run) -> None:
    """Pairs and divider as the run had them."""
    found = transfer_of(workspace, run)
    if found is None:
        line("The pairs come with the first finished method.")
        return
    left, right = st.columns([6, 5])
    with left:
        table = pairs_table(found.pairing).drop(columns="kind")  # for the width
        read_by = ["network" if shifted else "tree" for shifted in found.division.shifted]
        table.insert(2, "read by", read_by)
        table.insert(3, "unit", [UNIT_WORDS[pair.unit] for pair in found.pairing.pairs])
        st.dataframe(
            table,
            hide_index=True,
            height="content" if len(table) <= MOST_LINES else MOST_HEIGHT,
            column_config=table_columns(width=130),
            alt="Pairs of columns, with the part of FDAT that reads each.",
        )
        show_pairing_notes(found.pairing, tuple(n for n in found.notes if n not in found.pairing.warnings))
    with right:
        show_card(divider_card(found.division, found.pairing), "run_")
        for note in found.division.notes:
            st.caption(f":material/info: {literal(note)}")
