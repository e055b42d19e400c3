"""One feature, good accounts beside bad ones, counted on the server."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class FeatureDistribution:
    """Share of each outcome by bin of one feature; missing values, if any, are the last bin."""

    feature: str  # raw column
    name: str  # business name
    labels: tuple[str, ...]  # one a bin, in order
    edges: np.ndarray | None  # (n_numeric_bins + 1,) of an amount; None for a category
    share_good: np.ndarray  # (n_bins,) sums to 1
    share_bad: np.ndarray  # (n_bins,) sums to 1
    bad_rate: np.ndarray  # (n_bins,) NaN where a bin is empty
    count: np.ndarray  # (n_bins,)
    n_rows: int
    n_bad: int
