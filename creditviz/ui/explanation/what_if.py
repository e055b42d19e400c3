"""Tab What if: change an account's values; PD and waterfall follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from creditviz.reporting.explanation.accounts import waterfall_card
from creditviz.runs.reading.reasons import current_natures
from creditviz.ui.cards import show_card
from creditviz.ui.explanation.account import choose_account
from creditviz.ui.explanation.facts import Explained, marked, players_of, position, values_in_words
from creditviz.ui.facts import kept
from creditviz.ui.shell import line
from creditviz.ui.words import literal

MOST_LEVELS = 60  # of a category that is chosen from a list
STRONGEST = 12  # raw columns that are offered at once
RECENT = 3  # months of a sequence that are offered at once


def show_what_if(explained: Explained) -> None:
    """Fields of the strongest columns, and what the model says to them."""
    line("Only the model's answer is shown: whether a change would make the account safer, it does not know.")
    if not st.toggle("Load the model", key="what_if_on", help="Takes a few seconds, once."):
        return
    with st.spinner("Loading the model"):
        at_once = _at_once(explained)
    left, right = st.columns([2, 3])
    at = position(explained)
    row = explained.frame.iloc[[at]].reset_index(drop=True)
    with left:
        choose_account(explained, "what_if_account")
        changed = _changed(explained, row, at_once.model.frame)
    values, now, base = at_once.explain(changed)
    result = explained.accounts
    with right:
        before = float(result.pd[at])
        st.metric("PD", f"{now:.1%}", _moved(now - before), delta_color="inverse")
        show_card(
            waterfall_card(
                explained.label,
                _with_base(result, base),
                values,
                now,
                account=f"account {explained.names[at]}, as changed",
                shown=values_in_words(changed, 0, players_of(explained)),
                leaky=explained.leaky,
            ),
            "what_if_",
        )


def _moved(change: float) -> str | None:
    """A change of the PD in points; none that rounds to nothing.

    >>> _moved(0.0231), _moved(-0.00001)
    ('+2.3 points', None)
    """
    return f"{change * 100:+.1f} points" if abs(change) >= 0.0005 else None


def _with_base(result, base: float):
    from dataclasses import replace

    return replace(result, base_pd=base)


@kept(4)
def _at_once(explained: Explained) -> Any:
    from creditviz.runs.reading.explained_model import load_at_once

    spec = explained.explanation.specification
    return load_at_once(explained.workspace, explained.run.id, spec.reference, spec.n_background, spec.seed)


def _changed(explained: Explained, row: pd.DataFrame, book: pd.DataFrame) -> pd.DataFrame:
    """The account with what the fields say, (1, n_columns)."""
    now, others = _columns(explained)
    changed = row.copy()
    if now:
        st.caption("What the applicant can change now")
        _fields(explained, now, row, changed, book)
    with st.expander("Inputs that cannot change now: no advice", expanded=not now):
        _fields(explained, others[:STRONGEST], row, changed, book)
    if others[STRONGEST:]:
        with st.expander("Every other column"):
            _fields(explained, others[STRONGEST:], row, changed, book)
    if st.button("As it was", key="what_if_reset", icon=":material/undo:"):
        for column in (*now, *others):
            st.session_state.pop(_key(explained, column), None)
        st.rerun()
    return changed


def _columns(explained: Explained) -> tuple[list[str], list[str]]:
    """Raw columns that can change now, and the others: the strongest first, of a sequence the latest months."""
    order = np.argsort(-np.abs(explained.accounts.values).mean(0), kind="stable")
    players, natures = players_of(explained), current_natures(explained.workspace, explained.run)
    recent = [column for player in order for column in reversed(players[player][-RECENT:])]
    every = list(dict.fromkeys([*recent, *(c for player in order for c in reversed(players[player]))]))
    now = [column for column in every if natures.get(column) == "now"]
    return now, [column for column in every if column not in now]


def _fields(explained: Explained, columns: list[str], row: pd.DataFrame, changed: pd.DataFrame, book) -> None:
    """Fields two to a line; what they say goes into `changed`."""
    for number, column in enumerate(columns):
        if number % 2 == 0:
            places = st.columns(2, vertical_alignment="bottom")
        with places[number % 2]:
            value = _field(explained, column, row[column].iloc[0], book[column])
        if value is not None:
            changed[column] = pd.Series([value]).astype(row[column].dtype)


def _key(explained: Explained, column: str) -> str:
    return f"what_if_{explained.run.id[:8]}_{marked(explained)}_{column}"


def _field(explained: Explained, column: str, value: Any, known: pd.Series) -> Any:
    """A number within what the book holds, or one of its levels; None leaves the value as it is."""
    label, key = literal(explained.schema.label(column)), _key(explained, column)
    codes = {
        *explained.schema.categorical,
        *(c for s in explained.schema.sequences if s.kind == "code" for c in s.columns),
    }
    number = pd.api.types.is_numeric_dtype(known.dtype) and not pd.api.types.is_bool_dtype(known.dtype)
    if number and column not in codes:
        whole = bool(pd.api.types.is_integer_dtype(known.dtype))
        special = [float(code) for code in explained.schema.codes.get(column, ())]
        if pd.isna(value) or value in special:  # no amount, so that there is nothing to raise or to lower
            return None
        amounts = known[~known.isin(special)]
        least, most = amounts.min(), amounts.max()
        kind = int if whole else float
        return st.number_input(label, kind(least), kind(most), kind(value), key=key)
    levels = sorted(known.dropna().unique().tolist(), key=lambda level: (isinstance(level, str), level))
    if len(levels) > MOST_LEVELS or pd.isna(value) or value not in levels:
        return None
    return st.selectbox(label, levels, index=levels.index(value), key=key)
