"""Importance weighting: old accounts count for as much as they resemble new ones."""

from __future__ import annotations

import numpy as np

from creditviz.transfer.base import Domains
from creditviz.transfer.entry import TransferEntry
from creditviz.transfer.learner import LearnerClassifier

TREES = {"max_iter": 60, "learning_rate": 0.1, "max_depth": 3, "min_samples_leaf": 50, "early_stopping": False}
MOST, FOLDS = 10.0, 3  # largest weight; parts of the cross-fitting


class ImportanceWeightedClassifier(LearnerClassifier):
    """Boosted trees on source rows, each weighted by how much likelier it is among the target's.

    The ratio is p / (1 - p) of boosted trees that tell target from source rows, on rows that they did not learn from,
    divided by the share of the domains, at most 10 and of mean 1. Columns that are standardised by their own book tell
    products apart by their shape alone; in a common unit also by where they lie.

    References
    ----------
    Shimodaira 2000; Bickel, Brückner, Scheffer 2009.
    """

    def _weights(self, domains: Domains) -> np.ndarray | None:
        source = domains.source[0]
        if not len(domains.target):
            return None
        weights = density_ratio(source, domains.target, seed=self.seed_)
        effective = weights.sum() ** 2 / (weights**2).sum()
        self.notes_.append(f"The {len(source):,} weighted old accounts are worth {effective:,.0f} equal ones.")
        return weights


def density_ratio(source: np.ndarray, target: np.ndarray, *, seed: int) -> np.ndarray:
    """How much likelier each source row is among target rows, (n_source,) of mean 1, clipped at 10."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import cross_val_predict

    rows = np.vstack([source, target])
    is_target = np.repeat([0, 1], [len(source), len(target)])
    order = np.random.default_rng(seed).permutation(len(rows))
    told = np.empty(len(rows))
    trees = HistGradientBoostingClassifier(**TREES, random_state=seed % (2**31 - 1))
    told[order] = cross_val_predict(trees, rows[order], is_target[order], cv=FOLDS, method="predict_proba")[:, 1]
    inside = np.clip(told[: len(source)], 1e-6, 1 - 1e-6)
    ratio = np.minimum(inside / (1 - inside) * len(source) / len(target), MOST)
    return ratio / ratio.mean()


ENTRY = TransferEntry(
    label="Importance weighting, boosted trees",
    estimator="creditviz.transfer.importance:ImportanceWeightedClassifier",
    about="Boosted trees on the old product, where accounts that resemble new ones count more.",
    source="Shimodaira 2000",
    fixed={"learner": "xgboost"},
)
