"""Rows of a scored file that the model has learned from: what it says of them it has been told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from creditviz.data.checks.prints import row_prints
from creditviz.data.values import counted, listed
from creditviz.exceptions import CreditVizError
from creditviz.results import RunResult
from creditviz.results.row_names import row_names
from creditviz.runs.books import book_frame, get_book
from creditviz.runs.reading.counterfactual import learned_from
from creditviz.runs.reading.fitted import Fitted
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


class Seen:
    """Finds, part by part, the rows of a file that are equal to training rows in every column that the model reads."""

    def __init__(self, workspace: Workspace, subject: Run, result: RunResult, fitted: Fitted) -> None:
        self.columns, self.n = fitted.columns, 0
        self.identifier = fitted.schema.identifier
        self.rows: list[str] = []  # their names
        try:
            frame = book_frame(workspace, get_book(workspace, subject.book or ""))
        except CreditVizError:  # the book was deleted: nothing is known of its rows
            self.prints = np.array([], dtype=np.uint64)
            return
        self.prints = np.unique(row_prints(frame.iloc[learned_from(result, len(frame))], self.columns))

    def add(self, frame: pd.DataFrame) -> None:
        """Note one part of the file."""
        if len(self.prints):
            found = np.flatnonzero(np.isin(row_prints(frame, self.columns), self.prints))
            known = frame[self.identifier].iloc[found].tolist() if self.identifier in frame.columns else None
            self.rows += row_names(found + self.n, known)
        self.n += len(frame)

    @property
    def words(self) -> str:
        """How many, and which."""
        n = len(self.rows)
        return (
            f"{counted(n, 'row')} of this file {'is' if n == 1 else 'are'} equal to training rows in every column that "
            f"the model reads ({listed(self.rows)}): figures with outcomes flatter the model there."
        )
