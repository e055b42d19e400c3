"""DeLong's test: whether two models rank the same rows differently well."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from creditviz.evaluation.significance.pairs import PairTest, every_pair
from creditviz.metrics import Z95, auc
from creditviz.results import Interval, PairwiseTests

NO_ERROR = 1e-12  # a standard error below this is rounding


class Placements(NamedTuple):
    """What a model's AUC is the mean of."""

    auc: float
    bad: np.ndarray  # (n_bad,) share of goods below each bad row
    good: np.ndarray  # (n_good,) share of bads above each good row


def auc_difference(y: np.ndarray, score_a: np.ndarray, score_b: np.ndarray) -> Interval:
    """AUC of a minus AUC of b on the same rows, with DeLong's paired 95% interval.

    References
    ----------
    DeLong, DeLong, Clarke-Pearson (1988).
    """
    value, error = _difference(_placements(y, score_a), _placements(y, score_b))
    half = Z95 * error
    return Interval(value, value - half, value + half)


def delong(y: np.ndarray, score_a: np.ndarray, score_b: np.ndarray) -> PairTest:
    """AUC of a minus AUC of b, its z value and two-sided p.

    p is nan with fewer than two bad or two good rows, and where two rankings differ in a way that leaves no
    variance to judge by (one perfect, one fully reversed).

    References
    ----------
    DeLong, DeLong, Clarke-Pearson (1988); Sun and Xu (2014) for the fast form.
    """
    return _compare(_placements(y, score_a), _placements(y, score_b))


def delong_pairs(y: np.ndarray, scores: Mapping[str, np.ndarray]) -> PairwiseTests:
    """`delong` for every pair of models, each ranked once.

    Parameters
    ----------
    scores : name of the model -> array of shape (n,).

    Raises
    ------
    DataError
        With fewer than two models, or a score that is not finite.
    """
    placed = [_placements(y, score) for score in scores.values()]
    return every_pair("delong", tuple(scores), len(y), lambda i, j: _compare(placed[i], placed[j]))


def _compare(a: Placements, b: Placements) -> PairTest:
    from scipy.special import ndtr

    value, error = _difference(a, b)
    if math.isnan(error) or (error < NO_ERROR and abs(value) > NO_ERROR):
        return PairTest(value, math.nan, math.nan)
    if error < NO_ERROR:
        return PairTest(value, 0.0, 1.0)
    z = value / error
    return PairTest(value, z, float(2.0 * ndtr(-abs(z))))


def _difference(a: Placements, b: Placements) -> tuple[float, float]:
    """Difference of the AUCs and its standard error."""
    if min(len(a.bad), len(a.good)) < 2:
        return a.auc - b.auc, math.nan
    bad, good = a.bad - b.bad, a.good - b.good
    return a.auc - b.auc, math.sqrt(bad.var(ddof=1) / len(bad) + good.var(ddof=1) / len(good))


def _placements(y: np.ndarray, score: np.ndarray) -> Placements:
    y, score = np.asarray(y), np.asarray(score, dtype=np.float64)
    bad, good = score[y == 1], score[y != 1]
    return Placements(auc(y, score), _share_below(good, bad), 1.0 - _share_below(bad, good))


def _share_below(among: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Share of `among` under each value, ties by half; values are looked up in order, which memory likes."""
    among, order = np.sort(among), np.argsort(values)
    ranked, share = values[order], np.empty(len(values))
    share[order] = np.searchsorted(among, ranked, "left") + np.searchsorted(among, ranked, "right")
    return share / (2 * max(1, len(among)))
