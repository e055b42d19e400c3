"""Declined applicants as the new product: one book with a decision becomes two."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from creditviz.exceptions import DataError
from creditviz.runs import Book, Workspace
from creditviz.runs.books import add_book, book_frame, save_schema
from creditviz.ui.book.facts import column_names, value_counts
from creditviz.ui.buttons import press
from creditviz.ui.facts import book_name, schema_of
from creditviz.ui.words import literal
from creditviz.ui.workspace import choose_book

if TYPE_CHECKING:
    from creditviz.experiment.transfer.methods import Book as ReadBook

ABOUT = (
    "A book of applications holds outcomes of those who were accepted. Split by its decision, the **accepted** become "
    "the old product and the **declined** the new one. Methods are judged on declined applicants whose outcome became "
    "known all the same, e.g. from another lender."
)
UNJUDGED = (
    "methods are judged on declined applicants whose outcome became known, however there are too few of them here. "
    "Load a book with more of their outcomes."
)
WORDS = ("accepted", "declined")
MOST_VALUES = 12  # of a decision


def show_declined(workspace: Workspace, book: Book, source_key: str) -> None:
    """The popover that splits the open book; `source_key` is where the page keeps the old product's book."""
    with st.popover("Declined applicants", icon=":material/call_split:"):
        st.markdown(ABOUT)
        column = st.selectbox(
            "Decision",
            column_names(workspace, book.hash),
            index=None,
            placeholder=f"a column of {book_name(workspace, book)}",
            key=f"declined_column_{book.hash}",
        )
        values = list(value_counts(workspace, book.hash, column)) if column else []
        accepted = st.selectbox(
            "Value that means accepted",
            values[:MOST_VALUES],
            index=None,
            disabled=not values,
            placeholder="choose a value",
            key=f"declined_value_{book.hash}_{column}",
        )
        if column and not values:
            st.caption(f"{literal(column)} has too many different values to be a decision.")
        press(
            st.button,
            "Split the book",
            split,
            workspace,
            book,
            column,
            accepted,
            source_key,
            type="primary",
            disabled=accepted is None,
            key="declined_split",
        )


def split(workspace: Workspace, book: Book, column: str, accepted: str, source_key: str) -> None:
    """Keep both parts as books of their own; the declined become the open book, the accepted the old product."""
    from creditviz.experiment.transfer.declined import has_judges, split_by_decision
    from creditviz.experiment.transfer.methods import Book as Read

    parts = split_by_decision(Read(book_frame(workspace, book), schema_of(workspace, book)), column, accepted)
    if not has_judges(parts[1]):
        raise DataError(UNJUDGED)
    old, new = (_keep(workspace, part, f"{book.name}, {word}") for part, word in zip(parts, WORDS, strict=True))
    choose_book(workspace, new.hash)
    st.session_state[source_key] = old.hash


def _keep(workspace: Workspace, part: ReadBook, name: str) -> Book:
    text = part.frame.to_csv(index=False)
    stored = add_book(workspace, io.BytesIO(text.encode()), name=f"{name}.csv")
    return save_schema(workspace, stored, replace(part.schema, book=name))
