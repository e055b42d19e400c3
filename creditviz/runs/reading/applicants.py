"""Test and validation rows of a run as applicants of a cut-off, with amounts and protected groups of its book."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from creditviz.evaluation.cutting.cutoff import applicants, count_approved, cut_off_of, every_cut_off, grid
from creditviz.evaluation.cutting.profit import best_cut_off
from creditviz.exceptions import CreditVizError
from creditviz.results import Applicants, CutOffCounts, Economics, RunResult, Segmentation
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.workspace import Workspace

ONE_AMOUNT = ""  # in place of an exposure column
Key = tuple[str, str, float, bool]  # run, attempt, when a calibration was chosen, whether the book's file is there


@dataclass(frozen=True, eq=False)
class Rows:
    """One run's applicants: the test rows that figures are drawn from, the validation rows that choices are made on."""

    test: Applicants
    validation: Applicants
    curves: CutOffCounts  # of test rows
    validation_curves: CutOffCounts  # at every distinct PD: the best cut-off is exactly the best
    calibration: str
    cut_off: float  # the one of the run: kept, else suggested
    column: str  # the exposure column; empty for one amount
    complaints: tuple[str, ...] = ()  # about amounts, in sentences
    group_complaints: tuple[str, ...] = ()  # why protected groups could not be read
    validation_from: str = ""  # the old product, where the validation rows of a transfer are its own
    key: Key = ("", "", 0.0, True)  # for caches


def applicants_of(
    workspace: Workspace, result: RunResult, book: str, schema_hash: str, column: str = ONE_AMOUNT
) -> Rows:
    """The rows of a result with amounts and protected groups; what the book no longer gives is a sentence.

    Parameters
    ----------
    book, schema_hash : the book that the run is judged on, and the schema that says what is protected.
    column : the exposure column; one amount for all where it is empty or cannot be read.
    """
    amount, complaint = _amounts(workspace, book, column)
    groups, other = _groups(workspace, book, schema_hash)
    name = result.calibration
    test = applicants(result.test, name, exposure=amount, groups=groups)
    old = result.validation_from  # its row ids are positions in another book
    validation = applicants(result.validation, name, exposure=None if old else amount)
    return Rows(
        test,
        validation,
        count_approved(test, grid(test)),
        count_approved(validation, every_cut_off(validation)),
        name,
        cut_off_of(result),
        column if amount is not None else ONE_AMOUNT,
        tuple(filter(None, (complaint, _few_amounts(test)))),
        tuple(filter(None, (other,))),
        old,
    )


def best_of(rows: Rows, money: Economics) -> float:
    """The cut-off that earned most on validation rows; those of an old product count with the new one's mean amount."""
    if rows.test.exposure is not None and rows.validation.exposure is None:
        money = replace(money, amount=float(rows.test.exposure.mean()))
    return best_cut_off(rows.validation_curves, money, by_column=rows.validation.exposure is not None)


def without_groups(rows: Applicants) -> Applicants:
    """The same applicants where groups are not asked for."""
    return replace(rows, groups=())


def _amounts(workspace: Workspace, book: str, column: str) -> tuple[np.ndarray | None, str]:
    """The exposure column of every row of the book, or None and why."""
    from creditviz.data.scaling import as_numbers

    if not column:
        return None, ""
    try:
        frame = book_frame(workspace, get_book(workspace, book), [column])
    except CreditVizError as mistake:
        return None, f"{mistake} Until then every account counts with one amount."
    return as_numbers(frame[column]), ""


def _groups(workspace: Workspace, book: str, schema_hash: str) -> tuple[tuple[Segmentation, ...], str]:
    """Protected groups of the book, and why there are none; a schema without any is no complaint."""
    from creditviz.evaluation.cutting.fairness import protected_groups

    try:
        schema = get_schema(workspace, schema_hash)
        if not schema.protected:
            return (), ""
        frame = book_frame(workspace, get_book(workspace, book))
        return protected_groups(frame, schema, schema.protected), ""
    except CreditVizError as mistake:
        return (), str(mistake)


def _few_amounts(rows: Applicants) -> str:
    empty = 0 if rows.exposure is None else int((rows.exposure == 0).sum())
    return f"{empty:,} of {len(rows):,} test rows have no amount above 0: they earn and lose nothing." if empty else ""
