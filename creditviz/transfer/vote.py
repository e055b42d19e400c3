"""The weighted vote of network and tree, and the tree itself (Xu and Zhang 2025, section 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.metrics import auc

SMALL, MEDIUM = 30_000, 140_000  # source rows, at most
WEIGHTS = {"small": 0.3, "medium": 0.5, "large": 0.8}  # of the network; the paper's table 1
GRID = tuple(round(0.1 * i, 1) for i in range(11))


def weight_by_size(n_source: int) -> float:
    """The network's share of the vote: a tree leads on few rows, a network on many.

    NOTE[DIFF]: the paper tries 10,000, 100,000 and 200,000 rows, one weight on each of ten different samples, so that
    weight and sample cannot be told apart; and it calls 150,000 rows small elsewhere. The bounds between are ours.

    >>> weight_by_size(10_000), weight_by_size(100_000), weight_by_size(200_000)
    (0.3, 0.5, 0.8)
    """
    return WEIGHTS["small" if n_source <= SMALL else "medium" if n_source <= MEDIUM else "large"]


def weight_by_validation(y: np.ndarray, network: np.ndarray, tree: np.ndarray) -> float:
    """The weight in steps of .1 with the best AUC on held-back source rows; of equals the one nearest to one half."""
    scored = [(round(auc(y, w * network + (1 - w) * tree), 6), -abs(w - 0.5), w) for w in GRID]
    return max(scored)[2]


@dataclass(frozen=True, eq=False)
class LeafTree:
    """A decision tree whose leaves say (bad + 1) / (rows + 2), so that a small leaf is never sure."""

    tree: Any  # sklearn.tree.DecisionTreeClassifier
    names: tuple[str, ...]

    def probability(self, X: np.ndarray) -> np.ndarray:
        """Probability of default, (n,)."""
        inner = self.tree.tree_
        counts = inner.n_node_samples.astype(np.float64)
        bad = inner.value[:, 0, 1] * counts  # value holds shares
        return ((bad + 1.0) / (counts + 2.0))[self.tree.apply(np.asarray(X, dtype=np.float32))]

    def rules(self, most_levels: int = 4) -> str:
        """The questions of the tree as text; deeper ones than `most_levels` are cut."""
        from sklearn.tree import export_text

        return export_text(
            self.tree, feature_names=list(self.names), class_names=["good", "bad"], max_depth=most_levels
        )


def grow_tree(X: np.ndarray, y: np.ndarray, names: tuple[str, ...], *, seed: int, **settings: int) -> LeafTree:
    """A tree on the pairs that did not shift; its settings are scikit-learn's."""
    from sklearn.tree import DecisionTreeClassifier

    return LeafTree(DecisionTreeClassifier(random_state=seed % (2**31 - 1), **settings).fit(X, y), names)
