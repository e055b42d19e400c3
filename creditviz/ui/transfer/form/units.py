"""Units of pairs: proposed, shown, and changed one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from creditviz.reporting.transfer.grounds import UNIT_WORDS
from creditviz.results import Pairing
from creditviz.transfer.columns import NUMBER
from creditviz.ui.mistakes import act
from creditviz.ui.transfer.form.books import TwoBooks

HELP = (
    "**Common unit**: the same quantity in the same unit, e.g. years of age; that a column moved is then seen. "
    "**Own scale**: each column against the rows of its own book, for other currencies and quantities. "
    "**Ranks**: the place within its own book alone. All methods follow it."
)
KEYS = {words: unit for unit, words in UNIT_WORDS.items()}


def chosen_units(books: TwoBooks) -> dict[str, str]:
    """Units that were chosen by hand: new column -> unit."""
    return dict(st.session_state.get(_key(books), {}))


def keep_units(books: TwoBooks, units: Mapping[str, str]) -> None:
    """Choose units by hand, e.g. from a file, beside those chosen before."""
    st.session_state[_key(books)] = {**chosen_units(books), **units}


def show_units(books: TwoBooks, pairing: Pairing) -> None:
    """One row a pair of numbers; categories have no unit."""
    pairs = [pair for pair in pairing.pairs if pair.kind == NUMBER]
    if not pairs:
        return
    n = sum(pair.unit == "common" for pair in pairs)
    with st.expander(f"Units: {n} of {len(pairs)} pairs of numbers in a common unit", icon=":material/straighten:"):
        st.caption(HELP)
        rows = pd.DataFrame(
            {
                "new product": [pair.target for pair in pairs],
                "old product": [pair.source for pair in pairs],
                "unit": [UNIT_WORDS[pair.unit] for pair in pairs],
            }
        )
        widget = f"transfer_units_{books.key}_{len(chosen_units(books))}_{abs(hash(tuple(p.words for p in pairs)))}"
        st.data_editor(
            rows,
            hide_index=True,
            key=widget,
            disabled=["new product", "old product"],
            column_config={"unit": st.column_config.SelectboxColumn(options=list(KEYS), required=True)},
            on_change=act,
            args=(_edit, books, widget, [pair.target for pair in pairs]),
            alt="Units of the pairs of numbers; choose one for each.",
        )


def _edit(books: TwoBooks, widget: str, names: Sequence[str]) -> None:
    changed = st.session_state[widget]["edited_rows"].items()
    keep_units(books, {names[int(row)]: KEYS[change["unit"]] for row, change in changed if change.get("unit") in KEYS})


def _key(books: TwoBooks) -> str:
    return f"transfer_unit_of_{books.key}"
