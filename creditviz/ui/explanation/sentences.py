"""The sentences that letters are made of: edited, saved, loaded, put back."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import streamlit as st

from creditviz.data.meaning.natures import nature_words
from creditviz.explanation.reasons import Reason, reasons_json, usual_reasons
from creditviz.runs.reading.reasons import KEPT, current_natures, keep_reasons
from creditviz.small_files import decoded
from creditviz.ui.buttons import press
from creditviz.ui.explanation.facts import Explained
from creditviz.ui.mistakes import mistakes
from creditviz.ui.words import literal

LOADED = "reasons_loaded"  # in the session: the file whose sentences were kept last


def edit_sentences(explained: Explained, reasons: tuple[Reason, ...], misfit: str) -> None:
    """The table, and what can be done with it.

    Parameters
    ----------
    misfit : which of the kept sentences do not fit, in words; empty where all do.
    """
    if misfit:
        st.warning(literal(f"{misfit} Save to keep them so."), icon=":material/error:")
    text = _edited(explained, reasons)
    result = explained.accounts
    usual = reasons_json(usual_reasons(result.columns, result.names))
    with st.container(horizontal=True):
        for label, icon, key, kept in (
            ("Save sentences", ":material/save:", "reasons_save", text),
            ("Usual sentences", ":material/undo:", "reasons_reset", usual),
        ):
            press(
                st.button,
                label,
                save_sentences,
                explained,
                kept,
                icon=icon,
                key=key,
            )
        st.download_button(
            "Sentences as JSON",
            data=text,
            file_name="reasons.json",
            mime="application/json",
            key="reasons_json",
            icon=":material/download:",
            on_click="ignore",
        )
    file = st.file_uploader("Load sentences", type="json", key="reasons_file", help="A JSON file that this page wrote.")
    if file is not None:
        with mistakes():
            save_sentences(explained, decoded(file.getvalue(), file.name), once=file.file_id)


def _edited(explained: Explained, reasons: tuple[Reason, ...]) -> str:
    """The sentences as they stand in the table, as JSON."""
    names = dict(zip(explained.accounts.columns, explained.accounts.names, strict=True))
    natures = current_natures(explained.workspace, explained.run)
    rows = [
        {"Column": names[r.column], "Nature": nature_words(natures.get(r.column, "")), **asdict(r)} for r in reasons
    ]
    table = pd.DataFrame(rows, columns=["Column", "Nature", "column", "sentence", "group"])
    edited = st.data_editor(
        table,
        hide_index=True,
        key=f"reasons_table_{explained.run.id}_{_stamp(explained)}",
        disabled=["Column", "Nature", "column"],
        column_config={
            "column": None,
            "sentence": st.column_config.TextColumn("Sentence", width="large", required=True),
            "Nature": st.column_config.TextColumn("Nature", help="Kept in the schema; changed on the Data page."),
            "group": st.column_config.TextColumn("Group", help="Of one group only the strongest reason is named."),
        },
    )
    records = edited.drop(columns=["Column", "Nature"]).fillna({"group": "", "sentence": ""}).to_dict("records")
    return reasons_json([Reason(**{str(name): value for name, value in record.items()}) for record in records])


def _stamp(explained: Explained) -> float:
    """When sentences were kept last: a table keeps what was typed until then."""
    kept = explained.workspace.store.decisions(explained.run.id, KEPT)
    return kept[0].at if kept else 0.0


def save_sentences(explained: Explained, text: str, *, once: str = "") -> None:
    """Keep sentences with the run, once a file; raises `SpecificationError` for unknown columns."""
    if once and st.session_state.get(LOADED) == once:
        return
    keep_reasons(explained.workspace, explained.run.id, text, explained.accounts.columns)
    if once:
        st.session_state[LOADED] = once
        st.rerun()
