"""What the tabs of the Explanation page share: the explanation, and the account that is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from creditviz.data.values import grouped
from creditviz.exceptions import CreditVizError, DataError
from creditviz.results import AccountShap
from creditviz.results.row_names import row_names
from creditviz.runs import Run, Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.schema import TableSchema
from creditviz.ui.facts import kept

ACCOUNT = "explained_account"  # in the session: row id of the account that is looked at


@dataclass(frozen=True, eq=False)
class Explained:
    """A run and its finished explanation."""

    workspace: Workspace
    run: Run
    explanation: Run

    @property
    def label(self) -> str:
        """The run on screen."""
        return self.run.name

    @property
    def leaky(self) -> bool:
        """Whether it judges on rows that a sampler saw."""
        return bool(self.run.figures.get("leaky"))

    @property
    def key(self) -> tuple[str, str]:
        """For caches."""
        return self.explanation.id, self.explanation.attempt or ""

    @property
    def schema(self) -> TableSchema:
        """Of the book, as the run read it."""
        return get_schema(self.workspace, self.run.specification.schema_hash)

    @property
    def accounts(self) -> AccountShap:
        """What moved the scores."""
        return _accounts(self)

    @property
    def frame(self) -> pd.DataFrame:
        """The explained accounts as they stand in the book, in the order of `accounts`."""
        return _frame(self)

    @property
    def names(self) -> list[str]:
        """What each explained account is called: its identifier, else (or where the book is gone) its row."""
        column = self.schema.identifier
        try:
            known = None if column is None else self.frame.get(column)
        except CreditVizError:
            known = None
        return row_names(self.accounts.row_id, None if known is None else known.tolist())


@kept(10)
def _accounts(explained: Explained) -> AccountShap:
    from creditviz.runs.reading.explained import load_accounts

    found = load_accounts(explained.workspace, explained.explanation.id)
    if found is None:
        raise DataError("an explanation holds what moved the scores, however this one is older. Explain the run again.")
    return found


@kept(10)
def _frame(explained: Explained) -> pd.DataFrame:
    book = get_book(explained.workspace, explained.run.specification.book)
    return book_frame(explained.workspace, book).iloc[explained.accounts.row_id].reset_index(drop=True)


def marked(explained: Explained) -> int:
    """Row id of the account that is looked at; the one with the highest PD until one is chosen."""
    result = explained.accounts
    chosen = st.session_state.get(ACCOUNT)
    if chosen is not None and chosen in result.row_id:
        return int(chosen)
    return int(result.row_id[int(np.argmax(result.pd))])


def position(explained: Explained) -> int:
    """Its place among the explained accounts."""
    return int(np.flatnonzero(explained.accounts.row_id == marked(explained))[0])


def look_at(clicked: Any) -> None:
    """Look at the account of a clicked point from now on."""
    if clicked is None:
        return
    row = int(float(clicked[-1]))
    if row != st.session_state.get(ACCOUNT):
        st.session_state[ACCOUNT] = row
        st.rerun()


def values_in_words(frame: pd.DataFrame, row: int, players: list[tuple[str, ...]]) -> list[str]:
    """What an account has in each column; of a sequence the latest month."""
    said = []
    for columns in players:
        value = frame[columns[-1]].iloc[row]
        said.append(("latest " if len(columns) > 1 else "") + in_words(value))
    return said


def in_words(value: Any) -> str:
    """A cell as a person writes it.

    >>> in_words(20000.0), in_words(0.123456), in_words(float("nan")), in_words("north")
    ('20,000', '0.1235', 'missing', 'north')
    """
    if pd.isna(value):
        return "missing"
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return grouped(float(value))
    return str(value)


def players_of(explained: Explained) -> list[tuple[str, ...]]:
    """The raw columns behind each column of the explanation."""
    months = {sequence.name: sequence.columns for sequence in explained.schema.sequences}
    return [months.get(name, (name,)) for name in explained.accounts.columns]
