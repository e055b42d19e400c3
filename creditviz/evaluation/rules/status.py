"""What real accounts' monthly status keeps: how fast it rises, and that who is late owes something."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from creditviz.data.scaling import all_numbers
from creditviz.evaluation.rules.terms import FEWEST, KEPT_MOVES, KEPT_ROWS, SHUFFLED, Found, Quantity, in_any
from creditviz.evaluation.tables import number_matrix
from creditviz.schema import TableSchema


def status_rules(frame: pd.DataFrame, schema: TableSchema, quantities: list[Quantity]) -> Iterator[Found]:
    """Rules of every status whose codes are numbers; higher is later."""
    for sequence in schema.sequences:
        if sequence.kind == "code":
            values = number_matrix(frame, sequence.columns)
            status = Quantity(schema.labels.get(sequence.name, sequence.name), sequence.columns)
            if np.isfinite(values).any() and all_numbers(frame, sequence.columns):
                yield from _status_moves(*status, values)
                yield from _owes(frame, status, values, quantities)


def _moves(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Status of a month and of the next, of every account and pair of months with both known."""
    before, after = values[:, :-1].ravel(), values[:, 1:].ravel()
    known = ~np.isnan(before) & ~np.isnan(after)
    return before[known], after[known]


def _status_moves(label: str, columns: tuple[str, ...], values: np.ndarray) -> Iterator[Found]:
    before, after = _moves(values)
    if len(before) < FEWEST or after.max() - before.min() < 2:
        return
    if np.mean(after - before <= 1) >= KEPT_MOVES:
        yield (
            f"{label} rises by at most one a month.",
            columns,
            lambda frame: in_any(np.diff(number_matrix(frame, columns), axis=1) > 1),
        )
        return
    late = _late_from(before, after)
    if late is None:
        return
    yield (
        f"{label} rises by at most one a month once it is {late:g} or more.",
        columns,
        lambda frame: _broken_moves(frame, columns, lambda a, b: (a >= late) & (b - a > 1)),
    )
    fresh = np.sort(after[before < late])
    highest = fresh[int(np.ceil(KEPT_ROWS * len(fresh))) - 1] if len(fresh) >= FEWEST else after.max()
    if highest < after.max():
        yield (
            f"{label} is at most {highest:g} in the month after one below {late:g}.",
            columns,
            lambda frame: _broken_moves(frame, columns, lambda a, b: (a < late) & (b > highest)),
        )


def _late_from(before: np.ndarray, after: np.ndarray) -> float | None:
    """The lowest positive status from which real accounts rise by at most one; None where there is none."""
    for level in np.unique(before[before >= 1]):
        moves = after[before >= level] - before[before >= level]
        if len(moves) < FEWEST or level + 1 >= after.max():
            return None
        if np.mean(moves <= 1) >= KEPT_MOVES:
            return float(level)
    return None


def _broken_moves(frame: pd.DataFrame, columns: tuple[str, ...], breaks) -> np.ndarray:
    values = number_matrix(frame, columns)
    return in_any(breaks(values[:, :-1], values[:, 1:]))


def _owes(frame: pd.DataFrame, status: Quantity, values: np.ndarray, quantities: list[Quantity]) -> Iterator[Found]:
    """Rules "an account that is late owes something", from the lowest status where real accounts do."""
    for amount in quantities:
        if len(amount.columns) < 2:
            continue
        amounts = number_matrix(frame, amount.columns)
        known = ~np.isnan(amounts) & ~np.isnan(values)
        level = _owing_from(values[known], amounts[known])
        if level is not None:
            yield _owes_from(status, amount, level)


def _owing_from(status: np.ndarray, amount: np.ndarray) -> float | None:
    if not len(status) or np.mean(amount <= 0) < SHUFFLED:
        return None
    for level in np.unique(status[status >= 1]):
        late = amount[status >= level]
        if len(late) < FEWEST:
            return None
        if np.mean(late > 0) >= KEPT_ROWS:
            return float(level)
    return None


def _owes_from(status: Quantity, amount: Quantity, level: float) -> Found:
    def breaks(frame: pd.DataFrame) -> np.ndarray:
        late = number_matrix(frame, status.columns) >= level
        return in_any(late & (number_matrix(frame, amount.columns) <= 0))

    sentence = f"{amount.label} is above 0 in a month with {status.label} {level:g} or more."
    return sentence, (*status.columns, *amount.columns), breaks
