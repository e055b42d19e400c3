"""What was changed by whom and why, and the card to take away."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.scorecard.card import card_csv, card_page
from creditviz.ui.facts import book_name
from creditviz.ui.scorecard.bench import Bench
from creditviz.ui.words import ago


def show_history(bench: Bench) -> None:
    """Every change, the newest first; those that were undone say so."""
    steps = bench.edits.steps
    if not steps:
        return
    place = {name: number for number, name in enumerate(bench.workshop.encoder.layout_.feature_names)}
    rows = [(number < bench.edits.held, step) for number, step in enumerate(steps)][::-1]
    with st.expander(f"Changes ({bench.edits.held} of {len(steps)} hold)", icon=":material/history:"):
        st.dataframe(
            {
                "variable": [
                    bench.names[place[step.feature]] if step.feature in place else step.feature for _, step in rows
                ],
                "change": [step.what for _, step in rows],
                "by": [step.author for _, step in rows],
                "reason": [step.reason for _, step in rows],
                "when": [ago(step.at) for _, step in rows],
                "holds": ["yes" if holds else "undone" for holds, _ in rows],
            },
            hide_index=True,
            alt="Changes of bins, the newest first.",
        )


def show_card_downloads(bench: Bench) -> None:
    """The card as it stands, to print and for a spreadsheet."""
    from creditviz.explanation.scorecard import card_of

    title = f"Scorecard of {book_name(bench.workspace, bench.book)}"
    made = lambda: card_of(bench.card, bench.workshop.encoder)  # noqa: E731
    with st.container(horizontal=True):
        for label, name, mime, write in (
            ("Card to print", "scorecard.html", "text/html", lambda: card_page(made(), title)),
            ("Card as table", "scorecard.csv", "text/csv", lambda: card_csv(made())),
        ):
            st.download_button(
                label, data=write, file_name=name, mime=mime, icon=":material/download:", type="tertiary",
                key=f"scorecard_{name}", on_click="ignore",
            )  # fmt: skip
