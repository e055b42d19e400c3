"""All-pairs designs: few rows in which any two levels of any two factors meet at least once (greedy, seeded)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

Row = dict[str, Any]
Pair = tuple[str, Any, str, Any]  # factor, level, factor, level; factors in the order of the design
Legal = Callable[[Row], bool]  # of a row of which some factors may still be open


def all_pairs(factors: Mapping[str, Sequence[Any]], legal: Legal = lambda row: True, *, seed: int = 0) -> list[Row]:
    """Rows that hold every pair of levels which may stand in one row.

    Parameters
    ----------
    factors : name -> levels.
    legal : whether the levels of a row, whole or in part, may meet.
    seed : of the order in which pairs are taken and of equal choices.
    """
    rng = random.Random(seed)
    left = pairs(factors, legal)
    queue = sorted(left, key=repr)
    rng.shuffle(queue)
    rows = []
    for pair in queue:
        if pair not in left:
            continue
        row = _filled(_begun(pair), factors, legal, left, rng)
        if row is not None:
            rows.append(row)
            left -= _held(row, factors)
    return rows


def pairs(factors: Mapping[str, Sequence[Any]], legal: Legal) -> set[Pair]:
    """Every two levels that may meet."""
    return {
        (a, x, b, y) for a, b in combinations(factors, 2) for x in factors[a] for y in factors[b] if legal({a: x, b: y})
    }


def _begun(pair: Pair) -> Row:
    return {pair[0]: pair[1], pair[2]: pair[3]}


def _held(row: Row, factors: Mapping[str, Sequence[Any]]) -> set[Pair]:
    return {(a, row[a], b, row[b]) for a, b in combinations(factors, 2)}


def _filled(
    row: Row, factors: Mapping[str, Sequence[Any]], legal: Legal, left: set[Pair], rng: random.Random
) -> Row | None:
    """The row with a level for every factor, each chosen for the open pairs that it closes; None if there is none."""
    open_ones = [name for name in factors if name not in row]
    if not open_ones:
        return row
    name = rng.choice(open_ones)
    levels = [level for level in factors[name] if legal({**row, name: level})]
    rng.shuffle(levels)
    levels.sort(key=lambda level: -_gain(row, name, level, factors, left))
    for level in levels:
        whole = _filled({**row, name: level}, factors, legal, left, rng)
        if whole is not None:
            return whole
    return None


def _gain(row: Row, name: str, level: Any, factors: Mapping[str, Sequence[Any]], left: set[Pair]) -> int:
    order = list(factors)
    at = order.index(name)
    return sum(
        ((other, value, name, level) if order.index(other) < at else (name, level, other, value)) in left
        for other, value in row.items()
    )
