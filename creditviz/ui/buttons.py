"""Buttons that spend or destroy: one deed a press, however often a nervous hand clicks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from creditviz.ui.mistakes import done

DOUBLE_CLICK_SECONDS = 1.0
_PRESSED = "pressed"  # in the session: key -> (how often it acted, when last)


def press(button: Callable[..., Any], label: str, function: Callable[..., Any], *arguments: Any, **look: Any) -> bool:
    """A button that calls `function` once; a user's mistake is shown as its sentence.

    A second click may come before the page is drawn again: it carries the turn of the first one and does nothing.
    Or it may come just after, and would fall on whatever stands there by then: for a second the key is deaf.
    A refused deed has done nothing, so the next click counts.

    Parameters
    ----------
    button : e.g. `st.button`, or a form's submit button.
    arguments : of `function`; what it acts on is named by an id, never by a place in a table.
    look : arguments of the widget. A key names the run or book where the page may change to another one.
    """
    key = look.get("key", label)
    turn, _ = _presses().get(key, (0, 0.0))
    return button(label, on_click=_press, args=(key, turn, function, arguments), **look)


def fresh(key: str) -> bool:
    """Whether this is a first click and not the second half of a double one; for a form in a dialog."""
    return _first(key, _presses().get(key, (0, 0.0))[0])


def _press(key: str, turn: int, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    if _first(key, turn) and not done(function, *arguments):
        _presses()[key] = (turn, -DOUBLE_CLICK_SECONDS)  # what was refused is no deed: put right, it counts at once


def _first(key: str, turn: int) -> bool:
    acted, last = _presses().get(key, (0, -DOUBLE_CLICK_SECONDS))
    now = time.monotonic()
    if turn != acted or now - last < DOUBLE_CLICK_SECONDS:
        return False
    _presses()[key] = (acted + 1, now)
    return True


def _presses() -> dict[str, tuple[int, float]]:
    return st.session_state.setdefault(_PRESSED, {})
