"""The words in which rules are found: quantities, and what a finder hands over."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from creditviz.data.values import listed
from creditviz.evaluation.tables import Columns
from creditviz.schema import TableSchema

# Sentence, columns, and which rows of a frame break the rule.
Found = tuple[str, tuple[str, ...], Callable[[pd.DataFrame], np.ndarray]]

KEPT_MOVES, KEPT_ROWS = 0.99, 0.995  # share of real moves, of real rows, that keep a rule
FEWEST = 30  # cases that a rule is learned from
SHUFFLED = 0.05  # a rule that fewer shuffled rows break says nothing


class Quantity(NamedTuple):
    """A static column, or a sequence with all its months."""

    label: str
    columns: tuple[str, ...]


def in_any(cells: np.ndarray) -> np.ndarray:
    """Rows with a broken cell, (n, n_cells) -> (n,)."""
    return np.asarray(cells.any(axis=1))


def quantities_of(schema: TableSchema, columns: Columns) -> list[Quantity]:
    """What is measured in numbers; the months of a sequence are one quantity."""
    numeric = set(columns.numeric)
    static = [Quantity(schema.label(name), (name,)) for name in schema.numeric if name in numeric]
    months = [
        Quantity(schema.labels.get(s.name, s.name), s.columns) for s in schema.sequences if numeric >= set(s.columns)
    ]
    return [*static, *months]


def labels_of(schema: TableSchema, names: tuple[str, ...]) -> str:
    """Business names in a sentence; a sequence whose months are all there is named once."""
    months = {c: s for s in schema.sequences if set(s.columns) <= set(names) for c in s.columns}
    labels = [schema.labels.get(months[n].name, months[n].name) if n in months else schema.label(n) for n in names]
    return listed(list(dict.fromkeys(labels)))
