"""The tab "Result" of a transfer: the finding, the table, two pictures, what failed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from creditviz.reporting.transfer.cards import auc_card, gain_card, rows_words
from creditviz.reporting.transfer.findings import Standings, accuracy_words, finding, further, is_told
from creditviz.reporting.transfer.table import ABOUT, failures, transfer_numbers, transfer_table
from creditviz.reporting.transfer.words import method_name
from creditviz.runs import Run, Workspace
from creditviz.ui.cards import csv_button, show
from creditviz.ui.navigation import page_file
from creditviz.ui.shell import line
from creditviz.ui.transfer.facts import standings_of
from creditviz.ui.transfer.live import show_training
from creditviz.ui.transfer.tries import show_tries
from creditviz.ui.words import count, literal

WIDTHS = {"method": 228, "AUC": 128, "over source-only": 142, "standing": 104, "accuracy": 104, "specificity": 78}


def show_result(workspace: Workspace, run: Run) -> None:
    """The methods that are done; drawn again every few seconds while the rest runs."""
    show_training(workspace, run)
    st.fragment(_show, run_every=4 if run.open else None)(workspace, run.id)


def _show(workspace: Workspace, run_id: str) -> None:
    run = workspace.store.run(run_id)
    found = standings_of(workspace, run)
    if found is None or not found.transfer.scores:
        if not run.open:
            line("Not one method of this transfer was finished. Resume it, or start another one.")
        if found is not None:
            _show_failed(found)
        return
    _show_finding(run, found)
    _show_table(run, found)
    show(*[card for card in (gain_card(found), auc_card(found)) if card is not None], place="result_")
    _show_failed(found)
    show_tries(run, found.transfer)
    _show_way_on(run)


def _show_way_on(run: Run) -> None:
    """The headline method is judged like any model."""
    method = run.figures.get("model")
    if method:
        st.page_link(
            page_file("performance"),
            label=f"Judge {literal(method_name(method))} on the Performance page",
            icon=":material/show_chart:",
            help="ROC, calibration and groups of customers of this transfer's headline method, on the same test rows.",
        )


def _show_finding(run: Run, found: Standings) -> None:
    said = literal(finding(found))
    st.markdown(f"#### {said if is_told(found) else f':gray[{said}]'}", anchors=False)
    for sentence in further(found):
        st.markdown(literal(sentence))
    done, n = len(found.transfer.scores) + len(found.transfer.failed), len(run.specification.methods)
    rows = found.transfer.rows
    line(
        f"{rows_words(found.transfer)}, which no method saw · learned from {rows.get('source', 0):,} accounts of the "
        f"old product and {rows.get('target', 0):,} of the new one · seed {run.specification.seed}"
        + (f" · {done} of {count(n, 'method')} done" if done < n else "")
    )


def _show_table(run: Run, found: Standings) -> None:
    table = transfer_table(found)
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={name: _column(name) for name in table.columns},
        alt="Every method with its figures on the test rows of the new product.",
    )
    line(accuracy_words(found.transfer))
    csv_button(
        "Table as CSV",
        lambda: transfer_numbers(found).to_csv(index=False),
        f"transfer-{run.id}",
        key=f"transfer_csv_{run.id}",
        help_text="Every metric of every method with all digits, and what failed.",
    )


def _column(name: str) -> Any:
    if name in ("method", "standing"):
        return st.column_config.TextColumn(width=WIDTHS[name], help=ABOUT.get(name), pinned=name == "method")
    return st.column_config.TextColumn(width=WIDTHS.get(name, 56), help=ABOUT.get(name), alignment="right")


def _show_failed(found: Standings) -> None:
    failed = failures(found.transfer)
    if not failed:
        return
    with st.expander(f"{count(len(failed), 'method')} without figures", icon=":material/error:", expanded=True):
        st.dataframe(
            {"method": [method_name(key) for key, _ in failed], "why": [why for _, why in failed]},
            hide_index=True,
            height="content",
            alt="Methods that failed, each with the reason.",
        )
