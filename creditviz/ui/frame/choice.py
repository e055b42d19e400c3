"""A choice that a link can make: the address names it, else the session, else it begins with the first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from creditviz.ui.frame.address import RUN, asked, say
from creditviz.ui.mistakes import show_sentence

_BETWEEN = ","


def begin_run(widget: str, ids: Sequence[str], first: str) -> None:
    """Settle what a picker of one run shows, before it is drawn without a default of its own.

    Parameters
    ----------
    widget : key of the picker; the session keeps the chosen id under it.
    ids : runs that can be chosen.
    first : what is chosen where neither the address nor the session names one of them.
    """
    wanted = _wanted(ids)
    if wanted:
        st.session_state[widget] = wanted[0]
    elif st.session_state.get(widget) not in ids:
        st.session_state[widget] = first


def begin_runs(widget: str, ids: Sequence[str], first: Sequence[str]) -> None:
    """The same for a picker of several runs; an empty choice of the reader's stays empty."""
    wanted = _wanted(ids)
    if wanted:
        st.session_state[widget] = wanted
        return
    held = st.session_state.get(widget)
    left = [one for one in held or () if one in ids]
    if held is None or (held and not left):
        st.session_state[widget] = list(first)
    elif left != list(held):  # a run was deleted elsewhere
        st.session_state[widget] = left


def say_runs(chosen: Sequence[str]) -> None:
    """Write the chosen runs into the address."""
    say(RUN, _BETWEEN.join(chosen) or None)


def _wanted(ids: Sequence[str]) -> list[str]:
    """Runs that the address names and the page has; those that it has not are said."""
    names = (asked(RUN) or "").split(_BETWEEN)
    missing = [name for name in names if name and name not in ids]
    if missing:
        show_sentence(
            f"the link names a run that this page can show, however {missing[0][:20]!r} is none of them. It may belong "
            "to another book, or have been deleted or archived: choose another run."
        )
    return [name for name in names if name in ids]
