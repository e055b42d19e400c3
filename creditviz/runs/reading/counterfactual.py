"""A fitted run in which the smallest changes of an account can be searched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from creditviz.explanation.counterfactual import Candidates, Direction, counterfactuals, learn_candidates
from creditviz.results import Counterfactuals, RunResult
from creditviz.runs.books import book_frame, get_book
from creditviz.runs.reading.fitted import Fitted, load_fitted
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Searchable:
    """A model and the values that accounts of its training rows have."""

    fitted: Fitted
    candidates: tuple[Candidates, ...]  # of every column that the model reads and that is not protected
    n_rows: int  # that values come from

    def search(
        self,
        row: pd.DataFrame,
        cut_off: float,
        *,
        held: Collection[str] = (),
        directions: Mapping[str, Direction] | None = None,
        ranges: Mapping[str, tuple[float, float]] | None = None,
        most_changes: int = 3,
    ) -> Counterfactuals:
        """The smallest changes of a raw row.

        Parameters
        ----------
        held : columns that stay as they are.
        directions : columns of numbers that may only rise, or only fall.
        ranges : lowest and highest new value of columns of numbers.
        """
        limits = ranges or {}
        every = (one.within(*limits[one.column]) if one.column in limits else one for one in self.candidates)
        free = [one for one in every if one.column not in held]
        return counterfactuals(self.fitted.pd, row, free, cut_off, directions=directions, most_changes=most_changes)


def load_searchable(workspace: Workspace, run_id: str) -> Searchable:
    """A finished run, ready to search; raises as `load_fitted`."""
    fitted = load_fitted(workspace, run_id)
    frame = book_frame(workspace, get_book(workspace, workspace.store.run(run_id).specification.book))
    rows = frame.iloc[learned_from(load_run_result(workspace, run_id), len(frame))][list(fitted.columns)]
    return Searchable(fitted, tuple(learn_candidates(rows, fitted.schema)), len(rows))


def learned_from(result: RunResult, n_rows: int) -> np.ndarray:
    """Rows of the book that are neither test nor validation rows; all rows where none is left (k-fold)."""
    judged = [result.test.row_id] + ([] if result.validation_from else [result.validation.row_id])
    rest = np.setdiff1d(np.arange(n_rows), np.concatenate(judged))
    return rest if len(rest) else np.arange(n_rows)
