"""Tabular ResNet: full layers with shortcuts, the strong plain baseline of the tabular literature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.fields.classifier import FIELDS, FieldNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class TabularResNetClassifier(FieldNetworkClassifier):
    """Full layers with shortcuts on all fields side by side.

    Parameters
    ----------
    d_hidden : int, default=128
        Width of the shortcuts; a block is twice as wide inside. Raising it lets the network bend more.
    n_blocks : int, default=3
        Residual blocks. Raising it makes the network deeper.
    dropout : float, default=0.2
        Share of a block's units that a training step leaves out. Raising it fights overfitting.

    References
    ----------
    Gorishniy et al. 2021, section 3.2; a baseline of Zhang et al. 2023.
    NOTE[DIFF]: numbers enter as value times vector, as in the other networks over fields; Gorishniy et al. hand
    them on as they are, which the first full layer makes the same.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = TabularResNetClassifier(n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_hidden": Range(
            1, 1024, label="Width", help="Raising it lets the network bend more.", log=True, usual=(64, 256)
        ),
        "n_blocks": Range(1, 16, label="Residual blocks", help="Raising it makes it deeper.", usual=(1, 4)),
        "dropout": NETWORK["dropout"],
        **FIELDS,
    }

    d_hidden: int = 128
    n_blocks: int = 3
    dropout: float = 0.2

    def _build(self):
        from creditviz.networks.scores.field_networks import OverFields, ResidualLayers

        d_in = self._n_fields() * self.d_field
        body = ResidualLayers(d_in, self.d_hidden, self.n_blocks, self.dropout)
        return OverFields(self._fields(), body, self.d_hidden)


ENTRY = ModelEntry(
    label="Tabular ResNet",
    family="network",
    estimator="creditviz.models.fields.tabular_resnet:TabularResNetClassifier",
    about="Full layers with shortcuts over the whole row: the network that others have to beat.",
    source="Gorishniy, Rubachev, Khrulkov, Babenko 2021",
    hyperparameters=TabularResNetClassifier.hyperparameters,
    presets={
        "default": Preset(about="Three blocks of width 128, dropout 0.2, stopped on validation rows."),
        "as-published": Preset(
            {"learning_rate": 0.003, "batch_size": 1024, "n_epochs": 30, "patience": 4, "select_fields": True},
            about="The learning rate that Zhang et al. 2023 print, fields selected by a forest first.",
        ),
    },
    tiny={"n_epochs": 8, "batch_size": 32, "learning_rate": 0.01, "d_field": 4, "d_hidden": 16, "n_blocks": 1},
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
