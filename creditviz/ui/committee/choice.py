"""Which run a committee is asked about, and which run challenges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from creditviz.reporting.committee.record import why_no_challenger
from creditviz.reporting.scorecard.reading import is_scorecard
from creditviz.reporting.words import day
from creditviz.runs import Book, Run, Workspace
from creditviz.ui.facts import looks_line
from creditviz.ui.pickers import pick
from creditviz.ui.runs.choice import choose_judged_run
from creditviz.ui.runs.details import show_leaks
from creditviz.ui.runs.judging import runs_to_judge
from creditviz.ui.runs.names import labels
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

NOBODY = ""  # in place of a challenger
LISTED = 3  # runs that cannot challenge, named with the reason


@dataclass(frozen=True, eq=False)
class Question:
    """What the committee is asked: this run, perhaps against that one."""

    workspace: Workspace
    book: Book
    run: Run
    name: str
    challenger: str  # id; empty: none

    @property
    def reports(self) -> list[Run]:
        """Packs of this question that were asked for, the newest first."""
        every = self.workspace.store.runs(kind="report", subject=self.run.id)
        return [run for run in every if run.specification.challenger == self.challenger]

    @property
    def pack(self) -> Run | None:
        """The newest finished one."""
        return next((run for run in self.reports if run.status == "finished"), None)


def choose_question(place: Place) -> Question | None:
    """Run and challenger; None where no run has finished, and what to do then."""
    every = runs_to_judge(place)
    if place.book is None or not every:
        return None
    names = labels(every)
    left, right = st.columns(2)
    with left:
        run = choose_judged_run(
            place,
            every,
            names,
            key="committee_run",
            label="Run to be signed",
            help_text="The model that the committee decides about.",
        )
    with right:
        challenger = _choose_challenger(run, every, names)
    _about(place.workspace, run)
    return Question(place.workspace, place.book, run, names[run.id], challenger)


def _choose_challenger(run: Run, every: Sequence[Run], names: dict[str, str]) -> str:
    """A run of the same test rows; those of others are named in grey, with the reason."""
    reasons = {other.id: why_no_challenger(run, other) for other in every if other.id != run.id}
    fitting = [key for key, reason in reasons.items() if not reason]
    cards = [other.id for other in every if other.id in fitting and is_scorecard(other)]
    picked = pick(
        st.selectbox,
        "Challenger",
        [NOBODY, *fitting],
        format_func=lambda key: names[key] if key else "none",
        index=1 + fitting.index(cards[0]) if cards else 0,
        key=f"committee_challenger_{run.id}",
        help="A second run, e.g. the model in use: the pack then tests whether the difference is chance, and says who "
        "would be newly approved and newly declined. It must be judged on the same test rows. A scorecard among these "
        "is proposed first.",
    )
    refused = [f"{names[key]} ({reason})" for key, reason in reasons.items() if reason]
    if refused:
        more = f" and {len(refused) - LISTED} more" if len(refused) > LISTED else ""
        line(f"Cannot challenge: {literal('; '.join(refused[:LISTED]))}{more}.")
    return picked if picked in fitting else NOBODY


def _about(workspace: Workspace, run: Run) -> None:
    """Which rows the pack judges on."""
    show_leaks(run)
    rows = run.figures.get("rows", {}).get("test", 0)
    promise = "of a leaky replay: synthetic accounts are among them" if run.figures.get("leaky") else "that no step saw"
    line(
        f"Run {run.id} of {day(run.ended or run.created)}, seed {run.figures.get('seed', run.specification.seed)} · "
        f"{count(rows, 'test account')} {promise} · {looks_line(workspace, run.book or '')}"
    )
