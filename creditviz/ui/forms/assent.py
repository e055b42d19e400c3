"""The outcome that is not certain: the readings side by side, and one click of assent."""

from __future__ import annotations

import streamlit as st

from creditviz.runs import Book, Workspace
from creditviz.runs.books import confirm_outcome
from creditviz.ui.buttons import press
from creditviz.ui.facts import schema_of
from creditviz.ui.words import literal


def show_assent(workspace: Workspace, book: Book) -> None:
    """The question and its button, while nobody has answered; nothing otherwise."""
    schema = schema_of(workspace, book)
    if schema.certainty == "taken" or schema.target is None:
        return
    with st.container(border=True):
        st.markdown(f":material/help: **Check this.** {literal(schema.doubt[:1].upper() + schema.doubt[1:])}")
        press(
            st.button,
            f"Yes: {literal(_in_words(schema.bad))} means bad" if schema.bad else "No value is known as bad yet",
            confirm_outcome,
            workspace,
            book,
            icon=":material/check:",
            disabled=not (schema.bad and schema.good),
            key="confirm_outcome",
            help="No model is trained until somebody has said which values mean bad. Another reading is set under "
            "'Columns and outcome' on the Data page.",
        )


def _in_words(values: tuple) -> str:
    return " or ".join(str(value) for value in values[:4])
