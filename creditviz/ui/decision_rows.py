"""Applicants and curves of a run, computed once and kept; what a book no longer gives is a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.results import Applicants, CutOffCounts, Segmentation
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_frame, book_path, get_book, get_schema
from creditviz.ui.facts import calibration_stamp, result_of

ONE_AMOUNT = ""  # in place of an exposure column
Key = tuple[str, str, float, bool]  # run, attempt, when a calibration was chosen, whether the book's file is there


@dataclass(frozen=True, eq=False)
class Rows:
    """One run's applicants: the test rows that figures are drawn from, the validation rows that choices are made on."""

    test: Applicants
    validation: Applicants
    curves: CutOffCounts  # of test rows
    validation_curves: CutOffCounts
    calibration: str
    column: str  # the exposure column; empty for one amount
    complaints: tuple[str, ...] = ()  # about amounts, in sentences
    group_complaints: tuple[str, ...] = ()  # why protected groups could not be read
    validation_from: str = ""  # the old product, where the validation rows of a transfer are its own
    key: Key = ("", "", 0.0, True)  # for caches


def rows_of(workspace: Workspace, run: Run, book: Book, column: str = ONE_AMOUNT) -> Rows:
    """The run's rows with amounts and protected groups.

    Parameters
    ----------
    column : the exposure column; one amount for all where it is empty or cannot be read.
    """
    there = book_path(workspace, book).exists()  # a file may go, and come back
    key = (run.id, run.attempt, calibration_stamp(workspace, run.id), there)
    return _rows(workspace, key, run.specification.book, book.schema_hash or "", column)


@st.cache_resource(show_spinner=False, max_entries=12)
def _rows(_workspace: Workspace, key: Key, book: str, schema_hash: str, column: str) -> Rows:
    from creditviz.evaluation.cutoff import applicants, count_approved, grid

    result = result_of(_workspace, _workspace.store.run(key[0]))
    amount, complaint = _amounts(_workspace, book, column)
    groups, other = _groups(_workspace, book, schema_hash)
    name = result.calibration
    test = applicants(result.test, name, exposure=amount, groups=groups)
    old = result.validation_from  # its row ids are positions in another book
    validation = applicants(result.validation, name, exposure=None if old else amount)
    return Rows(
        test,
        validation,
        count_approved(test, grid(test)),
        count_approved(validation, grid(validation)),
        name,
        column if amount is not None else ONE_AMOUNT,
        tuple(filter(None, (complaint, _few_amounts(test)))),
        tuple(filter(None, (other,))),
        old,
        key,
    )


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
    from creditviz.evaluation.fairness import protected_groups

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


def without_groups(rows: Applicants) -> Applicants:
    """The same applicants where groups are not asked for."""
    return replace(rows, groups=())


def amount_columns(workspace: Workspace, book: Book) -> dict[str, str]:
    """Columns that may hold the amount at risk, name -> label: the exposure first, then the numeric ones."""
    schema = get_schema(workspace, book.schema_hash)
    names: Sequence[Any] = [schema.exposure, *(n for n in schema.numeric if n not in schema.protected)]
    return {name: schema.label(name) for name in dict.fromkeys(names) if name}
