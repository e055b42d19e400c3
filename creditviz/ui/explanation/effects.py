"""Tab Effects: how the PD changes with the strongest inputs, over the distribution of their values."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from creditviz.reporting.card import Card
from creditviz.ui.cards import show_card
from creditviz.ui.explanation.facts import Explained
from creditviz.ui.facts import calibration_stamp, kept
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal

MOST_ROWS = 500


def show_effects(explained: Explained) -> None:
    """One amount at a time, the strongest first."""
    columns = _amounts(explained)
    if not columns:
        line("No input of this model is an amount of its own: months and categories have no such picture.")
        return
    if not st.toggle("Load the model", key="effects_on", help="Takes a few seconds, once."):
        return
    chosen = pick(
        st.selectbox,
        "Input, the strongest first",
        columns,
        format_func=lambda name: literal(explained.schema.label(name)),
        key="effects_column",
    )
    with st.spinner("Scoring"):
        card = _card(explained, calibration_stamp(explained.workspace, explained.run.id), chosen)
    show_card(card, "effects_")


def _amounts(explained: Explained) -> list[str]:
    """Inputs that are numbers of their own, by how much they move the score."""
    result = explained.accounts
    order = np.argsort(-np.abs(result.values).mean(0), kind="stable")
    return [name for name in (result.columns[c] for c in order) if name in explained.schema.numeric]


@kept(4)
def _fitted(explained: Explained, stamp: float) -> Any:
    from creditviz.runs.reading.fitted import load_fitted

    return load_fitted(explained.workspace, explained.run.id)


@kept(40)
def _card(explained: Explained, stamp: float, column: str) -> Card:
    from creditviz.explanation.effects import effect_of
    from creditviz.reporting.explanation.effect import effect_card

    fitted = _fitted(explained, stamp)
    codes = [float(code) for code in explained.schema.codes.get(column, ())]
    found = effect_of(fitted.pd, explained.frame.head(MOST_ROWS), column, codes=codes)
    return effect_card(explained.label, found, explained.schema.label(column))
