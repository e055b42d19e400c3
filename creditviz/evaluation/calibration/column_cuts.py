"""Raw columns cut into a few bins, in their own units, and the words for some bins of a column."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.features.binning import OTHER as ALL_OTHERS
from creditviz.data.features.binning import level_bins
from creditviz.data.scaling import as_numbers
from creditviz.data.values import MISSING, grouped, is_number_column, spelled_levels
from creditviz.schema import TableSchema

MOST_BINS, MOST_LEVELS = 16, 12
OTHER = "another or missing"


@dataclass(frozen=True, eq=False)
class Cuts:
    """One column: a number by its `edges`, the last bin for missing values; else a code by its `levels`, the last bin
    for all others.
    """

    name: str
    label: str
    edges: np.ndarray | None
    levels: tuple[str, ...] = ()
    rest: bool = False  # whether the last bin held any of the rows that it was learned from

    @property
    def n_bins(self) -> int:
        """Bins, the last one included."""
        return len(self.levels) + 1 if self.edges is None else len(self.edges) + 2

    def bins(self, column: pd.Series) -> np.ndarray:
        """The bin of each row, (n,) int16."""
        if self.edges is not None:
            values = as_numbers(column)
            index = np.searchsorted(self.edges, values, side="right")
            return np.where(np.isnan(values), self.n_bins - 1, index).astype(np.int16)
        positions, spellings = spelled_levels(column)
        places = {level: place for place, level in enumerate(self.levels)}
        lookup = [places.get(spelling, len(self.levels)) for spelling in [*spellings, MISSING]]
        return np.array(lookup, dtype=np.int16)[positions]  # -1, missing, is the last

    def words(self, bins: Collection[int]) -> str:
        """What rows in these bins have, e.g. "Limit is below 50,000"; bins of a number are neighbours."""
        if self.edges is None:
            return f"{self.label} is {self._listed(bins)}"
        known = sorted(set(bins) - {self.n_bins - 1})
        with_missing = self.n_bins - 1 in bins
        if not known:
            return f"{self.label} is {MISSING}"
        said = f"{self.label} is {self._range(known[0], known[-1])}".rstrip()
        if len(known) == self.n_bins - 1:
            return said + " not missing"
        return f"{said} or {MISSING}" if with_missing and self.rest else said

    def _listed(self, bins: Collection[int]) -> str:
        """Levels by name, or those that are left out where they are fewer."""
        names = [*self.levels, *([OTHER] if self.rest else [])]
        inside, outside = (
            [name for place, name in enumerate(names) if (place in bins) is side] for side in (True, False)
        )
        if len(outside) < len(inside):
            return f"other than {' or '.join(outside)}"
        return " or ".join(inside)

    def _range(self, first: int, last: int) -> str:
        assert self.edges is not None, "of a number"
        low = grouped(self.edges[first - 1]) if first else ""
        high = grouped(self.edges[last]) if last < len(self.edges) else ""
        if low and high:
            return f"from {low} to below {high}"
        return f"below {high}" if high else f"{low} or more" if low else ""


def learn_cuts(frame: pd.DataFrame, schema: TableSchema) -> list[Cuts]:
    """Cuts of every feature, protected ones included, from the rows of `frame`; constant columns are left out.

    Numbers are cut at values that occur, at most 16 bins; codes keep their 12 most frequent levels. A status that is
    a number is cut as one.
    """
    named = [name for name in schema.features(use_protected=True) if name in frame.columns]
    found = [_learn(name, schema.label(name), frame[name], name in schema.categorical) for name in named]
    return [cuts for cuts in found if cuts is not None]


def _learn(name: str, label: str, column: pd.Series, coded: bool) -> Cuts | None:
    if coded or not is_number_column(column):
        every = level_bins(column, most=MOST_LEVELS).labels
        levels = tuple(level for level in every if level not in (ALL_OTHERS, MISSING))
        rest = len(levels) < len(every)
        return Cuts(name, label, None, levels, rest) if len(every) > 1 else None
    values = as_numbers(column)
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    edges = np.unique(np.quantile(known, np.arange(1, MOST_BINS) / MOST_BINS, method="nearest"))
    edges = edges[edges > known.min()]
    rest = len(known) < len(values)
    return Cuts(name, label, edges, rest=rest) if len(edges) or rest else None
