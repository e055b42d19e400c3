"""How a column is cut into bins, and what training rows fell into each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

DIRECTIONS = (
    "either",
    "up",
    "down",
    "free",
)  # of the bad rate along the bins; "either": up or down, whichever tells more


@dataclass(frozen=True)
class ColumnBins:
    """The bins of one matrix column: regular ones in order, one a special value, and one for what is missing.

    Parameters
    ----------
    edges : of a number, rising; bin i holds edges[i - 1] <= value < edges[i], the outermost are open.
    groups : of a category, the codes of each bin; empty for a number.
    specials : values that stand for no amount, each with a bin of its own.
    direction : one of `DIRECTIONS`, which the bad rate of the regular bins was held to.
    """

    edges: tuple[float, ...] = ()
    groups: tuple[tuple[float, ...], ...] = ()
    specials: tuple[float, ...] = ()
    direction: str = "either"

    @property
    def n_regular(self) -> int:
        """Bins of amounts or of levels."""
        return len(self.groups) or len(self.edges) + 1

    @property
    def n_bins(self) -> int:
        """All bins, that of missing values last; a level without a group is there too."""
        return self.n_regular + len(self.specials) + 1

    def place(self, values: np.ndarray) -> np.ndarray:
        """The bin of each value, (n,) int64.

        >>> ColumnBins(edges=(10.0,), specials=(-1.0,)).place(np.array([3, 10, -1, np.nan])).tolist()
        [0, 1, 2, 3]
        """
        values = np.asarray(values, dtype=np.float64)
        if self.groups:
            at = np.full(len(values), self.n_bins - 1)
            for number, group in enumerate(self.groups):
                at[np.isin(values, group)] = number
        else:
            at = np.searchsorted(self.edges, values, side="right")
            at[np.isnan(values)] = self.n_bins - 1
        for number, special in enumerate(self.specials, start=self.n_regular):
            at[values == special] = number
        return at

    def to_plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "edges": list(self.edges),
            "groups": [list(group) for group in self.groups],
            "specials": list(self.specials),
            "direction": self.direction,
        }

    @classmethod
    def from_plain(cls, raw: Mapping[str, Any]) -> ColumnBins:
        """What `to_plain` wrote."""
        groups = tuple(tuple(map(float, group)) for group in raw["groups"])
        return cls(tuple(map(float, raw["edges"])), groups, tuple(map(float, raw["specials"])), raw["direction"])


@dataclass(frozen=True, eq=False)
class BinnedColumn:
    """A column's bins with the training rows in each."""

    bins: ColumnBins
    n: np.ndarray  # (n_bins,) accounts
    n_bad: np.ndarray  # (n_bins,)
    woe: np.ndarray  # (n_bins,) ln(share of goods / share of bads); 0 for a bin without training rows
    iv: float
    iv_by_chance: float  # what finer bins of a column that says nothing stay below in 95 of 100 samples

    @property
    def bad_rate(self) -> np.ndarray:
        """Of each bin, (n_bins,), nan where it is empty."""
        return np.divide(self.n_bad, self.n, out=np.full(len(self.n), np.nan), where=self.n > 0)
