"""The pages in the order in which a committee asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from creditviz.exceptions import StoreError
from creditviz.ui.frame.brand import MARK
from creditviz.ui.workspace import here

PAGES = Path(__file__).resolve().parents[2] / "pages"
GROUPS = {
    "": [("overview", "Overview", "flag")],
    "Prepare": [("data", "Data", "table_chart"), ("balancing", "Balancing", "balance")],
    "Build": [
        ("training", "Training", "model_training"),
        ("scorecard", "Scorecard", "view_column"),
        ("transfer", "Transfer", "swap_horiz"),
        ("benchmark", "Benchmark", "leaderboard"),
    ],
    "Judge": [
        ("performance", "Performance", "show_chart"),
        ("decision", "Decision", "tune"),
        ("explanation", "Explanation", "lightbulb"),
    ],
    "Use": [("scoring", "Scoring", "fact_check"), ("committee", "Committee", "gavel")],
}
SIDEBAR_WIDTH = 216  # pixels
OF_A_BOOK = ("scorecard",)  # pages that appear once a book is loaded
_DRAWN = "navigation is drawn"


def page_file(key: str) -> Path:
    """File of a page, for links."""
    return PAGES / f"{key}.py"


def navigation() -> Any:
    """The page that the address names, after drawing the menu."""
    st.session_state[_DRAWN] = True
    st.set_page_config(
        page_icon=MARK, initial_sidebar_state=SIDEBAR_WIDTH
    )  # before the menu, whose icons would else go to the tab
    return st.navigation(
        {
            group: [
                st.Page(page_file(key), title=title, icon=f":material/{icon}:", default=key == "overview")
                for key, title, icon in pages
                if key not in OF_A_BOOK or _has_book()
            ]
            for group, pages in GROUPS.items()
        },
        expanded=True,
    )


def _has_book() -> bool:
    try:
        return bool(here().workspace.store.books())
    except StoreError:  # the page says so
        return False


def see_to_navigation() -> None:
    """Draw the menu where home.py was passed by.

    The first deep link to a fresh server runs pages/x.py alone; once `st.navigation` was called, a rerun
    goes through home.py.
    """
    if _DRAWN not in st.session_state:
        navigation()
        st.rerun()
