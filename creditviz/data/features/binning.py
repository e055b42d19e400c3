"""Bins of a raw column: every row is in exactly one, missing values in one of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers, by_number
from creditviz.data.values import MISSING, spelled_levels

OTHER = "all others"


@dataclass(frozen=True, eq=False)
class Bins:
    """Bin of each row, and what the bins are called."""

    index: np.ndarray  # (n,) int64, 0 to n_bins - 1
    labels: tuple[str, ...]  # (n_bins,)
    edges: np.ndarray | None  # of the numeric bins; None for a category

    def counts(self, weights: np.ndarray | None = None) -> np.ndarray:
        """Rows a bin, or their weights summed, (n_bins,) float64."""
        return np.bincount(self.index, weights=weights, minlength=len(self.labels)).astype(float)


def quantile_bins(column: pd.Series, *, most: int = 10) -> Bins:
    """Bins of about equal size; fewer where values repeat."""
    values = as_numbers(column)
    known = values[~np.isnan(values)]
    if not len(known):
        return Bins(np.zeros(len(values), dtype=np.int64), (MISSING,), None)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, most + 1), method="nearest"))
    return _numeric_bins(values, edges if len(edges) > 1 else np.array([edges[0], edges[0] + 1.0]))


def even_bins(column: pd.Series, *, most: int = 30) -> Bins:
    """Bins of equal width between the 1st and the 99th percentile; the outermost take what lies beyond."""
    values = as_numbers(column)
    known = values[~np.isnan(values)]
    if not len(known):
        return Bins(np.zeros(len(values), dtype=np.int64), (MISSING,), None)
    low, high = np.quantile(known, (0.01, 0.99))
    if high <= low:
        low, high = known.min(), known.max()
    distinct = np.unique(known)
    if len(distinct) <= most and (distinct == np.round(distinct)).all():  # one bar a whole number
        edges = np.append(distinct - 0.5, distinct[-1] + 0.5)
    else:
        edges = np.linspace(low, high if high > low else low + 1.0, most + 1)
    return _numeric_bins(values, edges)


def _numeric_bins(values: np.ndarray, edges: np.ndarray) -> Bins:
    inner = edges[1:-1]
    missing = np.isnan(values)
    index = np.searchsorted(inner, values, side="right").astype(np.int64)
    labels = [f"{_short(a)} to {_short(b)}" for a, b in zip(edges[:-1], edges[1:], strict=True)]
    if missing.any():
        index[missing] = len(labels)
        labels.append(MISSING)
    return Bins(index, tuple(labels), edges)


def _short(value: float) -> str:
    """Four significant digits, thousands grouped."""
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.4g}"


def level_bins(column: pd.Series, *, most: int = 20, min_count: int = 1) -> Bins:
    """One bin a level, numbers in their order; the rarest together as "all others"."""
    positions, spellings = spelled_levels(column)
    positions = np.where(positions < 0, len(spellings), positions)
    spellings = [*spellings, MISSING]
    counts = np.bincount(positions, minlength=len(spellings))
    kept = [i for i in np.argsort(-counts, kind="stable")[:most] if counts[i] >= max(1, min_count)]
    named = by_number([spellings[i] for i in kept if spellings[i] != MISSING])
    labels = [*named, *([MISSING] if any(spellings[i] == MISSING for i in kept) else [])]
    if counts.sum() > counts[kept].sum():
        labels.append(OTHER)
    place = {label: i for i, label in enumerate(labels)}
    chosen = set(kept)
    lookup = np.array([place[s] if i in chosen else len(labels) - 1 for i, s in enumerate(spellings)], dtype=np.int64)
    return Bins(lookup[positions], tuple(labels), None)
