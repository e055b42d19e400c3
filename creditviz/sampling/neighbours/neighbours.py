"""A neighbour search that can be stopped. Imported when a sampler runs: it loads scikit-learn's neighbours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.neighbors import NearestNeighbors

PRODUCTS = 300_000_000  # multiplications between two checks: a tenth of a second, half of one in a k-d tree


class StoppableNeighbors(NearestNeighbors):
    """Nearest neighbours in blocks of rows, with a check after each; imbalanced-learn takes it in place of a number."""

    check: Callable[[], None] = staticmethod(lambda: None)

    def __sklearn_clone__(self) -> StoppableNeighbors:
        """Itself: a copy would lose the check, and imbalanced-learn fits it anew anyway."""
        return self

    def kneighbors(self, X=None, n_neighbors=None, return_distance=True):
        """As scikit-learn's, for query rows X of shape (n, n_columns)."""
        step = max(16, PRODUCTS // max(1, self.n_samples_fit_ * self.n_features_in_))
        parts = []
        for start in range(0, len(X), step):
            self.check()
            parts.append(super().kneighbors(X[start : start + step], n_neighbors, return_distance))
        if not return_distance:
            return np.concatenate(parts)
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def stoppable(n_neighbors: int, check: Callable[[], None]) -> StoppableNeighbors:
    """A search for `n_neighbors` besides the row itself."""
    search = StoppableNeighbors(n_neighbors=n_neighbors + 1)
    search.check = check
    return search
