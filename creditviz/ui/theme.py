"""Light or dark, as the reader's browser shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import streamlit as st

Mode = Literal["light", "dark"]


def mode() -> Mode:
    """The theme on screen."""
    return "dark" if st.context.theme.type == "dark" else "light"


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A figure that is told from others by being itself: figures cannot be hashed, and cards are cached."""

    figure: Any

    def __hash__(self) -> int:
        return id(self.figure)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and other.figure is self.figure


@lru_cache(maxsize=100)
def _in_mode(drawn: _Drawn, shown: Mode) -> Any:
    """The figure in these colours; changing them costs 20 ms, which a rerun need not pay again."""
    from creditviz.figures.theme import in_mode

    return in_mode(drawn.figure, shown)


def show_figure(figure: Any, *, key: str, alt: str, clickable: bool = False, height: int | None = None) -> Any:
    """Draw a figure in the colours of the theme, exactly as a report draws it; returns what was clicked, if asked.

    `height` in pixels; as it was drawn when None.
    """
    drawn = _in_mode(_Drawn(figure), mode())
    listening: dict[str, Any] = {"on_select": "rerun", "selection_mode": "points"} if clickable else {}
    config = {"displayModeBar": False, "responsive": True}
    return st.plotly_chart(drawn, theme=None, key=key, alt=alt, config=config, height=height or "content", **listening)
