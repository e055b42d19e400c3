"""The feature divider on the page: the chart, and the line that can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from creditviz.ui.cards import show_card
from creditviz.ui.forms.settings import first
from creditviz.ui.words import literal

if TYPE_CHECKING:
    from creditviz.experiment.transfer.preview import Preview

THRESHOLD_HELP = (
    "Pairs right of the line are read by the adversarial network, those left of it by the decision tree. "
    "Moved to the left, the network gets more columns. 0.35 is the value of Xu and Zhang 2025."
)


def show_divider(found: Preview) -> float:
    """The chart under a line that can be moved; returns where the line stands."""
    from creditviz.experiment.transfer.preview import at_threshold
    from creditviz.reporting.transfer.cards import divider_card

    threshold = st.slider(
        "Line between tree and network",
        0.0,
        1.0,
        **first("transfer_threshold", value=0.35),
        step=0.05,
        key="transfer_threshold",
        persist_state="session",
        help=THRESHOLD_HELP,
    )
    division = at_threshold(found.division, float(threshold))
    show_card(divider_card(division, found.pairing), "set_up_")
    for note in division.notes:
        st.caption(f":material/info: {literal(note)}")
    return float(threshold)
