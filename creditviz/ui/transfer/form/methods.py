"""The methods of a transfer: a box each, in groups, and their settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from creditviz.reporting.transfer.words import (
    ABLATIONS,
    ABOUT,
    BOUND,
    FAMILY,
    OTHERS,
    PAPER,
    SOURCE_ONLY,
    WITHOUT,
    groups,
    in_family,
)
from creditviz.transfer import TRANSFER_MODELS
from creditviz.ui.forms.settings import changed_settings, first, show_one_setting, show_settings
from creditviz.ui.words import literal

FIRST_CHOICE = ("fdat", "fnn", "source-only", "source-only-xgboost", "target")
LEARNER = "learner"
SIDE_BY_SIDE = ((PAPER, ABLATIONS), (OTHERS, WITHOUT), (BOUND,))  # groups under each other: their names need the width
NO_LABELS = "Learns from outcomes of the new product, and none are to be known."


def choose_methods(*, labels: int | None) -> list[str]:
    """The boxes; returns the ticked keys, source-only first because the others are held against it."""
    st.markdown(":small[Methods]", help="All read the same pairs and are judged on the same rows of the new product.")
    found = groups()
    chosen: list[str] = []
    for column, names in zip(st.columns(len(SIDE_BY_SIDE)), SIDE_BY_SIDE, strict=True):
        with column:
            for name in names:
                st.caption(name, help=ABOUT[name])
                closed = name == BOUND and labels == 0
                chosen += [key for key in found.get(name, ()) if _box(key, closed=closed)]
    return sorted(chosen, key=lambda key: (key != SOURCE_ONLY, list(TRANSFER_MODELS).index(key)))


def _box(key: str, *, closed: bool) -> bool:
    entry, widget = TRANSFER_MODELS[key], f"transfer_method_{key}"
    ticked = st.checkbox(
        literal(entry.label),
        **first(widget, value=key in FIRST_CHOICE),
        key=widget,
        disabled=closed,
        help=literal(NO_LABELS if closed else f"{entry.about} {entry.source}{'.' if entry.source else ''}"),
        persist_state="session",
    )
    return bool(ticked) and not closed


def show_method_settings(methods: Sequence[str]) -> None:
    """One form for FDAT and its parts, which take the same settings; and what the others learn with."""
    if any(in_family(key) for key in methods):
        show_settings(FAMILY, title="Settings of FDAT and of its parts left out", leave_out=("threshold",))
    with_learner = [key for key in methods if LEARNER in TRANSFER_MODELS[key].hyperparameters]
    if not with_learner:
        return
    with st.expander("What the other methods learn with", icon=":material/tune:"):
        st.caption(
            "A network (mlp), boosted trees (xgboost) or a logistic regression, with the usual settings of each."
        )
        for column, key in zip(st.columns(max(3, len(with_learner))), with_learner, strict=False):
            with column:
                st.caption(literal(TRANSFER_MODELS[key].label))
                show_one_setting(key, "default", LEARNER)


def settings_of(methods: Sequence[str], threshold: float) -> dict[str, dict[str, Any]]:
    """What was set differently, by method; the divider is always FDAT's, so that the run shows the same chart."""
    family = changed_settings(FAMILY, st.session_state.get(f"preset_{FAMILY}", "default"), st.session_state)
    family |= {"threshold": threshold}
    own = {key: changed_settings(key, "default", st.session_state) for key in methods if not in_family(key)}
    return (
        {FAMILY: family}
        | {key: dict(family) for key in methods if in_family(key)}
        | {k: v for k, v in own.items() if v}
    )
