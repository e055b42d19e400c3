"""A plain network on the encoded row: what Liu et al.'s samplers are compared through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.network_classifier import TRAINING, NetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class MLPClassifier(NetworkClassifier):
    """A network of full layers, stopped on validation rows.

    Parameters
    ----------
    d_first : int, default=128
        Units of the first hidden layer. Raising it lets the network bend more.
    d_second : int, default=64
        Units of the second hidden layer.
    dropout : float, default=0.3
        Share of the units that a training step leaves out. Raising it fights overfitting.

    The settings of the training are those of `NetworkClassifier`.

    References
    ----------
    NOTE[DIFF] against Liu et al. 2020, who do not say which classifier stands behind their numbers: sizes and
    training are ours.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = MLPClassifier(n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_first": Range(
            1,
            4096,
            label="Units of the first layer",
            help="Raising it lets the network bend.",
            log=True,
            usual=(32, 256),
        ),
        "d_second": Range(1, 4096, label="Units of the second layer", help="Raising it lets it bend more.", log=True),
        "dropout": NETWORK["dropout"],
        **TRAINING,
    }

    d_first: int = 128
    d_second: int = 64
    dropout: float = 0.3

    def _build(self):
        from creditviz.networks.scores.mlp import MLP

        return MLP(self.n_features_in_, (self.d_first, self.d_second), self.dropout)


ENTRY = ModelEntry(
    label="Plain network (MLP)",
    family="network",
    estimator="creditviz.models.plain.mlp:MLPClassifier",
    about="Three full layers on the encoded row: the smallest network that is worth comparing with.",
    source="Rumelhart, Hinton, Williams 1986",
    hyperparameters=MLPClassifier.hyperparameters,
    presets={"default": Preset(about="128 and 64 units, dropout 0.3, Adam 0.001, stopped on validation rows.")},
    tiny={"n_epochs": 10, "batch_size": 32, "learning_rate": 0.01, "d_first": 16, "d_second": 8},
    encoding="one-hot",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
