"""Bagging of small networks: each learns from rows drawn with replacement, their probabilities are averaged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.network_classifier import TRAINING, NetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class BaggedNetworksClassifier(NetworkClassifier):
    """Networks of one hidden layer, each trained on a bootstrap sample of the rows.

    Parameters
    ----------
    n_networks : int, default=10
        Networks, each with rows and a start of its own. Raising it makes PDs steadier.
    d_hidden : int, default=20
        Units of each network's hidden layer. Raising it lets the networks bend more.
    dropout : float, default=0.0
        Share of the units that a training step leaves out.
    stop_on : {'auc', 'loss'}, default='loss'
        What an epoch is judged by on validation rows.

    The settings of the training are those of `NetworkClassifier`.

    References
    ----------
    Breiman 1996; Ala'raj, Abbod, Majdalawieh 2021, a bagging of 10 networks.
    NOTE[DIFF]: the paper gives no sizes; one layer of 20 is ours, and so is stopping on validation rows.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = BaggedNetworksClassifier(n_networks=3, n_epochs=1, random_state=0)
    >>> len(model.fit(X, X[:, 0] > 0).networks_)
    3
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_hidden": replace(NETWORK["d_hidden"], label="Units of each network", usual=(10, 100)),
        "dropout": NETWORK["dropout"],
        **TRAINING,
        "n_networks": Range(1, 100, label="Networks", help="Raising it makes PDs steadier, and is slower."),
        "learning_rate": replace(TRAINING["learning_rate"], usual=(3e-4, 1e-2)),
    }
    bootstrap: ClassVar[bool] = True

    n_networks: int = 10
    d_hidden: int = 20
    dropout: float = 0.0
    stop_on: str = "loss"

    def _build(self) -> Any:
        from creditviz.networks.scores.mlp import MLP

        return MLP(self.n_features_in_, (self.d_hidden,), self.dropout)

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of the networks' mean probability, (n_samples,)."""
        X = self._read_rows(X)
        margins = np.array([margin for margin, *_ in self._look(X, lambda network: network)], dtype=np.float64)
        bad, good = (-np.logaddexp(0.0, sign * margins) for sign in (-1.0, 1.0))  # logarithms of the probabilities
        return np.logaddexp.reduce(bad, 0) - np.logaddexp.reduce(good, 0)


ENTRY = ModelEntry(
    label="Bagged networks",
    family="network",
    estimator="creditviz.models.plain.bagged_networks:BaggedNetworksClassifier",
    about="Ten small networks, each trained on other draws of the rows, averaged.",
    source="Breiman 1996; Ala'raj, Abbod, Majdalawieh 2021",
    hyperparameters=BaggedNetworksClassifier.hyperparameters,
    presets={
        "default": Preset(about="Ten networks of 20 units, stopped on the log loss of validation rows."),
        "as-published": Preset(encoding="plain", about="The same networks on the papers' columns; sizes are ours."),
    },
    tiny={"n_networks": 2, "n_epochs": 10, "batch_size": 32, "learning_rate": 0.02},
    encoding="one-hot",
    resumable=True,
    complexity=(6, "several models in one, networks among them"),
)
