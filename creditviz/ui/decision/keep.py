"""Keep a cut-off with a name and a reason, and see the earlier ones."""

from __future__ import annotations

import streamlit as st

from creditviz.exceptions import SpecificationError
from creditviz.reporting.decision.cutoff import AtCutOff
from creditviz.reporting.decision.words import (
    CUT_OFF,
    amount_words,
    calibration_warning,
    cut_off_sentence,
    cut_off_words,
    kept_value,
)
from creditviz.reporting.words import percent
from creditviz.runs.shelves.rows import Decision
from creditviz.ui.buttons import press
from creditviz.ui.decision.stand import Stand
from creditviz.ui.words import ago, literal

AUTHOR, REASON = "decision_author", "decision_reason"


def show_keep(stand: Stand, at: AtCutOff) -> None:
    """The cut-off in force, the form, the history."""
    with st.container(border=True, height="stretch"):
        kept = stand.kept()
        st.markdown(f"**{literal(cut_off_sentence(kept) or 'No cut-off is kept yet')}**")
        warning = calibration_warning(kept, stand.rows.calibration)
        if warning:
            st.markdown(f":material/error: {literal(warning)}")
        st.caption("What is kept here goes with the run into every later report; earlier choices stay on record.")
        with st.form("decision_keep", border=False):
            st.text_area(
                "Reason",
                key=REASON,
                height=70,
                placeholder="Approves what the branch can handle at a bad rate below 10%",
            )
            st.text_input("Your name", key=AUTHOR, persist_state="session")
            press(
                st.form_submit_button,
                f"Keep this cut-off, {cut_off_words(at.cut_off)}",
                _keep,
                stand,
                at,
                type="primary",
                icon=":material/bookmark:",
            )
        if kept:
            st.dataframe(_history(kept), hide_index=True, alt="Cut-offs kept for this run, the newest first.")


def _keep(stand: Stand, at: AtCutOff) -> None:
    reason, author = (st.session_state.get(key, "").strip() for key in (REASON, AUTHOR))
    if not reason or not author:
        raise SpecificationError("a cut-off is kept with a reason and a name, however one is empty. Fill in both.")
    value = kept_value(
        at.now,
        at.money,
        at.profit.value,
        column=stand.rows.column,
        calibration=stand.rows.calibration,
        capacity=at.capacity,
    )
    stand.workspace.store.decide(stand.run.id, CUT_OFF, value, author=author, reason=reason)
    st.session_state[REASON] = ""


def _history(kept: list[Decision]) -> dict[str, list[str]]:
    """One line a choice."""
    values = [decision.value for decision in kept]
    return {
        "cut-off": [cut_off_words(value["pd"]) for value in values],
        "approved": [percent(value["approval_rate"]) for value in values],
        "bad": ["none" if value["bad_rate"] is None else percent(value["bad_rate"]) for value in values],
        "profit per 1,000": [amount_words(value["profit_per_1000"]) for value in values],
        "by": [decision.author for decision in kept],
        "when": [ago(decision.at) for decision in kept],
        "reason": [decision.reason for decision in kept],
    }
