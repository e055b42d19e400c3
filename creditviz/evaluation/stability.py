"""Whether the population has moved: the stability index of a score (PSI) and of a column (CSI)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.features.binning import OTHER, Bins, level_bins, quantile_bins
from creditviz.data.scaling import as_numbers, without_codes
from creditviz.data.values import MISSING, is_number_column, spelled_levels
from creditviz.exceptions import DataError
from creditviz.metrics.thresholds import limits
from creditviz.results import Shift
from creditviz.schema import TableSchema

NO_CHANGE, INVESTIGATE, CHANGE = "No significant change", "Requires investigation", "Significant change"
FEWEST = 30  # rows; fewer have no distribution to compare
GROUPS, LEVELS = 10, 20
NEW = "not seen before"


def psi(expected: np.ndarray, actual: np.ndarray, n_bins: int = GROUPS) -> float:
    """Population stability index, sum of (a - e) ln(a / e) over equal groups of the expected scores.

    NOTE[DIFF] Half a row is added to each group (as Haldane 1956 and Anscombe 1956 do for log-odds of counts), so that
    an empty one gives a large figure and not infinity.

    Parameters
    ----------
    expected : scores that the model was built on, (n,).
    actual : scores to compare with them, (m,).
    n_bins : groups; raising it sees finer shifts and more noise, about (n_bins - 1)(1/n + 1/m) of it.
    """
    edges = score_edges(expected, n_bins)
    return stability_index(*(grouped(scores, edges) for scores in (expected, actual)))


def score_edges(expected: np.ndarray, n_bins: int = GROUPS) -> np.ndarray:
    """Inner edges of equal groups of the expected scores, fewer where they tie."""
    return np.unique(np.quantile(np.asarray(expected, dtype=np.float64), np.arange(1, n_bins) / n_bins))


def grouped(scores: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Rows a group, (n_edges + 1,) int64; the outermost groups are open."""
    group = np.searchsorted(edges, np.asarray(scores, dtype=np.float64), side="right")
    return np.bincount(group, minlength=len(edges) + 1)


def stability_index(expected: np.ndarray, actual: np.ndarray) -> float:
    """The index of two sets of counts; half a row is added to each (see `psi`)."""
    e, a = ((counts + 0.5) / (counts + 0.5).sum() for counts in (np.asarray(expected), np.asarray(actual)))
    return float(np.sum((a - e) * np.log(a / e)))


def index_by_chance(n_groups: int, n_expected: int, n_actual: int) -> float:
    """The index that 95 of 100 pairs of sets from one population stay below.

    References
    ----------
    Yurdakul and Naranjo (2020): without a change the index is about (1/n + 1/m) times a chi-squared of B - 1 degrees.
    """
    from scipy.special import chdtri

    if n_groups < 2:
        return 0.0
    return float(chdtri(n_groups - 1, 0.05) * (1 / n_expected + 1 / n_actual))


def psi_verdict(value: float) -> str:
    """The words that practice uses for a stability index: below 0.1, below 0.25, above."""
    look, moved = limits("psi")
    return NO_CHANGE if value < look else INVESTIGATE if value < moved else CHANGE


def score_shift(expected: np.ndarray, actual: np.ndarray, name: str = "Score") -> Shift:
    """PSI of a score in tenths of the expected rows.

    Raises
    ------
    DataError
        One side has fewer than `FEWEST` rows.
    """
    _check_enough(len(expected), len(actual))
    edges = score_edges(expected)
    ends = [f"{edge:.3g}" for edge in edges]
    labels = [f"below {ends[0]}", *(f"{low} to {high}" for low, high in zip(ends, ends[1:], strict=False))]
    return _shift("score", name, (*labels, f"{ends[-1]} and above"), grouped(expected, edges), grouped(actual, edges))


def column_shift(expected: pd.Series, actual: pd.Series, schema: TableSchema) -> Shift:
    """CSI of one column: numbers in tenths of the expected rows, levels as they are, missing cells as one group.

    An amount stays one however its cells are spelled: what cannot be read as a number counts as missing, and so does a
    code of the schema. A level that the expected rows do not have goes to a group of its own; raises as `score_shift`.
    """
    _check_enough(len(expected), len(actual))
    key = str(expected.name)
    codes = {*schema.categorical, *(c for s in schema.sequences if s.kind == "code" for c in s.columns)}
    if key in codes or not (key in schema.features(use_protected=True) or is_number_column(expected)):
        bins, other = _levels(expected, actual)
    else:
        bins, other = _numbers(*(without_codes(column.to_frame(key), schema)[key] for column in (expected, actual)))
    counts = [np.bincount(index, minlength=len(bins.labels)) for index in (bins.index, other)]
    some = counts[0] + counts[1] > 0
    labels = tuple(label for label, kept in zip(bins.labels, some, strict=True) if kept)
    return _shift(key, schema.label(key), labels, counts[0][some], counts[1][some])


def _numbers(expected: pd.Series, actual: pd.Series) -> tuple[Bins, np.ndarray]:
    """Groups of the expected numbers, and the group of each of the others."""
    bins = quantile_bins(expected, most=GROUPS)
    if bins.edges is None:  # nothing but missing cells: every number is new
        return _levels(expected, actual)
    values = as_numbers(actual)
    lost, numbered = np.isnan(values), [label for label in bins.labels if label != MISSING]
    labels = (*numbered, MISSING)
    group = np.searchsorted(bins.edges[1:-1], np.where(lost, 0.0, values), side="right")
    return Bins(bins.index, labels, bins.edges), np.where(lost, len(numbered), group)


def _levels(expected: pd.Series, actual: pd.Series) -> tuple[Bins, np.ndarray]:
    """Levels of the expected cells, and the level of each of the others."""
    bins = level_bins(expected, most=LEVELS)
    known = {**dict.fromkeys(spelled_levels(expected)[1], OTHER), **{label: label for label in bins.labels}}
    labels = (*bins.labels, *(name for name in (MISSING, NEW) if name not in bins.labels))
    at = {label: number for number, label in enumerate(labels)}
    positions, spellings = spelled_levels(actual)
    lost = OTHER if MISSING not in bins.labels and expected.isna().any() else MISSING
    lookup = np.array([*(at[known.get(word, NEW)] for word in spellings), at[lost]], dtype=np.int64)
    return Bins(bins.index, labels, None), lookup[positions]  # -1, a missing cell, reads the last


def _shift(key: str, name: str, labels: tuple[str, ...], expected: np.ndarray, actual: np.ndarray) -> Shift:
    chance = index_by_chance(len(labels), int(expected.sum()), int(actual.sum()))
    return Shift(key, name, labels, expected, actual, stability_index(expected, actual), chance)


def _check_enough(n_expected: int, n_actual: int) -> None:
    if min(n_expected, n_actual) < FEWEST:
        raise DataError(
            f"a stability index compares shares of at least {FEWEST} rows, however there are {n_expected:,} and "
            f"{n_actual:,}. Load more accounts."
        )
