"""The tab "Published numbers": what cannot be in a printed table, a paper's or the reader's own."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from creditviz.reporting.benchmark.audit import VERDICTS, audit_sentence, audit_table, published_frame
from creditviz.results.benchmark.published import PublishedTable
from creditviz.runs import Workspace
from creditviz.ui.balancing.page import TABS as BALANCING_TABS
from creditviz.ui.cards import csv_button
from creditviz.ui.facts import kept
from creditviz.ui.navigation import page_file
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal

PAPER, OWN = "A paper's table", "My own table"
CALCULATOR = "Calculate the bad rate that one line implies, on Balancing"
FIRST_SHOWN = "zhang2022-table6"
MOST_BYTES = 200_000  # of an uploaded table; a printed one has a few hundred
KINDS = {
    "unclear": "not said",
    "scores": "of scores",
    "decisions": "of yes-or-no decisions",
}
HELP = (
    "Figures of one set of scored accounts bind each other: KS is never above AUC, accuracy lies between recall and "
    "specificity, and recall with F1 fixes the bad rate of the rows that were judged. "
    "A finding names what is printed and what must hold instead; nothing is flagged that rounding can explain. "
    "Worry when the judged rows hold more bad accounts than the data: synthetic ones were among them."
)
EXAMPLE = pd.DataFrame(
    {
        "model": ["Model A", "Model B"],
        "AUC": [0.78, 0.71],
        "KS": [0.42, 0.75],
        "recall": [0.60, 0.55],
        "specificity": [0.78, 0.80],
        "F1": [0.51, 0.48],
    }
)


def show_audit(workspace: Workspace) -> None:
    """The table, then what an audit finds in it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        way = st.segmented_control(
            "Table", [PAPER, OWN], default=PAPER, required=True, key="audit_way", label_visibility="collapsed"
        )
        if st.button(CALCULATOR, icon=":material/calculate:", type="tertiary", key="audit_calculator"):
            st.session_state[BALANCING_TABS] = "Does it help?"
            st.switch_page(page_file("balancing"))
    table = _own() if way == OWN else _paper()
    if table is not None:
        _show_findings(table)


def _paper() -> PublishedTable | None:
    from creditviz.evaluation.audit.published import published_keys

    keys = published_keys()
    if not keys:
        line("No printed table comes with this installation.")
        return None
    first = keys.index(FIRST_SHOWN) if FIRST_SHOWN in keys else 0
    key = pick(
        st.selectbox, "Printed table", keys, first, format_func=lambda one: _table(one).source, key="audit_table"
    )
    table = _table(key)
    if table.rows:
        with st.expander("The table as printed", icon=":material/table:"):
            st.dataframe(published_frame(table), hide_index=True, alt=f"{table.source}, as printed.")
    return table


@kept(40)
def _table(key: str) -> PublishedTable:
    from creditviz.evaluation.audit.published import read_published

    return read_published(key)


def _own() -> PublishedTable:
    """The reader's table: uploaded, or typed over the example."""
    from creditviz.evaluation.audit import read_table

    left, middle, right = st.columns([2, 1, 1])
    file = left.file_uploader("A CSV with one line a model", type=["csv"], key="audit_file")
    known = middle.number_input(
        "Bad rate of their data, %",
        min_value=0.01,
        max_value=99.99,
        value=None,
        format="%g",
        placeholder="not known",
        key="audit_bad_rate",
        help="Of the data before anything was sampled. Without it, nothing is said of the rows that were judged.",
    )
    kind = pick(right.selectbox, "Their AUC is", list(KINDS), format_func=lambda key: KINDS[key], key="audit_kind")
    frame = EXAMPLE if file is None else _uploaded(file)
    line("An example, of which the second line cannot be: type over it, add lines." if file is None else "As uploaded.")
    typed = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=True,
        key=f"audit_editor_{file.file_id if file else 'example'}",
        alt="Published figures, one line a model.",
    )
    return read_table(typed, bad_rate=known / 100 if known else math.nan, auc=kind or "unclear")


def _uploaded(file) -> pd.DataFrame:
    """The table in a CSV; its separator is found."""
    from creditviz.data.files.small_table import read_small_table

    return read_small_table(file.getvalue(), file.name, MOST_BYTES)


def _show_findings(table: PublishedTable) -> None:
    from creditviz.evaluation.audit import audit

    findings = audit(table)
    with st.container(border=True):
        st.markdown(f"**{literal(audit_sentence(table, findings))}**", help=HELP)
        line(literal(table.source))
        if not findings:
            return
        st.dataframe(
            audit_table(findings),
            hide_index=True,
            height="content" if len(findings) <= 14 else 520,
            column_config=_COLUMNS,
            alt="Findings of the audit, the gravest first.",
        )
        there = {finding.verdict for finding in findings}
        line(" · ".join(f"**{word}**: {about}" for word, about in VERDICTS.items() if word in there))
        csv_button(
            "Findings as CSV",
            lambda: audit_table(findings).to_csv(index=False),
            f"audit-{table.key or 'own'}",
            key="audit_csv",
            help_text="Every finding with its line and what is printed there.",
        )


_COLUMNS = {
    "verdict": st.column_config.TextColumn(width=95),
    "line": st.column_config.TextColumn(width=170),
    "printed": st.column_config.TextColumn(width=290),
    "however": st.column_config.TextColumn(width=290),
    "missed by": st.column_config.TextColumn(width=70, alignment="right"),
}
