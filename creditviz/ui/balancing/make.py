"""The Make tab: the form, work in progress with live curves, the runs and one run's details."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from creditviz.reporting.card import Tile
from creditviz.runs import Book, Run, Workspace
from creditviz.sampling import SAMPLERS
from creditviz.ui.balancing.choice import Chosen
from creditviz.ui.balancing.details import show_details
from creditviz.ui.balancing.facts import balancing_runs, result_of, tiles_of
from creditviz.ui.balancing.form import show_form
from creditviz.ui.cards import show_card
from creditviz.ui.facts import version
from creditviz.ui.forms.rows import choose_rows
from creditviz.ui.runs.names import labels, status_words
from creditviz.ui.runs.progress import interrupted, show_work
from creditviz.ui.shell import line, section
from creditviz.ui.words import ago

MOST_CURVES = 4
QUESTIONS = ("like real rows?", "copies anyone?", "does it help?")
_HOPED = ("yes", "no", "yes")  # the answer that a good verdict gives to each question
_FEARED = ("no", "yes", "no")


def show_make(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """Everything that makes rows."""
    show_form(workspace, book)
    if workspace.store.runs(status=("queued", "running")) or interrupted(workspace, book.hash):
        section("Work in progress")
        show_work(workspace, book.hash)
    runs = balancing_runs(workspace, book)
    show_curves(workspace, runs, chosen)
    show_runs(workspace, book, runs)


def show_curves(workspace: Workspace, runs: list[Run], chosen: Chosen) -> None:
    """How the learning samplers learned: those at work now, else the chosen ones; overlaid, live while one runs."""
    learning = [run for run in runs if SAMPLERS[run.specification.sampler].generator and run.started is not None]
    working = [run for run in learning if run.status == "running"]
    picked = {run.id for run in chosen.runs}
    shown = (working + [run for run in learning if run.id in picked and run not in working])[:MOST_CURVES]
    if not shown:
        return
    section("How they learn")
    names = labels(runs)
    titles = {run.id: names[run.id] for run in shown}
    keys = {names[run.id]: run.specification.sampler for run in shown}
    st.fragment(_curves, run_every=1 if working else None)(workspace, titles, keys)


def _curves(workspace: Workspace, titles: dict[str, str], keys: dict[str, str]) -> None:
    from creditviz.reporting.balancing.cards import live_card

    histories = {title: workspace.store.points(run_id) for run_id, title in titles.items()}
    show_card(live_card(histories, keys=keys))


def show_runs(workspace: Workspace, book: Book, runs: list[Run]) -> None:
    """The table of balancing runs with their three verdicts, and below it the run that was chosen in it."""
    archived = balancing_runs(workspace, book, archived=True)
    if not runs and not archived:
        return
    section("Balancing runs")
    if archived and st.toggle("Show archived runs", key="balancing_archived"):
        runs = archived
    chosen = choose_rows(
        run_frame(workspace, runs),
        [run.id for run in runs],
        key="balancing_table",
        column_config=_columns(),
        placeholder="",
        alt="Balancing runs with their three verdicts.",
    )
    if chosen:
        show_details(workspace, chosen[0])
    else:
        line("Choose a row for its settings and log, to rename it, to make it again with changes, or to delete it.")


def run_frame(workspace: Workspace, runs: list[Run]) -> pd.DataFrame:
    """The table's cells."""
    return pd.DataFrame([_row(workspace, run) for run in runs], columns=[*_columns()])


def _row(workspace: Workspace, run: Run) -> dict[str, Any]:
    spec = run.specification
    found = result_of(workspace, run) if version(workspace, run) else None
    tiles = tiles_of(workspace, run) if found is not None else ()
    fidelity = None if found is None else found.fidelity
    return {
        "run": run.id[:4],
        "name": run.name,
        "wanted": f"{spec.ratio:g}" if spec.rate is None else f"K {spec.rate:g}",
        "rows made": None if found is None else found.rows["synthetic"],
        **dict(zip(QUESTIONS, answers(tiles), strict=False)),
        "two-sample AUC": None if fidelity is None else fidelity.two_sample.auc.value,
        "status": status_words(run, None),
        "when": ago(run.ended or run.created),
    }


def answers(tiles: Sequence[Tile]) -> list[str]:
    """Three verdicts as answers to the three questions: who copies nobody gets a "no" there."""
    words = zip(tiles, _HOPED, _FEARED, strict=False)
    return [{"good": hoped, "stop": feared, "warning": "in doubt"}.get(t.verdict, "") for t, hoped, feared in words]


def _columns() -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "run": text("run", width=50),
        "name": text("name", width=175),
        "wanted": text(
            "wanted", width=65, help="Bad per good after sampling, or a rate K: synthetic rows per real defaulter."
        ),
        "rows made": number("rows made", format="localized", width=75),
        QUESTIONS[0]: text(QUESTIONS[0], width=100, help="Can a model tell them from real defaulters?"),
        QUESTIONS[1]: text(QUESTIONS[1], width=105, help="Do they stand nearer to training rows than honest rows do?"),
        QUESTIONS[2]: text(QUESTIONS[2], width=100, help="Do models rank better with them than without?"),
        "two-sample AUC": number(
            "two-sample AUC",
            format="%.2f",
            width=115,
            help="How well a model tells synthetic from real: 0.50 not at all, 1.00 always.",
        ),
        "status": text("status", width=85),
        "when": text("when", width=80),
    }
