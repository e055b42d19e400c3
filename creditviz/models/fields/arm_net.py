"""ARM-Net: products of the few columns that matter together; a baseline of the AFCC paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.fields.classifier import FIELDS, FieldNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class ARMNetClassifier(FieldNetworkClassifier):
    """Neurons that multiply the few fields they attend to, and full layers behind them.

    Parameters
    ----------
    n_neurons : int, default=32
        Products that are formed. Raising it costs time.
    d_hidden : int, default=128
        Units of both full layers.
    dropout : float, default=0.2
        Share of the units that a training step leaves out. Raising it fights overfitting.

    References
    ----------
    Cai et al. 2021. Zhang et al. 2023 (AFCC) call their baseline an attention-based recommendation model, ARM, and
    print its learning rate only; NOTE[DIFF] that this network is meant is our reading.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = ARMNetClassifier(n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "n_neurons": Range(
            1, 1024, label="Products", help="Raising it forms more, and costs time.", log=True, usual=(8, 64)
        ),
        "d_hidden": Range(1, 2048, label="Units of the full layers", help="Raising it lets it bend more.", log=True),
        "dropout": NETWORK["dropout"],
        **FIELDS,
    }

    n_neurons: int = 32
    d_hidden: int = 128
    dropout: float = 0.2

    def _build(self):
        from creditviz.networks.scores.arm import ARM

        sizes = (self.d_hidden, self.d_hidden)
        return ARM(self._fields(), self._n_fields(), self.d_field, self.n_neurons, sizes, self.dropout)


ENTRY = ModelEntry(
    label="ARM-Net",
    family="network",
    estimator="creditviz.models.fields.arm_net:ARMNetClassifier",
    about="Products of the few columns that matter together, chosen anew for every account.",
    source="Cai et al. 2021; baseline of Zhang et al. 2023",
    hyperparameters=ARMNetClassifier.hyperparameters,
    presets={
        "default": Preset(about="32 products, two layers of 128 units."),
        "as-published": Preset(
            {
                "learning_rate": 0.005,
                "batch_size": 1024,
                "n_epochs": 30,
                "patience": 4,
                "dropout": 0.0,
                "select_fields": True,
            },
            about="The printed learning rate; fields selected by a forest.",
        ),
    },
    tiny={
        "n_epochs": 8,
        "batch_size": 32,
        "learning_rate": 0.01,
        "d_field": 4,
        "n_neurons": 8,
        "d_hidden": 8,
        "dropout": 0.0,
    },
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
