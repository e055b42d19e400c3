"""Tabs of a page: the open one stands in the address, and is open again when the reader comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from creditviz.ui.frame.address import TAB, asked, say

_NEXT = "next_open_"
_LEFT = "left_open_"  # before the key of the tabs: a widget's own value goes when its page is left


def open_tabs(labels: Sequence[str], key: str) -> Sequence[Any]:
    """`st.tabs` of a page; the first is open unless the address, the session or the last visit says otherwise.

    Parameters
    ----------
    key : of the tabs, one a page; the session keeps the open label under it.
    """
    wanted = asked(TAB)
    if _NEXT + key in st.session_state:
        wanted = st.session_state.pop(_NEXT + key) or labels[0]
    elif wanted not in labels and key not in st.session_state:
        wanted = st.session_state.get(_LEFT + key)
    if wanted in labels:
        st.session_state[key] = wanted
    tabs = st.tabs(list(labels), key=key, on_change="rerun")
    now = next((label for label, tab in zip(labels, tabs, strict=True) if tab.open), labels[0])
    st.session_state[_LEFT + key] = now
    say(TAB, now if now != labels[0] else None)
    return tabs


def go_to(key: str, label: str | None) -> None:
    """Open a tab when the page is drawn next, also after its tabs were drawn; the first one when None."""
    st.session_state[_NEXT + key] = label
