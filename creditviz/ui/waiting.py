"""What a page says while the store is locked or its server is away, and where it draws itself again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from creditviz.runs.shelves.database import when_slow
from creditviz.ui.mistakes import mistakes

SLOW_WORDS = "The store is busy: another program holds it, or its server is away. The page waits; nothing is lost."


def tell_when_slow() -> None:
    """Let this run of a page say so when the store keeps it waiting for more than two seconds."""
    when_slow(lambda: st.toast(SLOW_WORDS, icon=":material/hourglass_top:", duration="long"))


def live(function: Callable[..., None], *, run_every: float | None) -> Callable[..., None]:
    """A part of a page that draws itself again every so many seconds; what it cannot do is a sentence in its place."""

    @wraps(function)  # a fragment is known by the name of its function
    def drawn(*arguments: Any) -> None:
        tell_when_slow()
        with mistakes():
            function(*arguments)

    return st.fragment(drawn, run_every=run_every)
