"""How far the accounts that a model is used on have moved from those that it learned from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from creditviz.evaluation.stability import column_shift, score_shift
from creditviz.exceptions import SchemaError
from creditviz.results import Shift, Stability
from creditviz.schema import TableSchema

Score = Callable[[pd.DataFrame], np.ndarray]


def compare_rows(
    expected: pd.DataFrame,
    actual: pd.DataFrame,
    schema: TableSchema,
    score: Score,
    *,
    names: tuple[str, str],
    check: Callable[[], None] = lambda: None,
) -> Stability:
    """PSI of the score and CSI of every column, protected ones included.

    Parameters
    ----------
    expected : rows that the model was fitted on, synthetic ones left out.
    actual : other rows, which may lack columns: those are named in the notes.
    score : the model's own output of raw rows, (n,).
    names : what the two sets are called.
    check : called often; raises when a stop was asked for.

    Raises
    ------
    DataError
        A set has too few rows.
    """
    notes: list[str] = []
    moved = _score(expected, actual, score, notes)
    shifts = []
    for column in schema.features(use_protected=True):
        check()
        if column not in actual.columns:
            notes.append(f"{schema.label(column)} is not in {names[1]}.")
        elif column in expected.columns:
            shifts.append(column_shift(expected[column], actual[column], schema))
    shifts.sort(key=lambda shift: -shift.index)
    return Stability(*names, len(expected), len(actual), moved, tuple(shifts), tuple(notes))


def _score(expected: pd.DataFrame, actual: pd.DataFrame, score: Score, notes: list[str]) -> Shift | None:
    try:
        return score_shift(score(expected), score(actual))
    except SchemaError as mistake:
        notes.append(f"The score cannot be compared: {mistake}")
        return None
