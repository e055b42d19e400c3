"""One feature of real rows beside the same feature of synthetic ones, binned on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class FeatureComparison:
    """Shares of real and synthetic rows by bin; the bins are those of the real rows."""

    feature: str  # raw column
    name: str  # business name
    labels: tuple[str, ...]  # (n_bins,), "missing" and "all others" last where they occur
    edges: np.ndarray | None  # of the numeric bins, first and last open-ended; None for a category
    share_real: np.ndarray  # (n_bins,) sums to 1
    shares: Mapping[str, np.ndarray]  # label of the synthetic rows -> (n_bins,) sums to 1
    n_real: int
    n_synthetic: Mapping[str, int] = field(default_factory=dict)

    def misplaced(self, label: str) -> float:
        """Share of these synthetic rows that would have to change bins to match the real rows, 0 to 1."""
        return float(np.abs(self.share_real - self.shares[label]).sum() / 2)
