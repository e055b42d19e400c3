"""The pairs of columns as a table, and what stands under it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from creditviz.reporting.transfer.grounds import ground_words
from creditviz.results import Pairing
from creditviz.ui.words import literal


def pairs_table(pairing: Pairing) -> pd.DataFrame:
    """The pairs as they are read."""
    return pd.DataFrame(
        {
            "new product": [pair.target for pair in pairing.pairs],
            "old product": [pair.source for pair in pairing.pairs],
            "kind": [pair.kind for pair in pairing.pairs],
            "distance": [pair.distance for pair in pairing.pairs],
            "ground": [ground_words(pair.how, pair.why) for pair in pairing.pairs],
        }
    )


def show_pairing_notes(pairing: Pairing, notes: tuple[str, ...] = ()) -> None:
    """What is left over, and what a reader must know."""
    for warning in pairing.warnings:
        st.caption(f":material/warning: {literal(warning)}")
    for note in notes:
        if note not in pairing.warnings:
            st.caption(f":material/info: {literal(note)}")
    left = {"new": pairing.unpaired_target, "old": pairing.unpaired_source}
    for which, names in left.items():
        if names:
            st.caption(
                f":material/link_off: Not used, of the {which} product ({len(names)}): "
                f"{literal(', '.join(names[:30]))}{' …' if len(names) > 30 else ''}"
            )


def table_height(n_rows: int) -> Any:
    """Twelve rows at most; more are scrolled."""
    return "content" if n_rows <= 12 else 440


def table_columns(options: tuple[str, ...] = (), *, width: int = 240) -> dict[str, Any]:
    """How the columns of the table of pairs are shown; `options` are what may stand for a new column."""
    old: Any = st.column_config.TextColumn(width=width)
    if options:
        old = st.column_config.SelectboxColumn(options=list(options), width=width, required=True)
    return {
        "new product": st.column_config.TextColumn(width=width, pinned=True),
        "old product": old,
        "kind": st.column_config.TextColumn(width=90, help="Mixed: a number stands for a category."),
        "distance": st.column_config.NumberColumn(
            format="%.3f",
            width=90,
            help="How differently the two columns are spread (Wasserstein distance, each column between its own 1st "
            "and 99th percentile): 0 alike, 1 as far apart as can be.",
        ),
        "ground": st.column_config.TextColumn(width=150, help="Why the two are a pair."),
    }
