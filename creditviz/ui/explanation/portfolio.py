"""Tab Portfolio: what moves the scores of all explained accounts."""

from __future__ import annotations

import numpy as np
import streamlit as st

from creditviz.reporting.card import Card
from creditviz.ui.cards import show, show_card
from creditviz.ui.explanation.facts import Explained, look_at, marked, position
from creditviz.ui.facts import kept
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal


def show_portfolio(explained: Explained) -> None:
    """Beeswarm, bars, dependence, months; a clicked account has a ring in all of them."""
    account = marked(explained)
    name = literal(explained.names[position(explained)])
    line(f"The ring is account {name}: click another point to look at that account here and under **One account**.")
    columns = st.columns(2)
    with columns[0]:
        clicked = show_card(_swarm(explained, account), clickable=True)
    with columns[1]:
        show_card(_bars(explained))
    column, by = _choose_columns(explained)
    months = _months(explained)
    if months is None:
        again = show_card(_dependence(explained, column, by, account), clickable=True)
    else:
        columns = st.columns(2)
        with columns[0]:
            again = show_card(_dependence(explained, column, by, account), clickable=True)
        with columns[1]:
            show_card(months)
    gates = _gates(explained)
    if gates is not None:
        show(gates)
    _follow(clicked, again)


def _follow(*clicked) -> None:
    """Take the click that is new: a chart keeps its selection while others are clicked."""
    before = st.session_state.get("explanation_clicks", (None,) * len(clicked))
    now = tuple(None if one is None else int(float(one[-1])) for one in clicked)
    st.session_state["explanation_clicks"] = now
    for one, old, new in zip(clicked, before, now, strict=True):
        if new is not None and new != old:
            look_at(one)


def _choose_columns(explained: Explained) -> tuple[int, int]:
    result = explained.accounts
    order = [int(c) for c in np.argsort(-np.abs(result.values).mean(0), kind="stable")]
    left, right, _ = st.columns([1, 1, 2])

    def named(column: int) -> str:
        return literal(result.names[column])

    column = pick(left.selectbox, "Column", order, format_func=named, key="dependence_column")
    others = [c for c in order if c != column] or order
    by = pick(right.selectbox, "Coloured by", others, format_func=named, key="dependence_by")
    return column, by


@kept(60, spinner="Drawing")
def _swarm(explained: Explained, account: int) -> Card:
    from creditviz.reporting.explanation.accounts import swarm_card

    return swarm_card(explained.label, explained.accounts, leaky=explained.leaky, marked=account)


@kept(20)
def _bars(explained: Explained) -> Card:
    from creditviz.reporting.explanation.accounts import bar_card

    return bar_card(explained.label, explained.accounts, leaky=explained.leaky)


@kept(20)
def _months(explained: Explained) -> Card | None:
    from creditviz.reporting.explanation.accounts import months_card

    return months_card(explained.label, explained.accounts, leaky=explained.leaky)


@kept(60)
def _dependence(explained: Explained, column: int, by: int, account: int) -> Card:
    from creditviz.reporting.explanation.accounts import dependence_card

    return dependence_card(explained.label, explained.accounts, column, by, leaky=explained.leaky, marked=account)


@kept(20)
def _gates(explained: Explained) -> Card | None:
    from creditviz.reporting.explanation.field_importance import field_importance_card
    from creditviz.runs.reading.explained import load_gates

    gates = load_gates(explained.workspace, explained.explanation.id)
    return None if gates is None else field_importance_card(explained.label, gates, leaky=explained.leaky)
