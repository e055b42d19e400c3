"""The cut-off of a pack: the one that was kept, else a proposal, on the same counts as the Decision page."""

from __future__ import annotations

from dataclasses import dataclass

from creditviz.evaluation.cutting.cutoff import ONE_PD, tells_apart
from creditviz.exceptions import DataError
from creditviz.reporting.committee.pack.judged import Judged
from creditviz.reporting.decision.cutoff import AtCutOff, at_cut_off
from creditviz.reporting.decision.words import CUT_OFF, rows_about
from creditviz.results import Economics
from creditviz.runs import Book, Workspace
from creditviz.runs.money import Money, money_of
from creditviz.runs.reading.applicants import ONE_AMOUNT, Rows, applicants_of, best_of
from creditviz.runs.shelves.rows import Decision


@dataclass(frozen=True, eq=False)
class Stand:
    """One run at the cut-off that the committee is asked about."""

    rows: Rows
    at: AtCutOff
    kept: tuple[Decision, ...]  # the newest first; empty when nobody has chosen
    best: float  # earned most on validation rows


def stand_of(workspace: Workspace, judged: Judged, book: Book | None) -> Stand:
    """The run's cut-off: the kept one with its amounts, else the suggested one at the usual ones.

    Raises
    ------
    DataError
        The run has no rows to judge a cut-off on.
    """
    kept = tuple(workspace.store.decisions(judged.run.id, CUT_OFF))
    money, column, capacity = economics(kept[0] if kept else None, money_of(workspace, judged.run.book or ""))
    rows = rows_of(workspace, judged, book, column)
    if not len(rows.test) or not len(rows.validation):
        raise DataError(
            "a cut-off is tried on test rows and found on validation rows, however this run lacks one of them. "
            "Train it with a validation share."
        )
    if not tells_apart(rows.test.pd, rows.validation.pd):
        raise DataError(f"A cut-off parts accounts by their PDs, however {ONE_PD}")
    best = best_of(rows, money)
    cut_off = rows.cut_off
    at = at_cut_off(
        rows.test, rows.curves, cut_off, label=judged.label, about=rows_about(judged.label, rows), money=money,
        best=best, capacity=capacity,
    )  # fmt: skip
    return Stand(rows, at, kept, best)


def rows_of(workspace: Workspace, judged: Judged, book: Book | None, column: str) -> Rows:
    """The applicants of a run with the amounts and protected groups of the book as it stands."""
    schema_hash = (book.schema_hash if book else None) or judged.run.specification.schema_hash
    return applicants_of(workspace, judged.result, judged.run.specification.book, schema_hash, column)


def economics(kept: Decision | None, of_book: Money) -> tuple[Economics, str, float | None]:
    """Amounts, exposure column and capacity under which a cut-off was kept; those of the book where none was."""
    if kept is None or "money" not in kept.value:
        return of_book.economics, of_book.column, of_book.capacity
    money = dict(kept.value["money"])
    column = money.pop("column", ONE_AMOUNT)
    return Economics(**money), column, kept.value.get("capacity")
