"""Rows of a table that are chosen by what they are: a place in the table may be another row's at the next look."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Literal, TypeVar

import pandas as pd
import streamlit as st

Key = TypeVar("Key", str, int)


def choose_rows(
    frame: pd.DataFrame,
    ids: Sequence[Key],
    *,
    key: str,
    mode: Literal["single-row", "multi-row"] = "single-row",
    **look: Any,
) -> list[Key]:
    """The table; returns the ids of the chosen rows, which stay chosen when rows come and go.

    Parameters
    ----------
    ids : one a row, each once.
    key : of the table; the session keeps the chosen ids under it.
    look : further arguments of `st.dataframe`.
    """
    before = set(st.session_state.get(key, ()))
    chosen = st.dataframe(
        frame,
        key=table_key(key, ids),
        hide_index=True,
        on_select="rerun",
        selection_mode=mode,
        selection_default={"selection": {"rows": [row for row, one in enumerate(ids) if one in before]}},
        **look,
    )
    picked = [ids[row] for row in chosen["selection"]["rows"] if row < len(ids)]
    st.session_state[key] = picked
    return picked


def table_key(key: str, ids: Sequence[Key]) -> str:
    """Key of the widget: other rows are another table, so that no place in it stays chosen."""
    return f"{key}_{hashlib.sha256(repr(list(ids)).encode()).hexdigest()[:12]}"
