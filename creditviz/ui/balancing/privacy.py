"""The tab "Copies anyone?": whether synthetic rows give real people away."""

from __future__ import annotations

import streamlit as st

from creditviz.runs import Book, Workspace
from creditviz.ui.balancing import cards
from creditviz.ui.balancing.choice import Chosen
from creditviz.ui.balancing.facts import excluded_words, result_of, tiles_of
from creditviz.ui.cards import show, show_card
from creditviz.ui.shell import line
from creditviz.ui.words import literal


def show_privacy(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """One sentence a run, then the distances."""
    for run in chosen.runs:
        if result_of(workspace, run).privacy is None:
            line(f"{literal(chosen.labels[run.id])} has made no row that could be a copy.")
            continue
        tile = tiles_of(workspace, run)[1]
        st.markdown(f"**{literal(chosen.labels[run.id])}**: {literal(tile.figure)}. {literal(tile.sentence)}")
        if words := excluded_words(workspace, run):
            line(f":material/block: {words}")
    first, *each = cards.privacy(chosen) or (None,)
    if first is not None:
        show_card(first)
    show(*each)
    line("Rows made by copying or by small steps from real accounts are for training, not for sharing.")
