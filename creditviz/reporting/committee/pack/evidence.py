"""What a pack is written from: a finished run, its challenger, its book and what was decided, read from the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from creditviz.exceptions import CreditVizError, SpecificationError
from creditviz.reporting.committee.pack.judged import Judged
from creditviz.reporting.committee.pack.stand import Stand, stand_of
from creditviz.reporting.run_names import run_label
from creditviz.results import AccountShap, RunResult
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_frame, book_title, get_book, get_schema
from creditviz.runs.reading.explained import printed_explanation
from creditviz.runs.reading.looks import Looked, check_open, looked, test_set
from creditviz.runs.reading.trained import load_run_result
from creditviz.schema import TableSchema
from creditviz.specification import ExplanationSpec, ReportSpec

if TYPE_CHECKING:
    import pandas as pd

JUDGED = ("training", "transfer")  # kinds of runs whose model can be signed for
SAMPLE, BACKGROUND = 100, 30  # accounts explained for a pack, and real rows that they are compared with


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that the sections read; what lies in the book is read when it is first asked for."""

    workspace: Workspace
    subject: Judged
    challenger: Judged | None
    looked: Looked
    explanation: Run | None = None  # the newest finished explanation of the run
    check: Callable[[], None] = lambda: None  # called in long work; may raise to stop

    @property
    def result(self) -> RunResult:
        """Of the run that the pack is about."""
        return self.subject.result

    @property
    def label(self) -> str:
        """Its name."""
        return self.subject.label

    @property
    def run(self) -> Run:
        """The run that the pack is about."""
        return self.subject.run

    @cached_property
    def book(self) -> Book | None:
        """The book, None when the store has forgotten it."""
        return self.workspace.store.book(self.run.specification.book)

    @cached_property
    def book_title(self) -> str:
        """What the book is called."""
        try:
            return book_title(self.workspace, self.run.specification.book, self.run.specification.schema_hash)
        except CreditVizError:
            return "a deleted book"

    @cached_property
    def schema(self) -> TableSchema:
        """As the run read the book; raises `SpecificationError` where it is gone."""
        return get_schema(self.workspace, self.run.specification.schema_hash)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All rows of the book; raises a `CreditVizError` where they are gone."""
        return book_frame(self.workspace, get_book(self.workspace, self.run.specification.book))

    @cached_property
    def stand(self) -> Stand:
        """The cut-off that the committee is asked about; raises as `stand_of`."""
        return stand_of(self.workspace, self.subject, self.book)

    def explain(self) -> AccountShap:
        """What moves the scores, of a few accounts; raises as `load_fitted` where the model or the book is gone."""
        from creditviz.explanation.rows import explained_positions
        from creditviz.runs.reading.explained_model import load_explained
        from creditviz.runs.work.explanation import account_shap

        spec = ExplanationSpec(run=self.run.id, n_rows=SAMPLE, n_background=BACKGROUND)
        model = load_explained(self.workspace, self.run.id)
        shown = explained_positions(model.test, spec.n_rows, spec.seed)
        return account_shap(self.workspace, spec, model, shown, self.check)

    @property
    def both(self) -> dict[str, RunResult]:
        """Label -> result of the run and of its challenger."""
        every = [self.subject, *([self.challenger] if self.challenger else [])]
        return {one.label: one.result for one in every}


def gather(workspace: Workspace, spec: ReportSpec, *, stop: Callable[[], None] = lambda: None) -> Evidence:
    """Read what a pack is written from; raises as `check`, and what `stop` raises, which is called in long work."""
    run, challenger = check(workspace, spec)
    subject = _judged(workspace, run)
    other = _judged(workspace, challenger) if challenger else None
    if other is not None:
        _check_same_rows(subject, other)
        if other.label == subject.label:  # two runs of one name are told apart by their ids
            subject, other = (
                Judged(one.run, f"{one.label} ({one.run.id[:4]})", one.result) for one in (subject, other)
            )
    seen = looked(workspace, run.book or "")
    return Evidence(workspace, subject, other, seen, printed_explanation(workspace, run.id), stop)


def n_learned(result: RunResult) -> int:
    """Real accounts that the kept model learned from; after a k-fold it is fitted again on all of them."""
    if result.test.fold is not None:
        return int((result.test.row_id >= 0).sum())
    return int(result.rows.get("train", 0))


def check(workspace: Workspace, spec: ReportSpec) -> tuple[Run, Run | None]:
    """The run and its challenger.

    Raises
    ------
    SpecificationError
        There is no such run, it is not finished or fits no model, or the challenger was judged on other rows.
    """
    run = _finished(workspace, spec.run)
    if not spec.challenger:
        return run, None
    challenger = _finished(workspace, spec.challenger)
    if challenger.id == run.id:
        raise SpecificationError(
            f"a challenger is another run, however run {run.id} was named twice. Name another run."
        )
    if challenger.book != run.book:
        raise SpecificationError(
            f"a challenger is judged on the same book, however run {challenger.id} was judged on another one than run "
            f"{run.id}: neither ranking nor approvals can be compared. Choose a run of the same book."
        )
    for one in (run, challenger):
        if one.figures.get("leaky"):
            raise SpecificationError(
                f"a challenger is compared on untouched real accounts, however run {one.id} is a leaky replay: "
                "synthetic accounts are among its test rows. Choose an honest run, or make the pack without one."
            )
    if test_set(challenger.specification) != test_set(run.specification):
        raise SpecificationError(_other_rows(run, challenger))
    return run, challenger


def _finished(workspace: Workspace, run_id: str) -> Run:
    run = workspace.store.run(run_id)
    check_open(run)
    if run.kind not in JUDGED or run.status != "finished" or "test" not in run.figures:
        what = f"of the kind {run.kind!r}" if run.kind not in JUDGED else run.status
        if run.kind in JUDGED and run.status == "finished":
            what = "without a method that was judged"
        raise SpecificationError(
            f"a pack is written for a finished training run or transfer, however run {run.id} is {what}. "
            "Choose another run.",
            typed="`python -m creditviz runs` lists them.",
        )
    return run


def _other_rows(run: Run, challenger: Run) -> str:
    return (
        f"a challenger is judged on the same test rows, however run {challenger.id} was judged on others than run "
        f"{run.id} (protocol, seed, test share or folds differ): DeLong's test and the swap set cannot be made. "
        "Choose a run with the same split."
    )


def _judged(workspace: Workspace, run: Run) -> Judged:
    return Judged(run, run_label(workspace, run), load_run_result(workspace, run.id))


def _check_same_rows(subject: Judged, other: Judged) -> None:
    one, two = (np.sort(judged.result.test.row_id) for judged in (subject, other))
    if not np.array_equal(one, two):
        raise SpecificationError(_other_rows(subject.run, other.run))
