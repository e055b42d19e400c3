"""What tests between models say: pairs of models on the same rows, and ranks of models over data sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class PairwiseTests:
    """Every model against every other; matrices are (k, k), row against column, nan on the diagonal."""

    test: str  # "mcnemar", "delong", "wilcoxon" or "resampled"
    names: tuple[str, ...]  # (k,)
    difference: np.ndarray  # row minus column, in the unit of the test: accuracy, AUC, or the metric over blocks
    statistic: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray  # Holm over all k (k - 1) / 2 pairs
    n: int  # rows that both were judged on, or blocks
    exact: np.ndarray | None = None  # bool: where the exact distribution was used


@dataclass(frozen=True, eq=False)
class RankTest:
    """Friedman's test over blocks (data sets, seeds), and Nemenyi's critical difference of mean ranks."""

    names: tuple[str, ...]  # (k,)
    ranks: np.ndarray  # (k,) mean rank, 1 = best, ties shared
    n_blocks: int
    statistic: float  # Friedman's chi-square, corrected for ties
    p: float
    critical_difference: float
    alpha: float
    groups: tuple[tuple[int, ...], ...] = ()  # largest sets of models that are closer than the critical difference
