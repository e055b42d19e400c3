"""Mark and wordmark: the good and the bad scores, apart at the cut-off."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from creditviz.ui.theme import mode

_HERE = Path(__file__).resolve().parent
_ENDING = {"light": "", "dark": "-dark"}
MARK = _HERE / "mark.svg"  # of the browser's tab; a Material icon would be asked for at a font server


def show_logo() -> None:
    """The wordmark above the menu, and the mark alone where the sidebar is folded."""
    ending = _ENDING[mode()]
    st.logo(str(_HERE / f"logo{ending}.svg"), size="medium", icon_image=str(_HERE / f"mark{ending}.svg"))
