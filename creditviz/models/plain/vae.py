"""A variational autoencoder with a score: a baseline of the AFCC paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.network_classifier import TRAINING, NetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class VAEClassifier(NetworkClassifier):
    """A row becomes a short code that must both give the row back and tell good from bad.

    Parameters
    ----------
    d_first : int, default=128
        Units of the encoder's first layer; the decoder mirrors it.
    d_second : int, default=64
        Units of the encoder's second layer.
    d_code : int, default=16
        Length of the code. Raising it keeps more of the row.
    d_score : int, default=32
        Units between the code and the score.
    autoencoder_weight : float, default=0.1
        What giving back counts beside the outcome. Raising it makes codes describe accounts, not outcomes.
    dropout : float, default=0.1
        Share of the encoder's units that a training step leaves out.
    learning_rate : float, default=0.002
        Step size of AdamW.

    References
    ----------
    Kingma and Welling 2014; a baseline of Zhang et al. 2023 (AFCC), who print the learning rate only. NOTE[DIFF]: sizes
    and the weight are ours; the autoencoder's loss is counted per column.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = VAEClassifier(n_epochs=1, random_state=0).fit(X, X[:, 0] > 0)
    >>> model.embed(X).shape
    (60, 16)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_first": Range(1, 4096, label="Units of the first layer", help="Raising it lets it bend more.", log=True),
        "d_second": Range(1, 4096, label="Units of the second layer", help="Raising it lets it bend more.", log=True),
        "d_code": Range(
            1, 1024, label="Length of the code", help="Raising it keeps more of the row.", log=True, usual=(8, 64)
        ),
        "d_score": Range(1, 1024, label="Units before the score", help="Raising it bends the border.", log=True),
        "autoencoder_weight": Range(
            0.0, 100.0, label="Weight of giving back", help="0 is a plain network.", usual=(0.0, 0.5)
        ),
        "dropout": NETWORK["dropout"],
        **TRAINING,
    }

    d_first: int = 128
    d_second: int = 64
    d_code: int = 16
    d_score: int = 32
    autoencoder_weight: float = 0.1
    dropout: float = 0.1
    learning_rate: float = 0.002

    def _build(self):
        from creditviz.networks.scores.variational import VariationalClassifier

        sizes = (self.d_first, self.d_second), self.d_code, self.d_score
        return VariationalClassifier(self.n_features_in_, *sizes, self.dropout, float(self.autoencoder_weight))


ENTRY = ModelEntry(
    label="Variational autoencoder",
    family="network",
    estimator="creditviz.models.plain.vae:VAEClassifier",
    about="A short code of an account that must give the account back and tell good from bad.",
    source="Kingma and Welling 2014; baseline of Zhang et al. 2023",
    hyperparameters=VAEClassifier.hyperparameters,
    presets={
        "default": Preset(about="128 and 64 units, a code of 16 numbers."),
        "as-published": Preset(
            {"learning_rate": 0.005, "batch_size": 1024, "n_epochs": 30, "patience": 4, "dropout": 0.0},
            about="The printed learning rate; what Zhang et al. do not say as for AFCC.",
        ),
    },
    tiny={
        "n_epochs": 10,
        "batch_size": 32,
        "learning_rate": 0.01,
        "d_first": 16,
        "d_second": 8,
        "d_code": 4,
        "d_score": 8,
        "dropout": 0.0,
    },
    grid={"learning_rate": TRIED_RATES},
    encoding="one-hot",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
