"""A column as classes: values that many rows share stay what they are, the others become intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEWEST_IN_BIN = 20  # rows that an interval stands for, at least: a narrower one would point at people
TAILS = (0.01, 0.99)  # intervals of their own for the ends of a long column
LONG = 1000  # rows from which on a column has such tails
RESOLUTION = 1e-6  # of the median distance from the median: differences that are nearer to each other are the same


class ValueClasses:
    """Learned from the values of one column; turns values into classes, and draws values of a class.

    Classes are numbered: the shared values, then the intervals from low to high, then "missing".

    Parameters
    ----------
    n_bins : classes of a column with many different values, about. Raising it draws finer and needs more rows.
    share : a value that so many rows have is a class of its own.
    as_they_are : draw known values only (codes); else also numbers between two known values.
    """

    def __init__(self, n_bins: int = 24, *, share: float = 0.01, as_they_are: bool = False) -> None:
        self.n_bins = n_bins
        self.share = share
        self.as_they_are = as_they_are

    def fit(self, values: np.ndarray) -> ValueClasses:
        """Learn the classes from (n,) float64 values, nan where missing."""
        known = values[~np.isnan(values)]
        distinct, count = np.unique(known, return_counts=True)
        shared = count >= self.share * len(known) if len(distinct) > self.n_bins else np.ones(len(distinct), bool)
        self.shared_ = distinct[shared]
        self.others_ = np.sort(known[~np.isin(known, self.shared_)])
        self.has_gaps_ = len(known) < len(values)
        self.edges_ = self._cut()
        inside = np.searchsorted(self.others_, self.edges_, side="right")
        self.starts_ = np.r_[0, inside, len(self.others_)]
        return self

    def _cut(self) -> np.ndarray:
        """Upper edges of all intervals but the last: equal numbers of rows, and the tails."""
        m = len(self.others_)
        n = min(self.n_bins - min(len(self.shared_), self.n_bins // 2), m // FEWEST_IN_BIN)
        if n < 2:
            return np.zeros(0)
        shares = np.r_[np.linspace(0, 1, n + 1)[1:-1], TAILS if m >= LONG else ()]
        edges = np.unique(np.quantile(self.others_, shares, method="lower"))
        return edges[edges < self.others_[-1]]

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.shared_) + (len(self.others_) > 0) * (len(self.edges_) + 1) + self.has_gaps_

    def classes(self, values: np.ndarray) -> np.ndarray:
        """The class of each value, (n,) int64; a value never seen falls into the nearest interval or shared value."""
        n_shared = len(self.shared_)
        at = np.minimum(np.searchsorted(self.shared_, values), max(n_shared - 1, 0))
        found = np.searchsorted(self.edges_, values) + n_shared if len(self.others_) else at
        if n_shared:
            found = np.where(self.shared_[at] == values, at, found)
        return np.where(np.isnan(values), self.n_classes - 1, found)

    def draw(self, classes: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """A value of each class, (n,) float64, nan for "missing"."""
        n_shared = len(self.shared_)
        values = np.full(len(classes), np.nan)
        is_shared = classes < n_shared
        values[is_shared] = self.shared_[classes[is_shared]]
        in_bin = ~is_shared & (classes < self.n_classes - self.has_gaps_)
        values[in_bin] = self._inside(classes[in_bin] - n_shared, random)
        return values

    def _inside(self, bins: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """A value of each interval: anywhere between two neighbouring known ones, or one of them."""
        if not len(bins):
            return np.zeros(0)
        first, last = self.starts_[bins], self.starts_[bins + 1] - 1
        if self.as_they_are:
            return self.others_[random.integers(first, last + 1)]
        place = first + random.random(len(bins)) * (last - first)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, last)
        return self.others_[low] + (place - low) * (self.others_[high] - self.others_[low])


@dataclass(frozen=True)
class Anchor:
    """An earlier column that a number is told from: a bill from last month's bill."""

    column: int  # position in the chain
    slope: float

    def rest(self, values: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """What the anchor leaves open, (n,)."""
        return values - self.slope * rows[:, self.column]


class TiedClasses:
    """Classes of a number beside an earlier one: shared values first, then classes of the difference.

    Independent intervals of two such columns would lose how tightly they move together. Where the earlier
    number is missing there is no difference: a class of its own draws from the values of such rows.
    """

    def __init__(self, anchor: Anchor, n_bins: int = 32, *, share: float = 0.01) -> None:
        self.anchor = anchor
        self.n_bins = n_bins
        self.share = share

    def fit(self, values: np.ndarray, rows: np.ndarray) -> TiedClasses:
        """Learn from (n,) values and the (n, n_earlier) columns before them."""
        self.unit_ = RESOLUTION * float(np.nanmedian(np.abs(values - np.nanmedian(values)))) or RESOLUTION
        distinct, count = np.unique(values[~np.isnan(values)], return_counts=True)
        self.shared_ = distinct[count >= self.share * len(values)]
        rest, plain = self._parts(values, rows)
        self.rest_ = ValueClasses(self.n_bins, share=self.share).fit(rest[~plain])
        self.plain_ = ValueClasses(self.n_bins, share=self.share).fit(values[plain])
        return self

    def _parts(self, values: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The difference to the anchor, (n,), and which values are told without it, (n,) bool."""
        rest = self.anchor.rest(values, rows)
        plain = np.isnan(rest) | np.isin(values, self.shared_)
        return np.round(rest / self.unit_) * self.unit_, plain

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return self.rest_.n_classes + self.plain_.n_classes

    def classes(self, values: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The class of each value, (n,) int64."""
        rest, plain = self._parts(values, rows)
        found = np.empty(len(values), dtype=np.int64)
        found[~plain] = self.rest_.classes(rest[~plain])
        found[plain] = self.rest_.n_classes + self.plain_.classes(values[plain])
        return found

    def possible(self, rows: np.ndarray) -> np.ndarray:
        """Which classes a row can have, (n, n_classes) bool: a difference only beside a number that is there."""
        allowed = np.ones((len(rows), self.n_classes), dtype=bool)
        if self.plain_.n_classes:
            allowed[np.isnan(rows[:, self.anchor.column]), : self.rest_.n_classes] = False
        return allowed

    def draw(self, classes: np.ndarray, rows: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """A value of each class beside the earlier columns of its row, (n,)."""
        tied = classes < self.rest_.n_classes
        values = np.empty(len(classes))
        values[tied] = self.anchor.slope * rows[tied, self.anchor.column] + self.rest_.draw(classes[tied], random)
        values[~tied] = self.plain_.draw(classes[~tied] - self.rest_.n_classes, random)
        return values
