"""What a computed number contributes, shared out among the numbers that it was computed from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

STEADY = 0.05  # of the parts' size: keeps the common slope of a computed number finite where its parts cancel
TINY = 1e-12


def share_out(total: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """`total` (n,) as a sum over `parts` (n, k): shares of shape (n, k) that sum to it.

    A part of the computed number's step counts with the number's slope, common to all rows, so that parts which
    pull in opposite directions do so here; what is then missing goes to the parts by their size.
    """
    step, size = parts.sum(1), np.abs(parts).sum(1)
    slope = (total @ step) / max(step @ step + STEADY * (size @ size), TINY)
    missing = total - slope * step
    even = np.full(parts.shape, 1 / parts.shape[1])
    by_size = np.divide(np.abs(parts), size[:, None], out=even, where=size[:, None] > TINY)
    return slope * parts + missing[:, None] * by_size


def parts_of(
    compute: Callable[[pd.DataFrame], np.ndarray],
    frame: pd.DataFrame,
    background: pd.DataFrame,
    groups: Sequence[Sequence[str]],
) -> np.ndarray:
    """Exact Shapley values of a computed number by groups of raw columns, (n, n_groups, n_numbers).

    Parameters
    ----------
    compute : raw rows to numbers, (rows, n_numbers).
    frame, background : raw rows; the mean is taken over the background.
    groups : few columns or lists of columns: 2 ** n_groups hybrids are computed of every pair of rows.
    """
    mine, theirs = np.repeat(np.arange(len(frame)), len(background)), np.tile(np.arange(len(background)), len(frame))
    n = len(groups)
    found = {}
    for size in range(n + 1):
        for taken in combinations(range(n), size):
            rows = {
                name: (frame if g in taken else background)[name].take(mine if g in taken else theirs).array
                for g, names in enumerate(groups)
                for name in names
                if name in frame
            }
            values = compute(pd.DataFrame(rows))
            found[taken] = values.reshape(len(frame), len(background), -1).mean(1)
    return np.stack([_shapley(found, player, n) for player in range(n)], 1)


def _shapley(found: dict[tuple[int, ...], np.ndarray], player: int, n: int) -> np.ndarray:
    total = np.zeros_like(found[()])
    for without, value in found.items():
        if player in without:
            continue
        weight = factorial(len(without)) * factorial(n - len(without) - 1) / factorial(n)
        total += weight * (found[tuple(sorted((*without, player)))] - value)
    return total
