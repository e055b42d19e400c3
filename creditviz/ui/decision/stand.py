"""What the Decision page stands on: one run of the open book, its rows, the money, the best cut-off so far."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from creditviz.evaluation.cutting.cutoff import ONE_PD, tells_apart
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.money import Money
from creditviz.runs.reading.applicants import best_of
from creditviz.runs.shelves.rows import Decision
from creditviz.ui.decision.money import show_money
from creditviz.ui.decision.rows import Rows, rows_of
from creditviz.ui.facts import looks_line
from creditviz.ui.mistakes import show_sentence
from creditviz.ui.runs.choice import choose_judged_run
from creditviz.ui.runs.details import show_leaks
from creditviz.ui.runs.judging import runs_to_judge
from creditviz.ui.runs.names import labels
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place


@dataclass(frozen=True, eq=False)
class Stand:
    """One run with all that its cut-off needs."""

    workspace: Workspace
    book: Book
    run: Run
    names: dict[str, str]  # of every run that can be judged
    others: tuple[Run, ...]
    rows: Rows
    money: Money
    best: float  # the cut-off that earned most on validation rows

    @property
    def label(self) -> str:
        """The run's name."""
        return self.names[self.run.id]

    @property
    def about(self) -> str:
        """Which rows and which PDs, for subtitles."""
        from creditviz.reporting.decision.words import rows_about

        return rows_about(self.label, self.rows)

    def kept(self) -> list[Decision]:
        """Cut-offs that were kept, the newest first."""
        from creditviz.reporting.decision.words import CUT_OFF

        return self.workspace.store.decisions(self.run.id, CUT_OFF)


def choose_stand(place: Place) -> Stand | None:
    """The run, the line about its rows, the money; None where there is nothing to judge, and what to do then."""
    every = runs_to_judge(place)
    if place.book is None or not every:
        return None
    names = labels(every)
    left, right = st.columns([7, 3])
    with right:
        run = choose_judged_run(
            place,
            every,
            names,
            key="decision_run",
            label="Run",
            help_text="The model whose PDs are cut.",
            label_visibility="collapsed",
        )
    with left:
        _rows_line(place.workspace, run)
        money = show_money(place.workspace, place.book)
    with st.spinner("Counting"):
        rows = rows_of(place.workspace, run, place.book, money.column)
    if not len(rows.test) or not len(rows.validation):
        line("This run has no rows to judge a cut-off on.")
        return None
    if not tells_apart(rows.test.pd, rows.validation.pd):
        show_sentence(f"There is no cut-off to choose: {ONE_PD}")
        return None
    others = tuple(other for other in every if other.id != run.id)
    return Stand(place.workspace, place.book, run, names, others, rows, money, best_of(rows, money.economics))


def _rows_line(workspace: Workspace, run: Run) -> None:
    found = run.figures
    old = found.get("validation_from")
    where = f"accounts of {literal(old)}, its validation rows" if old else "validation rows"
    rows = found.get("rows", {}).get("test", 0)
    show_leaks(run)
    leaky = " · a leaky replay: only its real rows are counted" if found.get("leaky") else ""
    line(
        f"Test rows only: {count(rows, 'account')} that no step saw; the best cut-off is found on {where} · "
        f"{looks_line(workspace, run.book or '')}{literal(leaky)}"
    )
