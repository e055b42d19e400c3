"""Every model against every other, and the price of asking so many questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from creditviz.exceptions import DataError
from creditviz.results import PairwiseTests


class PairTest(NamedTuple):
    """One model against another."""

    difference: float  # of the first over the second, in the unit of the test
    statistic: float
    p: float  # two-sided; nan where the rows do not allow the test
    exact: bool = False  # whether p comes from the exact distribution


def every_pair(test: str, names: Sequence[str], n: int, compare: Callable[[int, int], PairTest]) -> PairwiseTests:
    """Matrices of a test over all pairs, with Holm's correction.

    Parameters
    ----------
    test : "mcnemar", "delong", "wilcoxon" or "resampled".
    n : rows or blocks that every model was judged on.
    compare : gives the test of model number i against number j; is called for i < j alone.

    Raises
    ------
    DataError
        With fewer than two models.
    """
    k = len(names)
    if k < 2:
        raise DataError(f"a comparison needs at least two models, however {k} came. Choose another model beside it.")
    difference, statistic, p, adjusted = (np.full((k, k), np.nan) for _ in range(4))
    exact = np.zeros((k, k), dtype=bool)
    pairs = list(combinations(range(k), 2))
    found = [compare(i, j) for i, j in pairs]
    for (i, j), pair, corrected in zip(pairs, found, holm([pair.p for pair in found]), strict=True):
        difference[i, j], difference[j, i] = pair.difference, 0.0 - pair.difference
        statistic[i, j] = statistic[j, i] = pair.statistic
        p[i, j] = p[j, i] = pair.p
        adjusted[i, j] = adjusted[j, i] = corrected
        exact[i, j] = exact[j, i] = pair.exact
    if test in ("delong", "resampled"):  # z and t have the sign of the difference
        statistic[np.tril_indices(k)] *= -1.0
    return PairwiseTests(test, tuple(names), difference, statistic, p, adjusted, n, exact)


def holm(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """Holm's adjusted p values: below alpha wherever the step-down procedure rejects at alpha.

    Parameters
    ----------
    p : array of shape (m,). A test that could not be made (nan) stays nan and asks no question.

    References
    ----------
    Holm (1979).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p, dtype=np.float64)
    order = np.argsort(p)[: int(np.isfinite(p).sum())]  # nan sorts last
    adjusted = np.full(p.shape, math.nan)
    left = np.arange(len(order), 0, -1)  # how many hypotheses are still open at each step
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(left * p[order]))
    return adjusted
