"""Light or dark, as the reader's browser shows it."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

Mode = Literal["light", "dark"]


def mode() -> Mode:
    """The theme on screen."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_figure(figure: Any, *, key: str, alt: str) -> None:
    """Draw a figure in the colours of the theme, exactly as a report draws it."""
    from creditviz.figures.theme import in_mode

    st.plotly_chart(
        in_mode(figure, mode()), theme=None, key=key, alt=alt, config={"displayModeBar": False, "responsive": True}
    )
