"""Whether the population has moved: the population stability index of a score."""

from __future__ import annotations

import numpy as np

NO_CHANGE, INVESTIGATE, CHANGE = "No significant change", "Requires investigation", "Significant change"


def psi(expected: np.ndarray, actual: np.ndarray, n_bins: int = 10) -> float:
    """Population stability index, sum of (a - e) ln(a / e) over equal groups of the expected scores.

    NOTE[DIFF] Half a row is added to each group, so that an empty one gives a large figure and not infinity.

    Parameters
    ----------
    expected : scores that the model was built on, (n,).
    actual : scores to compare with them, (m,).
    n_bins : groups; raising it sees finer shifts and more noise, about (n_bins - 1)(1/n + 1/m) of it.
    """
    expected, actual = np.asarray(expected, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    edges = np.unique(np.quantile(expected, np.arange(1, n_bins) / n_bins))
    e, a = (_shares(np.searchsorted(edges, scores, side="right"), len(edges) + 1) for scores in (expected, actual))
    return float(np.sum((a - e) * np.log(a / e)))


def _shares(group: np.ndarray, n_groups: int) -> np.ndarray:
    count = np.bincount(group, minlength=n_groups) + 0.5
    return count / count.sum()


def psi_verdict(value: float) -> str:
    """The words that practice uses for a stability index: below 0.1, below 0.25, above."""
    return NO_CHANGE if value < 0.1 else INVESTIGATE if value < 0.25 else CHANGE
