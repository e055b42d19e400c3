"""What the address says beside the page: book, run and tab, so that a link opens the same screen.

An address that was typed or clicked wins over the session; what is chosen on the page is written into the address.
The two are told apart by what this session wrote last.
"""

from __future__ import annotations

import streamlit as st

BOOK, RUN, TAB = "book", "run", "tab"
_PAGE, _WRITTEN = "address_page", "address_written"


def arrive(page: str) -> None:
    """Begin a page: what another page wrote into the address is not what this one wrote."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state[_WRITTEN] = {}


def asked(name: str) -> str | None:
    """What the address asks for, once; None where it says nothing, or only what this session wrote."""
    value = st.query_params.get(name)
    written = st.session_state.setdefault(_WRITTEN, {})
    if not value or value == written.get(name):
        return None
    written[name] = value
    return value


def say(name: str, value: str | None) -> None:
    """Write into the address what is on the page; None takes it out."""
    st.session_state.setdefault(_WRITTEN, {})[name] = value
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
