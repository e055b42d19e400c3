"""What it costs to look more than once: by how much the best of several models looks better than it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

DRAWS = 200


@dataclass(frozen=True, eq=False)
class Judgement:
    """Test rows of one model: row of the book, outcome, score, (n,) each."""

    row_id: np.ndarray
    y: np.ndarray
    score: np.ndarray


def expected_maximum(k: int) -> float:
    """Mean of the largest of k independent standard normal numbers, by integration of its distribution.

    >>> expected_maximum(1), round(expected_maximum(2), 4), round(expected_maximum(12), 3)
    (0.0, 0.5642, 1.629)
    """
    if k == 1:
        return 0.0
    above, _ = quad(lambda x: -np.expm1(k * norm.logcdf(x)), 0, np.inf)  # 1 - F^k, which falls slowly to 0
    below, _ = quad(lambda x: np.exp(k * norm.logcdf(x)), -np.inf, 0)
    return float(above - below)


def lead_of_best(judged: Sequence[Judgement], *, draws: int = DRAWS, seed: int = 0) -> float:
    """Mean lead in AUC that the best of these models owes to luck, were all equally good.

    Rows of the book are drawn with replacement, the same for all models, whose errors are so as alike as they are.
    Each model's AUC is centred at the one it has; what is left of the best one is luck.

    Parameters
    ----------
    judged : one model an entry; their test rows may differ.
    draws : bootstrap samples.

    References
    ----------
    White (2000), A reality check for data snooping: the centred bootstrap of a maximum.
    """
    rows = np.unique(np.concatenate([one.row_id for one in judged]))
    models = [_Ranked(one, np.searchsorted(rows, one.row_id)) for one in judged]
    random = np.random.default_rng(seed)
    base = np.array([model.auc(np.ones(len(rows))) for model in models])
    leads = []
    for _ in range(draws):
        weight = np.bincount(random.integers(0, len(rows), len(rows)), minlength=len(rows)).astype(np.float64)
        leads.append(np.max(np.array([model.auc(weight) for model in models]) - base))
    return float(max(0.0, np.nanmean(leads)))


class _Ranked:
    """A model's rows in the order of their scores, so that a weighted AUC is one pass."""

    def __init__(self, one: Judgement, at: np.ndarray) -> None:
        order = np.argsort(one.score, kind="stable")
        score = one.score[order]
        self._at, self._bad = at[order], one.y[order] == 1
        self._first = np.flatnonzero(np.r_[True, score[1:] != score[:-1]])  # of each run of equal scores

    def auc(self, weight: np.ndarray) -> float:
        """AUC where every row of the book counts so often; nan without both outcomes."""
        here = weight[self._at]
        bad = np.add.reduceat(np.where(self._bad, here, 0.0), self._first)
        good = np.add.reduceat(np.where(self._bad, 0.0, here), self._first)
        pairs = bad.sum() * good.sum()
        below = np.cumsum(good) - 0.5 * good
        return float(np.dot(bad, below) / pairs) if pairs else np.nan
