"""Applicants and curves of a run, computed once and kept for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_path, get_schema
from creditviz.runs.reading.applicants import ONE_AMOUNT, Key, Rows
from creditviz.ui.facts import calibration_stamp, kept, result_of


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
    from creditviz.runs.reading.applicants import applicants_of

    result = result_of(_workspace, _workspace.store.run(key[0]))
    return replace(applicants_of(_workspace, result, book, schema_hash, column), key=key)


@kept(12)
def refer_of(rows: Rows) -> tuple[Any, Any]:
    """Lower and upper PD of each test account."""
    from creditviz.reporting.decision.refer import uncertain

    return uncertain(rows.validation, rows.test)


def amount_columns(workspace: Workspace, book: Book) -> dict[str, str]:
    """Columns that may hold the amount at risk, name -> label: the exposure first, then the numeric ones."""
    schema = get_schema(workspace, book.schema_hash)
    names: Sequence[Any] = [schema.exposure, *(n for n in schema.numeric if n not in schema.protected)]
    return {name: schema.label(name) for name in dict.fromkeys(names) if name}
