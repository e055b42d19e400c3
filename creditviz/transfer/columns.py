"""A column of one book as numbers, and how far two columns of two books lie apart. Labels are never read here."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.scaling import Scale, as_numbers
from creditviz.data.values import spelled_levels
from creditviz.schema import TableSchema

NUMBER, CATEGORY = "number", "category"
LOW, HIGH = 0.01, 0.99  # percentiles that become 0 and 1 before two columns are compared
N_QUANTILES = 512
FARTHEST = 10.0  # standard deviations


def kind_of(frame: pd.DataFrame, schema: TableSchema, column: str) -> str:
    """Whether a feature is a number or a category; status codes that are numbers keep their order."""
    if column in schema.categorical:
        return CATEGORY
    codes = {name for s in schema.sequences if s.kind == "code" for name in s.columns}
    known = frame[column].notna()
    return CATEGORY if column in codes and np.isnan(as_numbers(frame[column])[known]).any() else NUMBER


@dataclass(frozen=True)
class CategoryOrder:
    """Levels in an order, the most frequent first; a level that is not among them stands behind the last.

    Xu and Zhang 2025 make categories numbers and do not say how.
    """

    levels: tuple[str, ...]
    mean: float
    sd: float

    @classmethod
    def learn(cls, column: pd.Series, levels: tuple[str, ...] = ()) -> CategoryOrder:
        """Learn the order from training rows, or take one, and standardise by these rows."""
        levels = levels or by_frequency(column)
        ranks = cls(levels, 0.0, 1.0).ranks(column)
        sd = float(ranks.std())
        return cls(levels, float(ranks.mean()), sd if sd > 1e-12 else 1.0)

    def ranks(self, column: pd.Series) -> np.ndarray:
        """Place of each value in the order, (n,) float64."""
        codes, spellings = spelled_levels(column)
        place = {name: float(rank) for rank, name in enumerate(self.levels)}
        beyond = float(len(self.levels))
        lookup = np.array([place.get(name, beyond) for name in spellings] + [beyond])
        return lookup[codes]

    def apply(self, column: pd.Series) -> np.ndarray:
        """Values in standard deviations from the training mean, (n,)."""
        return (self.ranks(column) - self.mean) / self.sd


@dataclass(frozen=True)
class NumberScale:
    """A number, imputed and standardised by the training rows of its own book."""

    scale: Scale

    def apply(self, column: pd.Series) -> np.ndarray:
        """Values in standard deviations from the training mean, (n,)."""
        return self.scale.apply(as_numbers(column))

    def undo(self, value: float) -> float:
        """The number that so many standard deviations are."""
        used = value * self.scale.sd + self.scale.mean
        return math.copysign(math.expm1(abs(used)), used) if self.scale.log else used


@dataclass(frozen=True)
class RankScale:
    """A number as its rank among the training rows of its own book: 0 in the middle, standard deviation 1."""

    knots: tuple[float, ...]  # quantiles, rising
    median: float

    @classmethod
    def learn(cls, column: pd.Series) -> RankScale:
        """Learn the quantiles; missing values get the middle rank."""
        values = as_numbers(column)
        known = values[~np.isnan(values)]
        if not len(known):
            return cls((0.0,), 0.0)
        return cls(tuple(np.quantile(known, np.linspace(0, 1, N_QUANTILES)).tolist()), float(np.median(known)))

    def apply(self, column: pd.Series) -> np.ndarray:
        """Ranks, equal values alike, (n,)."""
        values = as_numbers(column)
        values, knots = np.where(np.isnan(values), self.median, values), np.array(self.knots)
        middle = (np.searchsorted(knots, values, "left") + np.searchsorted(knots, values, "right")) / 2
        return (middle / len(knots) - 0.5) * np.sqrt(12.0)

    def undo(self, value: float) -> float:
        """The number of that rank."""
        share = value / np.sqrt(12.0) + 0.5
        return float(np.interp(share, np.linspace(0, 1, len(self.knots)), self.knots))


def by_frequency(column: pd.Series) -> tuple[str, ...]:
    """Levels of a category, the most frequent first; of equally frequent ones the first by alphabet."""
    codes, spellings = spelled_levels(column)
    counts = np.bincount(codes[codes >= 0], minlength=len(spellings))
    return tuple(spellings[i] for i in sorted(range(len(spellings)), key=lambda i: (-counts[i], spellings[i])))


def plain_values(frame: pd.DataFrame, column: str, kind: str) -> np.ndarray:
    """Known values of a column as numbers (categories by the rank of their frequency), (n_known,)."""
    if kind == CATEGORY:
        return CategoryOrder(by_frequency(frame[column]), 0.0, 1.0).ranks(frame[column])
    values = as_numbers(frame[column])
    return values[~np.isnan(values)]


def unit_quantiles(values: np.ndarray) -> np.ndarray:
    """Quantile function of values scaled to [0, 1] by their own 1st and 99th percentile, (512,) rising.

    A constant column is all .5: it says nothing, and lies in the middle of everything.
    """
    shares = (np.arange(N_QUANTILES) + 0.5) / N_QUANTILES
    if not len(values):
        return np.full(N_QUANTILES, 0.5)
    low, high = np.quantile(values, (LOW, HIGH))
    if high - low < 1e-12:
        low, high = float(values.min()), float(values.max())
    if high - low < 1e-12:
        return np.full(N_QUANTILES, 0.5)
    return np.quantile(np.clip((values - low) / (high - low), 0.0, 1.0), shares)


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """W1 between rows of quantile functions: (n, 512), (m, 512) -> (n, m). In one dimension their mean distance."""
    return np.abs(a[:, None, :] - b[None, :, :]).mean(axis=2)
