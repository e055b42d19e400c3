"""Wilcoxon's signed ranks: whether one model is better than another over several data sets, folds or seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from creditviz.evaluation.significance.pairs import PairTest, every_pair
from creditviz.results import PairwiseTests

EXACT, EXACT_WITH_TIES = 50, 13  # blocks up to which scipy counts every sign; with ties it enumerates them
NOISE = 12  # digits: .72 - .71 and .71 - .70 are a tie


def wilcoxon(a: np.ndarray, b: np.ndarray) -> PairTest:
    """Mean of a minus mean of b, the smaller rank sum, and its two-sided p.

    Blocks where the two are equal count for neither (Wilcoxon's own rule), blocks where one is missing are left
    out. Seeds or folds of one data set share rows: a small p says that the difference does not depend on the seed,
    not that it holds on other data. With fewer than six blocks p cannot fall below .05.

    Parameters
    ----------
    a, b : arrays of shape (n_blocks,), the metric of each model in each block.

    References
    ----------
    Wilcoxon (1945); Demsar (2006) for its use here.
    """
    from scipy import stats

    gaps = np.round(np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64), NOISE)
    gaps = gaps[np.isfinite(gaps)]
    if not len(gaps):
        return PairTest(math.nan, math.nan, math.nan)
    mean, unequal = float(gaps.mean()), gaps[gaps != 0]
    if not len(unequal):
        return PairTest(mean, 0.0, 1.0, exact=True)
    found = stats.wilcoxon(unequal, method="auto")
    tied = len(np.unique(np.abs(unequal))) < len(unequal)
    exact = len(unequal) <= (EXACT_WITH_TIES if tied else EXACT)
    return PairTest(mean, float(found.statistic), float(found.pvalue), exact)


def wilcoxon_pairs(values: Mapping[str, np.ndarray]) -> PairwiseTests:
    """`wilcoxon` for every pair of models.

    Parameters
    ----------
    values : name of the model -> array of shape (n_blocks,).

    Raises
    ------
    DataError
        With fewer than two models.
    """
    blocks = list(values.values())
    n = len(blocks[0]) if blocks else 0
    assert all(len(column) == n for column in blocks), "one figure a block"
    return every_pair("wilcoxon", tuple(values), n, lambda i, j: wilcoxon(blocks[i], blocks[j]))
