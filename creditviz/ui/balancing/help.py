"""The tab "Does it help?": the chosen runs, sampler studies, the resampling guard, published numbers."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.runs import Book, Workspace
from creditviz.ui.balancing import cards
from creditviz.ui.balancing.audit import show_audit
from creditviz.ui.balancing.choice import Chosen
from creditviz.ui.balancing.facts import excluded_words, result_of, tiles_of
from creditviz.ui.balancing.guard import show_guard
from creditviz.ui.balancing.likeness import unfinished_words
from creditviz.ui.balancing.study import show_studies
from creditviz.ui.cards import show, show_card
from creditviz.ui.shell import line
from creditviz.ui.words import literal


def show_help(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """One part at a time."""
    parts: dict[str, Callable[[Workspace, Book, Chosen], None]] = {
        "These rows": _show_utility,
        "Sampler study": show_studies,
        "Resampling guard": show_guard,
        "Published numbers": show_audit,
    }
    if not chosen.runs:
        parts.pop("These rows")
    part = st.segmented_control(
        "Look at",
        list(parts),
        default=next(iter(parts)),
        required=True,
        key=f"help_part_{len(parts)}",
        label_visibility="collapsed",
    )
    parts[part or next(iter(parts))](workspace, book, chosen)


def _show_utility(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    for run in chosen.runs:
        tile = tiles_of(workspace, run)[2]
        st.markdown(f"**{literal(chosen.labels[run.id])}**: {literal(tile.figure)}. {literal(tile.sentence)}")
        if words := excluded_words(workspace, run):
            line(f":material/block: {words}")
        if run.status != "finished":
            line(f":material/hourglass: {unfinished_words(run)}")
        elif result_of(workspace, run).study is None:
            line("Whether they help was not tested: the run was made with 0 repeats.")
    taught = cards.taught(chosen)
    if taught is not None:
        show_card(taught)
    for run in chosen.runs:
        gained = cards.gained(chosen, run.id)
        if gained:
            line(f"**{literal(chosen.labels[run.id])}** against no balancing, and against class weights")
            show(*gained, place=run.id)
    line("All models are judged on real test rows; only training rows are ever balanced.")
