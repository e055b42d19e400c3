"""Subspace alignment: the main directions of the old product turned into those of the new one."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.transfer.base import Domains
from creditviz.transfer.entry import TransferEntry
from creditviz.transfer.learner import LEARNER, LearnerClassifier

VARIANCE = 0.9  # share that the kept directions explain, of the domain that needs more of them


class SubspaceAlignmentClassifier(LearnerClassifier):
    """Source rows in their own main directions, aligned with the target's; the learner never sees raw columns.

    With bases Xs and Xt of d main directions, source rows become S Xs (Xs' Xt) and target rows T Xt.

    References
    ----------
    Fernando, Habrard, Sebban, Tuytelaars 2013, eq. 2. NOTE[DIFF]: d is the smallest number of directions that explain
    90% of the variance in both domains; the learner is a network, as the epochs in Xu and Zhang 2025 suggest.
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {"learner": LEARNER}

    def _learn_map(self, domains: Domains) -> None:
        source = domains.source[0].astype(np.float64)
        target = domains.target.astype(np.float64) if len(domains.target) else source
        self.means_ = np.stack([source.mean(0), target.mean(0)])
        spread = np.stack([source.std(0), target.std(0)])
        self.spreads_ = np.where(spread > 1e-9, spread, 1.0)
        standard = [(rows - self.means_[i]) / self.spreads_[i] for i, rows in enumerate((source, target))]
        bases = [directions(rows) for rows in standard]
        d = max(n for _, n in bases)
        self.source_basis_, self.target_basis_ = bases[0][0][:, :d], bases[1][0][:, :d]
        self.alignment_ = self.source_basis_.T @ self.target_basis_

    def _map_rows(self, X: np.ndarray) -> np.ndarray:
        standard = (X - self.means_[0]) / self.spreads_[0]
        return (standard @ self.source_basis_ @ self.alignment_).astype(np.float32)

    def _map_target(self, X: np.ndarray) -> np.ndarray:
        return ((X - self.means_[1]) / self.spreads_[1] @ self.target_basis_).astype(np.float32)

    def coordinates(self, source, target) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the old and of the new product in the aligned directions, (n, d) and (m, d)."""
        return self._map_rows(np.asarray(source)), self._map_target(np.asarray(target))

    def _maps(self) -> dict[str, Any]:
        names = ("means_", "spreads_", "source_basis_", "target_basis_", "alignment_")
        return {name: getattr(self, name).tolist() for name in names}


def directions(rows: np.ndarray) -> tuple[np.ndarray, int]:
    """Main directions of centred rows, (k, k) by falling variance, and how many of them explain 90% of it.

    A direction's sign is arbitrary: the one whose largest entry is positive is taken, so that equal domains align.
    """
    _, values, vectors = np.linalg.svd(rows, full_matrices=False)
    vectors = vectors * np.sign(vectors[np.arange(len(vectors)), np.abs(vectors).argmax(1)])[:, None]
    share = np.cumsum(values**2) / max(float((values**2).sum()), 1e-12)
    return vectors.T, int(np.searchsorted(share, VARIANCE - 1e-12) + 1)


ENTRY = TransferEntry(
    label="Subspace alignment",
    estimator="creditviz.transfer.subspace:SubspaceAlignmentClassifier",
    about="Turns the main directions of the old product into those of the new one, and trains a network there.",
    source="Fernando et al. 2013",
    hyperparameters={"learner": LEARNER},
)
