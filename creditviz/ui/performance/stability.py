"""Tab Stability: are the accounts of today like those that the model learned from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from creditviz.reporting.card import Card
from creditviz.results import Stability
from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.specification import StabilitySpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.cards import show, show_card
from creditviz.ui.facts import kept
from creditviz.ui.mistakes import show_sentence
from creditviz.ui.performance.judged import Chosen, choose_one
from creditviz.ui.pickers import pick
from creditviz.ui.runs.progress import resume, show_until_done
from creditviz.ui.shell import line, section
from creditviz.ui.words import literal

TEST_ROWS = ""  # the choice that is no book


def show_stability(chosen: Chosen) -> None:
    """One run: its training rows against its test rows or another book."""
    workspace = chosen.workspace
    label = choose_one(chosen, "stability_one")
    run = next(run for run in chosen.runs if chosen.labels[run.id] == label)
    other = _choose_other(workspace, run)
    found = _comparison(workspace, run, other)
    if found is None:
        _offer(workspace, run, other)
    elif found.status == "finished":
        _show(workspace, found)
    elif found.open:
        line("The rows are being compared in the background.")
        show_until_done(workspace, [found])
    else:
        show_sentence(found.error or "The comparison was stopped.")
        again = (resume, workspace, found.id)
        press(
            st.button,
            "Compare again",
            *again,
            icon=":material/replay:",
            key=f"stability_again_{found.id}",
        )


def _choose_other(workspace: Workspace, run: Run) -> str:
    names = {TEST_ROWS: "its test rows"}
    names |= {book.hash: book.name for book in workspace.store.books() if book.hash != run.book}
    picked = pick(
        st.selectbox,
        "Compare the rows that it learned from with",
        list(names),
        format_func=names.__getitem__,
        key="stability_other",
        help="Load a newer file on the Data page: it then stands here. Its outcomes are not read.",
    )
    return picked or TEST_ROWS


def _comparison(workspace: Workspace, run: Run, other: str) -> Run | None:
    """The newest comparison of a run with these rows."""
    known = workspace.store.runs(kind="stability", subject=run.id)
    return next((one for one in known if one.specification.other == other), None)


def _offer(workspace: Workspace, run: Run, other: str) -> None:
    with st.container(border=True, horizontal_alignment="left"):
        st.markdown(
            "Training rows are scored by the model and compared, column by column: seconds for 20,000 accounts."
        )
        press(
            st.button,
            "Compare",
            _begin,
            workspace,
            run,
            other,
            icon=":material/compare_arrows:",
            type="primary",
            key="stability_begin",
        )


def _begin(workspace: Workspace, run: Run, other: str) -> None:
    from creditviz.runs.work.stability import check

    spec = make_specification(StabilitySpec, run=run.id, other=other)
    check(workspace, spec)
    jobs.submit(workspace, spec, name=f"Stability of {run.name}")


def _show(workspace: Workspace, run: Run) -> None:
    found = _found(workspace, run)
    with st.spinner("Drawing"):
        cards, table = _cards(workspace, run)
    show(*cards)
    for note in found.notes:
        line(literal(note))
    if found.columns:
        _show_columns(found, table)


def _show_columns(found: Stability, table: pd.DataFrame) -> None:
    from creditviz.reporting.performance.stability import column_card

    section("Column by column")
    names = {shift.key: f"{shift.name} ({shift.index:.3f})" for shift in found.columns}
    left, right = st.columns(2)
    with right:
        key = pick(st.selectbox, "Column", list(names), format_func=names.__getitem__, key="stability_column")
        show_card(column_card(found, key or next(iter(names))))
    with left:
        st.dataframe(table, hide_index=True, column_config=_COLUMNS, alt="Stability of every column.", height=520)


@kept(20)
def _found(workspace: Workspace, run: Run) -> Stability:
    from creditviz.runs.work.stability import load_stability

    return load_stability(workspace, run.id)


@kept(20)
def _cards(workspace: Workspace, run: Run) -> tuple[tuple[Card, ...], pd.DataFrame]:
    from creditviz.reporting.performance.stability import column_shifts_card, score_shift_card, stability_numbers

    found = _found(workspace, run)
    return (score_shift_card(found), column_shifts_card(found)), pd.DataFrame(stability_numbers(found))


_COLUMNS = {
    "column": st.column_config.TextColumn(width=190, pinned=True),
    "index": st.column_config.NumberColumn(format="%.3f", width=56),
    "verdict": st.column_config.TextColumn(width=160),
    "by chance below": st.column_config.NumberColumn(
        format="%.3f", width=110, help="95 of 100 pairs of sets from one population stay below it."
    ),
    "groups": st.column_config.NumberColumn(width=60),
    "empty groups": st.column_config.NumberColumn(width=90, help="Without a row on one side; counted as half a row."),
    "rows learned from": st.column_config.NumberColumn(format="localized", width=112),
    "rows compared": st.column_config.NumberColumn(format="localized", width=100),
}
