"""A user's mistake is shown as its sentence; our own mistakes raise, so that the traceback is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.ui.words import literal, sentence

_MISTAKE = "mistake"


@contextmanager
def mistakes() -> Iterator[None]:
    """Show a user's mistake in place; what would have followed inside is left out."""
    try:
        yield
    except CreditVizError as mistake:
        show_sentence(str(mistake))


def act(function: Callable[..., Any], *arguments: Any, **named: Any) -> None:
    """A widget's callback: a user's mistake waits for `show_mistake`."""
    done(function, *arguments, **named)


def done(function: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
    """Do it, and say whether it was done; a user's mistake waits for `show_mistake`."""
    try:
        function(*arguments, **named)
    except CreditVizError as mistake:
        tell(str(mistake))
        return False
    return True


def tell(text: str) -> None:
    """Let a mistake wait for `show_mistake`, which has its place on the page."""
    st.session_state[_MISTAKE] = text


def show_mistake() -> None:
    """Show the mistake of the last callback, once."""
    mistake = st.session_state.pop(_MISTAKE, None)
    if mistake:
        show_sentence(mistake)


def show_sentence(text: str) -> None:
    """A mistake on screen."""
    st.error(literal(sentence(text)), icon=":material/error:")
