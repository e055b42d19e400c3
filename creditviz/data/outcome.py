"""Which rows have an outcome, and which outcome: y = 1 is default."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.values import MISSING, spelled, spelled_levels
from creditviz.exceptions import DataError, SchemaError
from creditviz.schema import TableSchema

CHOOSE_TARGET, CHOOSE_VALUES = "Choose it on the Data page", "Say which they are on the Data page"
CONFIRM = "Confirm it on the Data page"
FEWEST_ROWS = 50
FEWEST_OF_EACH = 10
_BAD, _GOOD, _EXCLUDED, _UNMAPPED = 1, 0, -1, -2


def outcomes(frame: pd.DataFrame, schema: TableSchema) -> tuple[np.ndarray, np.ndarray]:
    """Row ids of the usable accounts and their outcomes.

    Returns
    -------
    row_id : (n,) int64, rising positions in the book.
    y : (n,) int8, 1 = default.

    Raises
    ------
    SchemaError
        If no target is named, it is not in the table, or a value of it has no meaning.
    DataError
        If outcomes are missing, there is one class only, or too few rows.
    """
    meaning = outcome_of_rows(frame, schema)
    row_id = np.flatnonzero(meaning >= 0).astype(np.int64)
    y = meaning[row_id].astype(np.int8)
    _check_both(y, schema)
    _check_enough(y)
    return row_id, y


def check_target(frame: pd.DataFrame, schema: TableSchema) -> None:
    """Raise as `outcomes` does, except where no target is named or accounts are few: such a book may be looked at."""
    if schema.target is not None:
        meaning = outcome_of_rows(frame, schema)
        _check_both(meaning[meaning >= 0], schema)


def outcome_of_rows(frame: pd.DataFrame, schema: TableSchema) -> np.ndarray:
    """1 bad, 0 good, -1 excluded for every row, (n_rows,) int8; raises as `outcomes` does, classes not counted."""
    target = _target(frame, schema)
    by_row, codes, spellings = _meaning(frame[target], schema)
    _check_mapped(by_row, codes, spellings, target)
    return by_row


def known_outcomes(column: pd.Series, schema: TableSchema) -> np.ndarray:
    """1 bad, 0 good, -1 unknown or excluded, (n_rows,) int8: nothing is raised, as accounts in use have no outcome yet.

    Parameters
    ----------
    column : the target as it stands in some file.
    """
    return np.maximum(_meaning(column, schema)[0], _EXCLUDED).astype(np.int8)


def _meaning(column: pd.Series, schema: TableSchema) -> tuple[np.ndarray, np.ndarray, list[str]]:
    meanings = {spelled(v): code for values, code in _meanings(schema) for v in values}
    codes, spellings = spelled_levels(column)
    by_level = np.array([meanings.get(s, _UNMAPPED) for s in spellings] + [meanings.get(MISSING, _UNMAPPED)], np.int8)
    return by_level[codes], codes, spellings  # code -1 (missing) reads the last entry


def _target(frame: pd.DataFrame, schema: TableSchema) -> str:
    if schema.target is None:
        raise SchemaError(
            "a model needs a target (the column that says how an account ended), however none is named. "
            f"{CHOOSE_TARGET}."
        )
    if schema.target not in frame.columns:
        raise SchemaError(
            f"the target must be a column of the book, however {schema.target!r} is not "
            f"among its {frame.shape[1]} columns. "
            "Choose another target, or load the matching file."
        )
    return schema.target


def _meanings(schema: TableSchema) -> tuple[tuple[tuple, int], ...]:
    return (schema.bad, _BAD), (schema.good, _GOOD), (schema.exclude, _EXCLUDED)


def _check_mapped(by_row: np.ndarray, codes: np.ndarray, spellings: list[str], target: str) -> None:
    missing = int(((by_row == _UNMAPPED) & (codes < 0)).sum())
    if missing:
        raise DataError(
            f"every row needs an outcome, however {missing:,} of {len(by_row):,} rows have none in {target!r}. "
            f"Fill them in, or leave these rows out: exclude the value '{MISSING}'."
        )
    unmapped = sorted({spellings[c] for c in np.unique(codes[by_row == _UNMAPPED])})
    if unmapped:
        shown = ", ".join(repr(value[:30]) for value in unmapped[:6]) + (", ..." if len(unmapped) > 6 else "")
        raise SchemaError(
            f"every value of the target {target!r} is bad, good or excluded, however these have no "
            f"meaning yet: {shown}. "
            f"{CHOOSE_VALUES}."
        )


def _check_both(y: np.ndarray, schema: TableSchema) -> None:
    n, n_bad = len(y), int(y.sum())
    if n_bad in (0, n):
        there, lacking = ("good", "bad") if n_bad == 0 else ("bad", "good")
        raise DataError(
            f"a book needs good and bad accounts, however all {n:,} usable rows are {there}. "
            f"Check which values of {schema.target!r} mean {lacking}, or load a book with both."
        )


def _check_enough(y: np.ndarray) -> None:
    n, n_bad = len(y), int(y.sum())
    if n < FEWEST_ROWS or min(n_bad, n - n_bad) < FEWEST_OF_EACH:
        raise DataError(
            f"a model needs at least {FEWEST_ROWS} rows with {FEWEST_OF_EACH} bad and {FEWEST_OF_EACH} good ones, "
            f"however there are {n:,} with {n_bad:,} bad. Load more accounts."
        )
