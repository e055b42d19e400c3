"""What two quantities of a real account keep, month by month where both have months."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations

import numpy as np
import pandas as pd

from creditviz.evaluation.rules.terms import FEWEST, KEPT_ROWS, SHUFFLED, Found, Quantity, in_any, labels_of
from creditviz.evaluation.tables import Columns, number_matrix
from creditviz.schema import TableSchema

MOST_ORDERS, MOST_ZEROS, MOST_GAPS = 7, 5, 3  # rules of one kind

Pairs = set[tuple[str, str]]


def orders(frame: pd.DataFrame, quantities: list[Quantity]) -> tuple[list[Found], Pairs]:
    """Rules "one never above the other", and every pair (lower, upper) that was seen to keep it."""
    random = np.random.default_rng(0)
    values = {q: number_matrix(frame, q.columns) for q in quantities}
    shuffled = {q: v[random.permutation(len(v))] for q, v in values.items()}
    told: dict[tuple[Quantity, Quantity], float] = {}
    for low, high in permutations(quantities, 2):
        if _share(values[low] > values[high], values[low], values[high]) <= 1 - KEPT_ROWS:
            share = _share(values[low] > shuffled[high], values[low], shuffled[high])
            if share >= SHUFFLED:
                told[low, high] = share
    strict = {pair for pair in told if pair[::-1] not in told}
    said = {(low, high) for low, middle in strict for also, high in strict if also == middle}  # by two others together
    rules = []
    for low, high in sorted(told.keys() - said, key=lambda pair: (-told[pair], pair)):
        if (low, high) in strict:
            rules.append(_never_above(low, high))
        elif quantities.index(low) < quantities.index(high):
            rules.append(_equal(low, high))
    return rules[:MOST_ORDERS], {(low.label, high.label) for low, high in told}


def _share(broken: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """Share of rows with a broken cell, of the rows where both are known; 1 where these are too few."""
    known = (~np.isnan(low) & ~np.isnan(high)).any(axis=1)
    return float(broken.any(axis=1).sum() / known.sum()) if known.sum() >= FEWEST else 1.0


def _of_months(low: Quantity, high: Quantity) -> str:
    return " of the same month" if len(low.columns) > 1 and len(high.columns) > 1 else ""


def _never_above(low: Quantity, high: Quantity) -> Found:
    return (
        f"{low.label} is never above {high.label}{_of_months(low, high)}.",
        (*low.columns, *high.columns),
        lambda frame: in_any(number_matrix(frame, low.columns) > number_matrix(frame, high.columns)),
    )


def _equal(low: Quantity, high: Quantity) -> Found:
    def breaks(frame: pd.DataFrame) -> np.ndarray:
        a, b = number_matrix(frame, low.columns), number_matrix(frame, high.columns)
        return in_any((a > b) | (a < b))

    sentence = f"{low.label} equals {high.label}{_of_months(low, high)}."
    return sentence, (*low.columns, *high.columns), breaks


def zeros(frame: pd.DataFrame, quantities: list[Quantity], below: Pairs) -> list[Found]:
    """Rules "zero whenever another is zero", but where the order of the two says so already."""
    values = {q: number_matrix(frame, q.columns) for q in quantities}
    told: dict[str, tuple[float, Found]] = {}  # one rule for each quantity that must be 0
    for cause, effect in permutations(quantities, 2):
        zero, other = np.broadcast_arrays(values[cause] == 0, values[effect])
        known = ~np.isnan(other)
        n = int((zero & known).sum())
        if n < max(FEWEST, 0.01 * zero.size) or (effect.label, cause.label) in below:
            continue
        usually = float((other[known] != 0).mean())
        if (zero & known & (other != 0)).sum() <= (1 - KEPT_ROWS) * n and usually >= 2 * SHUFFLED:
            told.setdefault(effect.label, (usually, _zero_with(cause, effect)))
    return [rule for _, rule in sorted(told.values(), key=lambda pair: -pair[0])][:MOST_ZEROS]


def _zero_with(cause: Quantity, effect: Quantity) -> Found:
    def breaks(frame: pd.DataFrame) -> np.ndarray:
        a, b = number_matrix(frame, cause.columns), number_matrix(frame, effect.columns)
        return in_any((a == 0) & ~np.isnan(b) & (b != 0))

    sentence = f"{effect.label} is 0 whenever {cause.label}{_of_months(cause, effect)} is 0."
    return sentence, (*cause.columns, *effect.columns), breaks


def missing_together(frame: pd.DataFrame, schema: TableSchema, columns: Columns) -> Iterator[Found]:
    """Groups of columns that are empty in the same rows."""
    empty = {name: frame[name].isna().to_numpy() for name in columns.names}
    left = [name for name in columns.names if 0.01 <= empty[name].mean() <= 0.99 and empty[name].sum() >= FEWEST]
    groups = []
    while left:
        first = left[0]
        group = tuple(name for name in left if np.mean(empty[name] == empty[first]) >= KEPT_ROWS)
        left = [name for name in left if name not in group]
        groups.append(group)
    for group in sorted((g for g in groups if len(g) > 1), key=len, reverse=True)[:MOST_GAPS]:
        sentence = f"These are empty together or filled together: {labels_of(schema, group)}."
        yield sentence, group, _unlike(group)


def _unlike(group: tuple[str, ...]) -> Callable[[pd.DataFrame], np.ndarray]:
    def breaks(frame: pd.DataFrame) -> np.ndarray:
        empty = frame[list(group)].isna().to_numpy()
        return in_any(empty != empty[:, :1])

    return breaks
