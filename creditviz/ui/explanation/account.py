"""Tab One account: from the reference to its PD."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from creditviz.reporting.explanation.accounts import waterfall_card
from creditviz.ui.cards import show_card
from creditviz.ui.explanation.facts import ACCOUNT, Explained, marked, players_of, position, values_in_words
from creditviz.ui.mistakes import mistakes
from creditviz.ui.words import literal

LOOK_UP = "account_look_up"
UNKNOWN = (
    "{asked} is none of the {n:,} accounts that are explained here. Choose one of the list, or click a point under "
    "Portfolio."
)


def choose_account(explained: Explained, key: str) -> None:
    """A field that finds an account by its identifier; what is chosen here is looked at on every tab."""
    names = explained.names
    rows = dict(zip(names, (int(row) for row in explained.accounts.row_id), strict=True))
    current = names[position(explained)]

    def changed() -> None:
        asked = str(st.session_state[key]).strip()
        if asked in rows:
            st.session_state[ACCOUNT] = rows[asked]
            st.session_state.pop(LOOK_UP, None)
        else:
            st.session_state[LOOK_UP] = UNKNOWN.format(asked=asked or "An empty name", n=len(rows))

    st.session_state[key] = current
    column = explained.schema.identifier
    st.text_input(
        "Account",
        key=key,
        on_change=changed,
        help=f"By {explained.schema.label(column)}." if column else "By row of the book, e.g. row 12.",
    )
    wrong = st.session_state.pop(LOOK_UP, None)
    if wrong:
        st.caption(literal(wrong))


def show_account(explained: Explained) -> None:
    """Look-up, waterfall, and the account's values; without the values where the book is gone."""
    result = explained.accounts
    left, right = st.columns([2, 1])
    with right:
        choose_account(explained, "account_id")
    at = position(explained)
    said: list[str] = []
    with mistakes():
        said = values_in_words(explained.frame, at, players_of(explained))
    with left:
        show_card(
            waterfall_card(
                explained.label,
                result,
                result.values[at],
                float(result.pd[at]),
                account=f"account {explained.names[at]}",
                shown=said,
                leaky=explained.leaky,
            )
        )
    with right:
        outcome = "It defaulted." if result.y_true[at] == 1 else "It did not default."
        st.markdown(f"PD **{result.pd[at]:.1%}**, reference {result.base_pd:.1%}. {outcome}")
        _show_contributions(explained, at, said)


def _show_contributions(explained: Explained, at: int, said: list[str]) -> None:
    result = explained.accounts
    table = pd.DataFrame({"Column": result.names, "Contribution": result.values[at]})
    if said:
        table.insert(1, "Value", said)
    order = table["Contribution"].abs().sort_values(ascending=False).index
    st.dataframe(
        table.loc[order],
        hide_index=True,
        key=f"account_table_{marked(explained)}",
        column_config={
            "Contribution": st.column_config.NumberColumn(
                format="%+.2f", help=f"To the score, in {result.unit}; above 0 it raised the PD."
            )
        },
    )
