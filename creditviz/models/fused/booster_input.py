"""What the boosters behind the networks read, and how their Shapley values are put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.models.months.summaries import summarise_months


@dataclass(frozen=True)
class BoosterInput:
    """First what all boosters share (columns, summaries of months), then feature vectors.

    Parameters
    ----------
    plan : the networks' `InputPlan`.
    raw_columns, summaries : whether boosters read the encoded columns, and the summaries of the months.
    per_network : each booster reads the vector of its own network; else one booster reads all.
    n_networks, width : number and length of the feature vectors.
    plain_share : share of the boosters' score that comes from boosters which read no feature vector.
    """

    plan: Any
    raw_columns: bool
    summaries: bool
    per_network: bool
    n_networks: int
    width: int
    plain_share: float = 0.0

    @property
    def n_reading(self) -> int:
        """Boosters that read feature vectors: one per network, or one."""
        return self.n_networks if self.per_network else 1

    @property
    def n_boosters(self) -> int:
        """All boosters; the plain ones, as many again, come last."""
        plain = self.plain_share > 0 and (self.raw_columns or (self.summaries and self.plan.has_months))
        return self.n_reading * (2 if plain else 1)

    @property
    def shares(self) -> np.ndarray:
        """The share of each booster in their score, (n_boosters,), summing to 1."""
        n = self.n_reading
        if self.n_boosters == n:
            return np.full(n, 1 / n)
        return np.repeat([(1 - self.plain_share) / n, self.plain_share / n], n)

    def shared(self, X: np.ndarray) -> np.ndarray:
        """What every booster reads, (n, n_shared) float32."""
        parts = [X] if self.raw_columns else []
        parts += [summarise_months(X, self.plan)] if self.summaries else []
        return np.hstack(parts) if parts else np.empty((len(X), 0), np.float32)

    def columns(self, shared: np.ndarray, vectors: Sequence[np.ndarray], number: int) -> np.ndarray:
        """The matrix of booster `number`."""
        if number >= self.n_reading:
            return shared
        return np.hstack([shared, vectors[number]] if self.per_network else [shared, *vectors])

    def weights(self, matrix: np.ndarray, number: int, vector_weight: float) -> np.ndarray:
        """How often each column of a booster's matrix is offered: 1, and `vector_weight` for feature vectors."""
        weights = np.ones(matrix.shape[1], np.float32)
        if number < self.n_reading:
            weights[matrix.shape[1] - self.n_read :] = vector_weight
        return weights

    @property
    def n_read(self) -> int:
        """Numbers of feature vectors that one booster reads."""
        return self.width * (1 if self.per_network else self.n_networks)
