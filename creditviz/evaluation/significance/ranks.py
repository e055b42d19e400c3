"""Friedman's test and Nemenyi's critical difference: which of several models rank apart over data sets."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from creditviz.exceptions import DataError
from creditviz.results import RankTest

NOISE = 12  # digits; figures that are equal to here share a rank


def rank_test(values: Mapping[str, np.ndarray], *, alpha: float = 0.05, higher_is_better: bool = True) -> RankTest:
    """Mean ranks over blocks, Friedman's chi-square (corrected for ties), and Nemenyi's groups.

    A block where a model has no figure is left out for all.

    Parameters
    ----------
    values : name of the model -> array of shape (n_blocks,), one figure a data set, fold or seed.
    alpha : share of false alarms. Raising it narrows the critical difference.
    higher_is_better : False for Brier and losses.

    Raises
    ------
    DataError
        With fewer than two models, or fewer than two blocks that every model has a figure in.

    References
    ----------
    Friedman (1937); Nemenyi (1963); Demsar (2006).
    """
    names = tuple(values)
    table = np.column_stack([np.asarray(column, dtype=np.float64) for column in values.values()] or [np.zeros(0)])
    table = np.round(table[np.isfinite(table).all(axis=1)], NOISE)
    n, k = table.shape
    _check(len(names), n)
    ranks = _ranks(-table if higher_is_better else table)
    mean = ranks.mean(axis=0)
    statistic = _friedman(ranks)
    reach = critical_difference(k, n, alpha)
    return RankTest(names, mean, n, statistic, _chi2_tail(statistic, k - 1), reach, alpha, _groups(mean, reach))


def _check(k: int, n: int) -> None:
    if k < 2:
        raise DataError(f"a comparison of ranks needs at least two models, however {k} came. Choose another model.")
    if n < 2:
        raise DataError(
            "a comparison of ranks needs at least two blocks (data sets, folds or seeds) in which every model has a "
            f"figure, however {n} came. Add a book or a seed."
        )


def critical_difference(k: int, n_blocks: int, alpha: float = 0.05) -> float:
    """Nemenyi's: two of `k` models whose mean ranks over `n_blocks` are this far apart differ at level `alpha`.

    Examples
    --------
    >>> round(critical_difference(5, 12, 0.10), 3)
    1.588
    """
    from scipy.stats import studentized_range

    assert 0 < alpha < 1 and k > 1 and n_blocks > 0
    return float(studentized_range.ppf(1 - alpha, k, math.inf)) / math.sqrt(2) * math.sqrt(k * (k + 1) / (6 * n_blocks))


def _ranks(table: np.ndarray) -> np.ndarray:
    from scipy.stats import rankdata

    return rankdata(table, axis=1)


def _friedman(ranks: np.ndarray) -> float:
    """Spread of the mean ranks over what chance gives, given the ties; 0 where all is tied."""
    n, k = ranks.shape
    within = ((ranks - (k + 1) / 2) ** 2).sum() / (n * (k - 1))  # k (k + 1) / 12 without ties
    if within == 0:
        return 0.0
    return float(n * ((ranks.mean(axis=0) - (k + 1) / 2) ** 2).sum() / within)


def _chi2_tail(statistic: float, freedom: int) -> float:
    from scipy.stats import chi2

    return float(chi2.sf(statistic, freedom))


def _groups(mean: np.ndarray, reach: float) -> tuple[tuple[int, ...], ...]:
    """Largest sets of models, best first, whose ranks all lie closer than `reach`."""
    order = np.argsort(mean, kind="stable")
    groups: list[tuple[int, ...]] = []
    end = 0  # where the last group ended: one that ends no later lies inside it
    for first in range(len(order)):
        past = int(np.searchsorted(mean[order], mean[order[first]] + reach, side="left"))
        if past - first > 1 and past > end:
            groups.append(tuple(int(i) for i in order[first:past]))
        end = max(end, past)
    return tuple(groups)
