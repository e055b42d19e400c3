"""What the layers of transfer methods make of two products' rows, and how far it tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class DomainLayer:
    """One way to see the rows; what has not been worked out yet is None."""

    key: str  # "raw", "fnn-features", "fdat-features", "fnn-last", "fdat-last", "subspace-alignment"
    n_columns: int
    domain_auc: float | None = None  # of boosted trees that tell the products apart, out of fold
    wasserstein: float | None = None  # mean W1 of the columns, in standard deviations
    mmd: float | None = None  # squared
    xy: np.ndarray | None = None  # (n, 2) float32 t-SNE
    by_domain: np.ndarray | None = None  # (n,) silhouettes
    by_outcome: np.ndarray | None = None  # (n,) silhouettes; nan where the outcome is not known


@dataclass(frozen=True, eq=False)
class DomainMap:
    """Rows of both products in the layers of the methods of one transfer run; the same rows in all."""

    is_target: np.ndarray  # (n,) bool; source rows come first
    outcome: np.ndarray  # (n,) int8, 1 = default, -1 not known
    row_id: np.ndarray  # (n,) rows of the book that each is from
    layers: tuple[DomainLayer, ...]
    available: Mapping[str, int] = field(default_factory=dict)  # {"source", "target"}: rows they were drawn from
    missing: tuple[str, ...] = ()  # methods whose layers cannot be shown

    def layer(self, key: str) -> DomainLayer | None:
        """The layer of that key, or None."""
        return next((layer for layer in self.layers if layer.key == key), None)
