"""The menu of models: those that the open book can serve; the others are named in grey with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.registry import FAMILIES
from creditviz.schema import TableSchema
from creditviz.ui.forms.settings import first
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal, sentence

WIDGET = "form_models"
_FIRST = ("resnet-lstm-xgboost", "xgboost")  # what the menu starts with: the first that fits


def choose_models(schema: TableSchema) -> list[str]:
    """The multiselect and, below it, what is missing from it.

    Parameters
    ----------
    schema : what the models may see.
    """
    unfit = {key: reason for key, entry in MODELS.items() if (reason := why_not(entry, schema))}
    fit = [key for key in in_order() if key not in unfit]
    if WIDGET in st.session_state:  # another book may have been opened since
        st.session_state[WIDGET] = [key for key in st.session_state[WIDGET] if key in fit]
    chosen = pick(
        st.multiselect,
        "Models",
        fit,
        **first(WIDGET, default=[key for key in _FIRST if key in fit][:1]),
        format_func=menu_label,
        key=WIDGET,
        persist_state="session",
        placeholder="Choose models; type to find one, or a family such as “months”",
        help="Several models are trained one after the other on the same rows, so that they can be compared.",
    )
    _say_unfit(unfit)
    with st.popover("About the models", icon=":material/menu_book:"):
        st.markdown(about_models())
    return chosen


def in_order() -> list[str]:
    """The keys of all models by family, in the registry's order within one."""
    return sorted(MODELS, key=lambda key: _place(MODELS[key].family))


def _place(family: str) -> int:
    return FAMILIES.index(family) if family in FAMILIES else len(FAMILIES)


def menu_label(key: str) -> str:
    """A model with its family, which can be typed to find it."""
    entry = MODELS[key]
    return f"{entry.label} · {entry.family}" if entry.family else entry.label


@lru_cache(maxsize=1)
def about_models() -> str:
    """One sentence a model, by family, as Markdown."""
    parts = []
    for family in dict.fromkeys(MODELS[key].family for key in in_order()):
        entries = [entry for key in in_order() if (entry := MODELS[key]).family == family]
        lines = [f"- **{literal(entry.label)}**: {literal(entry.about)}" for entry in entries]
        parts.append("\n".join([f"**{sentence(family) or 'Others'}**", "", *lines]))
    return "\n\n".join(parts)


def _say_unfit(unfit: Mapping[str, str]) -> None:
    """One grey line: greyed options would be better, a multiselect has none."""
    if unfit:
        st.caption(f":material/block: Not available here: {literal(' '.join(unfit.values()))}")
