"""What the Data page asks of a book, computed once for a (book, schema) pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.reporting.card import Card
from creditviz.results import Finding, Guess, InformationValue
from creditviz.runs import Book, Workspace
from creditviz.runs.books import book_frame, book_path, get_book, get_schema, inferred_schema
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec

if TYPE_CHECKING:
    from creditviz.data.splitting import Split

SHOWN_ROWS = 20
MOST_VALUES = 60  # a target with more distinct values is not mapped by hand


@dataclass(frozen=True)
class Part:
    """One part of a split."""

    protocol: str
    part: str
    rows: int
    bad: int


def findings(workspace: Workspace, book: Book) -> tuple[Finding, ...]:
    """Findings of a book, the gravest first; copies of rows are looked for across the usual hold-out too."""
    return _findings(workspace, book.hash, book.schema_hash or "")


@st.cache_data(show_spinner="Checking the book", max_entries=50)
def _findings(_workspace: Workspace, book: str, schema_hash: str) -> tuple[Finding, ...]:
    from creditviz.data.checks.findings import check_book

    frame, schema = _frame(_workspace, book), get_schema(_workspace, schema_hash)
    try:
        splits = _splits(frame, schema, "holdout")
    except CreditVizError:  # a finding of its own says why
        splits = None
    return check_book(frame, schema, splits=splits)


def guesses(workspace: Workspace, book: Book) -> dict[str, Guess]:
    """What inference made of each column, and why; "" is a guess on the whole book."""
    return _guesses(workspace, book.hash)


@st.cache_data(show_spinner="Reading the columns", max_entries=50)
def _guesses(_workspace: Workspace, book: str) -> dict[str, Guess]:
    found = get_book(_workspace, book)
    _, every = inferred_schema(book_frame(_workspace, found), found.name, book_path(_workspace, found))
    by_column: dict[str, Guess] = {}
    for guess in every:
        first = by_column.get(guess.column)
        reason = f"{first.reason}; {guess.role}: {guess.reason}" if first else guess.reason
        by_column[guess.column] = Guess(guess.column, first.role if first else guess.role, reason)
    return by_column


@st.cache_data(show_spinner=False, max_entries=50)
def column_names(_workspace: Workspace, book: str) -> tuple[str, ...]:
    """Columns of a book, in its order."""
    import pyarrow.parquet as pq

    from creditviz.runs.books import book_path

    return tuple(pq.read_schema(book_path(_workspace, get_book(_workspace, book))).names)


@st.cache_data(show_spinner=False, max_entries=50)
def first_rows(_workspace: Workspace, book: str) -> pd.DataFrame:
    """The first rows of a book as they were read."""
    return book_frame(_workspace, get_book(_workspace, book)).head(SHOWN_ROWS)


@st.cache_data(show_spinner=False, max_entries=50)
def value_counts(_workspace: Workspace, book: str, column: str) -> dict[str, int]:
    """Spelling -> rows of a column's values, the most frequent first; empty when there are too many to map."""
    from creditviz.data.values import MISSING, spelled

    values = book_frame(_workspace, get_book(_workspace, book), [column])[column]
    counts = values.value_counts()
    if len(counts) > MOST_VALUES:
        return {}
    found = {spelled(value): int(n) for value, n in counts.items()}
    return found | ({MISSING: int(values.isna().sum())} if values.isna().any() else {})


def information(workspace: Workspace, book: Book) -> tuple[InformationValue, ...]:
    """Information values on the training rows of the usual hold-out, the most telling feature first."""
    return _information(workspace, book.hash, book.schema_hash or "")


@st.cache_resource(show_spinner="Weighing the features", max_entries=20)
def _information(_workspace: Workspace, book: str, schema_hash: str) -> tuple[InformationValue, ...]:
    from creditviz.data.features.woe import information_values

    frame, schema = _frame(_workspace, book), get_schema(_workspace, schema_hash)
    return information_values(frame, schema, rows=_splits(frame, schema, "holdout")[0].train)


@st.cache_resource(show_spinner="Counting", max_entries=200)
def distribution(_workspace: Workspace, book: str, schema_hash: str, feature: str) -> Card:
    """The card of one feature's distribution by outcome."""
    from creditviz.data.features.distribution import feature_distribution
    from creditviz.reporting.book import distribution_card

    schema = get_schema(_workspace, schema_hash)
    columns = list(dict.fromkeys([feature, schema.target or feature]))
    frame = book_frame(_workspace, get_book(_workspace, book), columns)
    return distribution_card(feature_distribution(frame, schema, feature))


@st.cache_data(show_spinner="Splitting", max_entries=50)
def parts(_workspace: Workspace, book: str, schema_hash: str, protocol: str) -> tuple[Part, ...]:
    """Rows and bad accounts of each part of a split, at the shares that a training starts from."""
    from creditviz.data.outcome import outcomes

    frame, schema = _frame(_workspace, book), get_schema(_workspace, schema_hash)
    row_id, y = outcomes(frame, schema)
    outcome = pd.Series(y, index=row_id)
    split = _splits(frame, schema, protocol)[0]
    named = (("training", split.train), ("validation", split.validation), ("test", split.test))
    return tuple(Part(protocol, name, len(rows), int(outcome.loc[rows].sum())) for name, rows in named)


def _splits(frame: pd.DataFrame, schema: TableSchema, protocol: str) -> tuple[Split, ...]:
    from creditviz.data.outcome import outcomes
    from creditviz.data.splitting import split_rows

    shares = {name: TrainingSpec.model_fields[name].default for name in ("test_share", "validation_share")}
    row_id, y = outcomes(frame, schema)
    return split_rows(frame, schema, row_id, np.asarray(y), protocol=protocol, seed=0, **shares)


def _frame(workspace: Workspace, book: str) -> pd.DataFrame:
    return book_frame(workspace, get_book(workspace, book))
