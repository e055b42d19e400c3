"""Whether a difference between two models is more than chance."""

from __future__ import annotations

import math

import numpy as np

from creditviz.metrics import Z95, auc
from creditviz.results import Interval


def auc_difference(y: np.ndarray, score_a: np.ndarray, score_b: np.ndarray) -> Interval:
    """AUC of a minus AUC of b on the same rows, with DeLong's paired 95% interval.

    References
    ----------
    DeLong, DeLong, Clarke-Pearson (1988).
    """
    y = np.asarray(y)
    value = auc(y, score_a) - auc(y, score_b)
    bad, good = (_placements(y, score_a)[part] - _placements(y, score_b)[part] for part in (0, 1))
    if min(len(bad), len(good)) < 2:
        return Interval(value, math.nan, math.nan)
    half = Z95 * math.sqrt(bad.var(ddof=1) / len(bad) + good.var(ddof=1) / len(good))
    return Interval(value, value - half, value + half)


def _placements(y: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of goods below each bad row, (n_bad,), and of bads above each good row, (n_good,)."""
    bad, good = score[y == 1], score[y != 1]
    return _share_below(good, bad), 1.0 - _share_below(bad, good)


def _share_below(among: np.ndarray, values: np.ndarray) -> np.ndarray:
    among = np.sort(among)
    return (np.searchsorted(among, values, "left") + np.searchsorted(among, values, "right")) / (2 * max(1, len(among)))
