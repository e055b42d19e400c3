"""How far apart two distributions are."""

from __future__ import annotations

import math

import numpy as np


def wasserstein(a: np.ndarray, b: np.ndarray) -> float:
    """Area between the two distribution functions, in the unit of the values."""
    a, b = np.sort(np.asarray(a, dtype=np.float64)), np.sort(np.asarray(b, dtype=np.float64))
    if not len(a) or not len(b):
        return math.nan
    every = np.sort(np.concatenate([a, b]))
    share_a = np.searchsorted(a, every[:-1], "right") / len(a)
    share_b = np.searchsorted(b, every[:-1], "right") / len(b)
    return float(np.sum(np.abs(share_a - share_b) * np.diff(every)))
