"""What a transfer's search tried, below its result."""

from __future__ import annotations

from typing import Any

import streamlit as st

from creditviz.reporting.transfer.search import HELP, JUDGED_BY, searched, tries_numbers, tries_table, tries_words
from creditviz.reporting.transfer.words import method_name
from creditviz.results import Transfer
from creditviz.runs import Run
from creditviz.ui.cards import csv_button
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal

WIDTHS = {"try": 50, "AUC": 70, "": 110, "time": 70}


def show_tries(run: Run, found: Transfer) -> None:
    """One method at a time; nothing where settings were not searched."""
    scores = {score.method: score for score in searched(found)}
    if not scores:
        return
    where = run.specification.choose_on
    with st.expander("What was tried", icon=":material/manage_search:"):
        method = _choose(run, list(scores)) if len(scores) > 1 else next(iter(scores))
        st.markdown(literal(tries_words(scores[method], where)), help=HELP[where])
        table = tries_table(method, scores[method].tries)
        st.dataframe(
            table,
            hide_index=True,
            height="content" if len(scores[method].tries) <= 12 else 440,
            column_config={name: _column(name, where) for name in table},
            alt="Every try of the search with its settings, the best first.",
        )
        line("Settings that no try changed are not shown.")
        csv_button(
            "All tries as CSV",
            lambda: tries_numbers(found, where).to_csv(index=False),
            f"transfer-{run.id}-tries",
            key=f"transfer_tries_csv_{run.id}",
            help_text="Every try of every method with all settings and digits, and why one was refused.",
        )


def _choose(run: Run, methods: list[str]) -> str:
    chosen = pick(
        st.segmented_control,
        "Method",
        methods,
        default=methods[0],
        required=True,
        format_func=method_name,
        key=f"transfer_tries_{run.id}",
        label_visibility="collapsed",
        wrap=True,
    )
    return chosen if chosen in methods else methods[0]


def _column(name: str, where: str) -> Any:
    if name == "":
        return st.column_config.TextColumn(width=WIDTHS[name], help="As set: the settings of the form or the preset.")
    about = f"AUC on {JUDGED_BY[where]}." if name == "AUC" else None
    return st.column_config.TextColumn(width=WIDTHS.get(name), help=about, alignment="right")
