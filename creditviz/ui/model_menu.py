"""The menu of models: those that the open book can serve; the others are named in grey with the reason."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.schema import TableSchema
from creditviz.ui.settings_form import first
from creditviz.ui.words import literal

WIDGET = "form_models"
_FIRST = ("resnet-lstm-xgboost", "xgboost")  # what the menu starts with: the first that fits


def choose_models(schema: TableSchema) -> list[str]:
    """The multiselect and, below it, what is missing from it.

    Parameters
    ----------
    schema : what the models may see.
    """
    unfit = {key: reason for key, entry in MODELS.items() if (reason := why_not(entry, schema))}
    fit = [key for key in MODELS if key not in unfit]
    if WIDGET in st.session_state:  # another book may have been opened since
        st.session_state[WIDGET] = [key for key in st.session_state[WIDGET] if key in fit]
    chosen = st.multiselect(
        "Models",
        fit,
        **first(WIDGET, default=[key for key in _FIRST if key in fit][:1]),
        format_func=lambda key: MODELS[key].label,
        key=WIDGET,
        persist_state="session",
        help="Several models are trained one after the other on the same rows, so that they can be compared.",
    )
    _say_unfit(unfit)
    return chosen


def _say_unfit(unfit: Mapping[str, str]) -> None:
    """One grey line: greyed options would be better, a multiselect has none."""
    if unfit:
        st.caption(f":material/block: Not for this book: {literal(' '.join(unfit.values()))}")
