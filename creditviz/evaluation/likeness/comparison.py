"""One feature of real and of synthetic rows in the same bins."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from creditviz.data.features.binning import OTHER, level_bins
from creditviz.data.scaling import as_numbers
from creditviz.data.values import MISSING, spelled_levels
from creditviz.exceptions import SchemaError
from creditviz.results.balancing.comparison import FeatureComparison
from creditviz.schema import TableSchema

OPEN_SHARE = 0.01  # of the real rows on either side, kept in the outermost bins


def compare_feature(
    real: pd.DataFrame,
    synthetic: Mapping[str, pd.DataFrame],
    schema: TableSchema,
    feature: str,
    *,
    most_bins: int = 30,
    most_levels: int = 12,
) -> FeatureComparison:
    """Shares of real and synthetic rows by bin, the bins learned from the real rows alone.

    So two snapshots of a generator have the same bins: what moves is the generator.

    Parameters
    ----------
    real : rows with the feature's column.
    synthetic : label -> rows with the same column.
    most_bins : bins of an amount. Raising it shows more detail and more noise.
    most_levels : categories with a bar of their own; the rarer ones are put together.

    Raises
    ------
    SchemaError
        If `feature` is no feature of the schema.
    """
    if feature not in schema.features(use_protected=True):
        raise SchemaError(f"a comparison is drawn of a feature, however {feature!r} is none. Choose a feature.")
    columns = {label: rows[feature] for label, rows in synthetic.items()}
    is_code = feature in schema.categorical or any(s.kind == "code" and feature in s.columns for s in schema.sequences)
    edges = None if is_code else _edges(as_numbers(real[feature]), most_bins)
    if edges is None:
        labels, counts = _by_level([real[feature], *columns.values()], most_levels)
    else:
        labels, counts = _by_amount([real[feature], *columns.values()], edges)
    shares = [count / max(1.0, count.sum()) for count in counts]
    return FeatureComparison(
        feature,
        schema.label(feature),
        labels,
        edges,
        shares[0],
        dict(zip(columns, shares[1:], strict=True)),
        len(real),
        {label: len(column) for label, column in columns.items()},
    )


def _edges(values: np.ndarray, most: int) -> np.ndarray | None:
    """Edges of the numeric bins; None when no value is a number."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    if low == high:  # room on both sides, or whatever is generated would fall into the one bar
        low, high, most = low - 1, high + 1, 3
    whole = bool((known == np.round(known)).all())
    if not (whole and high - low < most):
        inner_low, inner_high = (float(edge) for edge in np.quantile(known, (OPEN_SHARE, 1 - OPEN_SHARE)))
        if inner_high > inner_low:
            low, high = inner_low, inner_high
    if whole:  # every bar holds as many whole numbers as the next: no comb that the data does not have
        width = _round_width((high - low + 1) / most)
        first = np.floor(low / width)
        return (first + np.arange(np.floor(high / width) - first + 2)) * width - 0.5
    return np.linspace(low, high, most + 1)


def _round_width(least: float) -> float:
    """The next 1, 2, 2.5 or 5 times a power of ten that is a whole number."""
    power = 10.0 ** np.floor(np.log10(max(least, 1.0)))
    steps = (1, 2, 5, 10) if power < 10 else (1, 2, 2.5, 5, 10)
    return float(next(power * m for m in steps if power * m >= least))


def _by_amount(columns: list[pd.Series], edges: np.ndarray) -> tuple[tuple[str, ...], list[np.ndarray]]:
    counts = []
    for column in columns:
        values = as_numbers(column)
        missing = np.isnan(values)
        index = np.searchsorted(edges[1:-1], values[~missing], side="right")
        counts.append(np.r_[np.bincount(index, minlength=len(edges) - 1), missing.sum()].astype(float))
    labels = [_label(float(a), float(b)) for a, b in zip(edges[:-1], edges[1:], strict=True)]
    if any(count[-1] for count in counts):
        return (*labels, MISSING), counts
    return tuple(labels), [count[:-1] for count in counts]


def _label(low: float, high: float) -> str:
    if (low - 0.5).is_integer() and (high - 0.5).is_integer():  # whole numbers, both ends included
        low, high = low + 0.5, high - 0.5
    return _short(low) if low == high else f"{_short(low)} to {_short(high)}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 or float(value).is_integer() else f"{value:.4g}"


def _by_level(columns: list[pd.Series], most: int) -> tuple[tuple[str, ...], list[np.ndarray]]:
    """A level that no real row has is counted with "all others"."""
    named = [label for label in level_bins(columns[0], most=most).labels if label not in (OTHER, MISSING)]
    labels = (*named, MISSING, OTHER)
    place = {label: number for number, label in enumerate(named)}
    counts = []
    for column in columns:
        codes, spellings = spelled_levels(column)
        lookup = np.array([*(place.get(text, len(named) + 1) for text in spellings), len(named)], dtype=np.int64)
        counts.append(np.bincount(lookup[codes], minlength=len(labels)).astype(float))  # code -1, missing, is the last
    used = np.flatnonzero((np.arange(len(labels)) < len(named)) | (np.sum(counts, axis=0) > 0))
    return tuple(labels[number] for number in used), [count[used] for count in counts]
