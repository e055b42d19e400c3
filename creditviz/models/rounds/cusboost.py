"""CUSBoost: rounds of small trees, each shown all defaulters and a share of every kind of good account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import Rows
from creditviz.models.rounds.adaptive_boosting import PRINTED, ROUNDS, AdaptiveBoostingClassifier
from creditviz.models.rounds.boosting_rounds import RoundRows, Weighted
from creditviz.models.rounds.rusboost import weighted_part
from creditviz.registry import ModelEntry, Preset

MOST_GOODS = 20_000  # that the clusters are learned from; the others join the nearest one
BLOCK = 50_000  # rows put into clusters between two checks


class ShareOfClusters:
    """All defaulters and a share of each cluster of good accounts, drawn anew at every call.

    Parameters
    ----------
    rows : real training rows, 1 = default.
    clusters : array of shape (n_good,), the cluster of each good account, in the order of the rows.
    share : of each cluster, at least one account.
    """

    def __init__(self, rows: Rows, clusters: np.ndarray, share: float):
        self.rows, self.share = rows, share
        self.bad, good = np.flatnonzero(rows[1] == 1), np.flatnonzero(rows[1] == 0)
        self.clusters = [good[clusters == number] for number in np.unique(clusters)]

    def __call__(self, weights: np.ndarray, generator: np.random.Generator) -> Weighted:
        """The rows that were drawn, with their weights brought to sum 1."""
        drawn = [generator.choice(c, max(1, round(self.share * len(c))), replace=False) for c in self.clusters]
        return weighted_part(self.rows, weights, np.concatenate([self.bad, *drawn]))


def cluster(X: np.ndarray, n_clusters: int, seed: int, check: Callable[[], None]) -> np.ndarray:
    """The k-means cluster of each row, (n,)."""
    from sklearn.cluster import KMeans

    part = X
    if len(X) > MOST_GOODS:
        part = X[np.random.default_rng(seed).choice(len(X), MOST_GOODS, replace=False)]
    means = KMeans(min(n_clusters, len(part)), n_init=1, random_state=seed).fit(part)
    found = []
    for start in range(0, len(X), BLOCK):
        check()
        found.append(means.predict(X[start : start + BLOCK]))
    return np.concatenate(found)


@dataclass(kw_only=True, eq=False, repr=False)
class CUSBoostClassifier(AdaptiveBoostingClassifier):
    """AdaBoost whose trees each see all defaulters and a share of every cluster of good accounts.

    The clusters are found once, before the first round.

    Parameters
    ----------
    n_clusters : int, default=23
        Kinds of good accounts. Raising it makes sure that rarer kinds are seen.
    keep_share : float, default=0.5
        Share of each kind that a tree sees. Lowering it leaves out more good accounts.

    The other settings are those of `AdaptiveBoostingClassifier`.

    References
    ----------
    Rayhan et al. 2017; Zhang et al. 2022, table 6.
    The code that circulates under this name takes rows by the wrong positions, leaves out the defaulters, weighs
    labels 0 and 1 as if they were -1 and 1 and drops a tree without error; here the paper is followed.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-1, 1, 80).reshape(-1, 1)
    >>> CUSBoostClassifier(random_state=0).fit(X, X[:, 0] > 0.5).predict([[-0.9], [0.9]])
    array([False,  True])
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        **ROUNDS,
        "n_clusters": Range(
            1, 500, label="Kinds of good accounts", help="Raising it lets rarer kinds be seen.", log=True
        ),
        "keep_share": Range(
            0.01,
            1.0,
            label="Share kept of each kind",
            help="Lowering it leaves out more good accounts.",
            usual=(0.2, 0.8),
        ),
    }

    n_clusters: int = 23
    keep_share: float = 0.5

    def _round_rows(self, rows: Rows, generator: np.random.Generator, check: Callable[[], None]) -> RoundRows:
        goods = rows[0][rows[1] == 0]
        return ShareOfClusters(rows, cluster(goods, self.n_clusters, self.seed_, check), self.keep_share)


ENTRY = ModelEntry(
    label="CUSBoost",
    family="trees",
    estimator="creditviz.models.rounds.cusboost:CUSBoostClassifier",
    about="Small trees vote in turn; each sees all defaulters and half of every kind of good account.",
    source="Rayhan et al. 2017",
    hyperparameters=CUSBoostClassifier.hyperparameters,
    presets={
        "default": Preset(about="Half of each of 23 kinds before each tree of depth 3, stopped on validation rows."),
        "as-published": Preset(
            {**PRINTED, "max_depth": 3}, encoding="plain", about="100 trees of depth 3; the paper prints no settings."
        ),
    },
    tiny={"n_estimators": 20, "patience": 20, "n_clusters": 5},
    grid={"n_clusters": (5, 10, 20, 23), "max_depth": (1, 2, 3)},
    encoding="one-hot",
    complexity=(4, "hundreds of trees that add up"),
)
