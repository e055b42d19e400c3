"""What a column of real accounts keeps by itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from creditviz.data.values import spelled_levels
from creditviz.evaluation.rules.terms import FEWEST, KEPT_ROWS, Found, Quantity, in_any, labels_of
from creditviz.evaluation.tables import Columns, number_matrix
from creditviz.schema import TableSchema

MOST_STEPS = 4


def multiples(frame: pd.DataFrame, quantities: list[Quantity]) -> list[Found]:
    """Rules "a multiple of 1,000": what a bank sets or rounds, an invented amount seldom is."""
    steps = {quantity: _step(number_matrix(frame, quantity.columns)) for quantity in quantities}
    coarsest = sorted((q for q in quantities if steps[q] > 1), key=lambda q: -steps[q])
    return [_multiple(quantity, steps[quantity]) for quantity in coarsest[:MOST_STEPS]]


def _step(values: np.ndarray) -> int:
    """The largest 10, 50, 100, 500 ... that divides nearly all values other than 0; 1 where there is none."""
    known = values[~np.isnan(values) & (values != 0)]
    if len(known) < FEWEST or len(np.unique(known[:1000])) < 5:
        return 1
    steps = (factor * 10**power for power in range(6, 0, -1) for factor in (5, 1))
    return next((step for step in steps if np.mean(known % step == 0) >= KEPT_ROWS), 1)


def _multiple(quantity: Quantity, step: int) -> Found:
    def breaks(frame: pd.DataFrame) -> np.ndarray:
        values = number_matrix(frame, quantity.columns)
        return in_any(~np.isnan(values) & (values % step != 0))

    return f"{quantity.label} is a multiple of {step:,}.", quantity.columns, breaks


def plain(frame: pd.DataFrame, schema: TableSchema, columns: Columns) -> Iterator[Found]:
    """Rules of many columns at once: sign, whole numbers, range, legal codes, no empty cells."""
    values = number_matrix(frame, columns.numeric)
    some = (~np.isnan(values)).any(axis=0) if len(columns.numeric) else np.zeros(0, dtype=bool)
    names = tuple(name for name, there in zip(columns.numeric, some, strict=True) if there)
    values = values[:, some]
    low, high = np.nanmin(values, axis=0, initial=np.inf), np.nanmax(values, axis=0, initial=-np.inf)
    positive = tuple(name for name, least, most in zip(names, low, high, strict=True) if least >= 0 < most)
    if positive:
        sentence = f"Never negative: {labels_of(schema, positive)}."
        yield sentence, positive, lambda frame: in_any(number_matrix(frame, positive) < 0)
    whole = tuple(n for n, column in zip(names, values.T, strict=True) if not _fraction(column).any())
    if whole:
        sentence = f"Whole numbers: {labels_of(schema, whole)}."
        yield sentence, whole, lambda frame: in_any(_fraction(number_matrix(frame, whole)))
    if names:
        yield (
            "Every number lies within the range of real accounts.",
            names,
            lambda frame: _outside(frame, names, low, high),
        )
    legal = {name: found for name in columns.codes if (found := _legal(frame[name]))}
    if legal:
        sentence = "Every category and status is one that real accounts have."
        yield sentence, tuple(legal), lambda frame: _unknown(frame, legal)
    filled = tuple(name for name in columns.names if not frame[name].isna().any())
    if filled:
        sentence = f"Never empty: {labels_of(schema, filled)}."
        yield sentence, filled, lambda frame: frame[list(filled)].isna().any(axis=1).to_numpy()


def _fraction(values: np.ndarray) -> np.ndarray:
    return ~np.isnan(values) & (values != np.round(values))


def _outside(frame: pd.DataFrame, names: tuple[str, ...], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    values = number_matrix(frame, names)
    return in_any((values < low) | (values > high))


def _legal(column: pd.Series) -> set[str]:
    """Spelled values; none where so many occur once that new ones are to be expected (Good, 1953)."""
    codes, spellings = spelled_levels(column)
    once = int((np.bincount(codes[codes >= 0], minlength=len(spellings)) == 1).sum())
    return set(spellings) if once <= (1 - KEPT_ROWS) * len(column) else set()


def _unknown(frame: pd.DataFrame, legal: dict[str, set[str]]) -> np.ndarray:
    found = np.zeros(len(frame), dtype=bool)
    for name, known in legal.items():
        codes, spellings = spelled_levels(frame[name])
        strange = np.array([*(spelling not in known for spelling in spellings), False], dtype=bool)
        found |= strange[codes]
    return found
