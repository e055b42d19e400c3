"""Pairs that are only guesses: listed, left out, and used where somebody confirms them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from creditviz.data.values import counted
from creditviz.reporting.transfer.grounds import SHAPE
from creditviz.results import Pairing
from creditviz.ui.mistakes import act
from creditviz.ui.transfer.form.books import TwoBooks
from creditviz.ui.words import literal

HELP = (
    "The values of these columns are spread alike, or their names agree and something else does not. A guess may join "
    "age with purpose. Tick those that mean the same; only they are used."
)


def confirmed_guesses(books: TwoBooks) -> dict[str, str]:
    """Guesses of two books that were ticked: new column -> old column."""
    return dict(st.session_state.get(_key(books), {}))


def show_guesses(books: TwoBooks, pairing: Pairing) -> None:
    """A table to tick, and the way back for what was ticked."""
    confirmed = confirmed_guesses(books)
    if not pairing.guesses and not confirmed:
        return
    with st.expander(f"{counted(len(pairing.guesses), 'guess', 'guesses')}, not used", icon=":material/help:"):
        if pairing.guesses:
            _show_table(books, pairing)
        for new, old in confirmed.items():
            st.checkbox(
                f"{literal(new)} ← {literal(old)}, confirmed",
                value=True,
                key=f"transfer_confirmed_{books.key}_{new}_{old}",
                on_change=act,
                args=(_take_back, books, new),
            )


def _show_table(books: TwoBooks, pairing: Pairing) -> None:
    st.caption(HELP)
    rows = pd.DataFrame(
        {
            "use": [False] * len(pairing.guesses),
            "new product": [pair.target for pair in pairing.guesses],
            "old product": [pair.source for pair in pairing.guesses],
            "distance": [pair.distance for pair in pairing.guesses],
            "ground": [pair.why or SHAPE for pair in pairing.guesses],
        }
    )
    widget = f"transfer_guesses_{books.key}_{len(confirmed_guesses(books))}_{len(rows)}"
    st.data_editor(
        rows,
        hide_index=True,
        key=widget,
        disabled=[name for name in rows.columns if name != "use"],
        column_config={"distance": st.column_config.NumberColumn(format="%.3f")},
        on_change=act,
        args=(_confirm, books, widget, {pair.target: pair.source for pair in pairing.guesses}),
        alt="Guessed pairs of columns; tick those that mean the same.",
    )


def _confirm(books: TwoBooks, widget: str, guesses: Mapping[str, str]) -> None:
    ticked = [int(row) for row, change in st.session_state[widget]["edited_rows"].items() if change.get("use")]
    new = [list(guesses.items())[row] for row in ticked]
    st.session_state[_key(books)] = {**confirmed_guesses(books), **dict(new)}


def _take_back(books: TwoBooks, new: str) -> None:
    st.session_state[_key(books)] = {key: old for key, old in confirmed_guesses(books).items() if key != new}


def _key(books: TwoBooks) -> str:
    return f"transfer_confirmed_{books.key}"
