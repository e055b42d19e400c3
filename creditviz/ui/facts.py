"""What pages ask of books and runs again and again, kept by their ids.

Books, schemas and finished attempts never change, so an id is a key for good. Frames are no keys:
Streamlit hashes a big frame from a sample of its rows and was seen to return a stale answer.
"""

from __future__ import annotations

import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.results import RunResult
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.schema import TableSchema


def schema_of(workspace: Workspace, book: Book) -> TableSchema:
    """The schema in use for a book."""
    return get_schema(workspace, book.schema_hash)


def book_name(workspace: Workspace, book: Book) -> str:
    """The name of the recognised public data set, else of the file."""
    return schema_of(workspace, book).book or book.name


def bad_rate(workspace: Workspace, book: Book) -> float | None:
    """Share of bad accounts among the usable ones, None while the outcome is not settled."""
    return _bad_rate(workspace, book.hash, book.schema_hash)


@st.cache_data(show_spinner=False, max_entries=200)
def _bad_rate(_workspace: Workspace, book: str, schema_hash: str | None) -> float | None:
    from creditviz.data.outcome import outcomes

    try:
        schema = get_schema(_workspace, schema_hash)
        columns = [schema.target] if schema.target else []
        _, y = outcomes(book_frame(_workspace, get_book(_workspace, book), columns), schema)
    except CreditVizError:  # the Data page shows the sentence
        return None
    return float(y.mean())


def result_of(workspace: Workspace, run: Run) -> RunResult:
    """Scores, history and provenance of a finished training run, under the calibration that was chosen for it."""
    return _result(workspace, run.id, run.attempt, calibration_stamp(workspace, run.id))


def calibration_stamp(workspace: Workspace, run_id: str) -> float:
    """When a calibration was chosen last; 0 where none was. Part of the key of whatever draws PDs."""
    from creditviz.runs.reading.chosen import CALIBRATION

    decided = workspace.store.decisions(run_id, CALIBRATION)
    return decided[0].at if decided else 0.0


@st.cache_resource(show_spinner=False, max_entries=50)
def _result(_workspace: Workspace, run_id: str, attempt: str, stamp: float) -> RunResult:
    from creditviz.runs.reading.trained import load_run_result

    return load_run_result(_workspace, run_id)
