"""A convolutional network over the fields of a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.fields.classifier import FIELDS, FieldNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class FieldCNNClassifier(FieldNetworkClassifier):
    """Convolutions along the fields of a row, the largest answer of each channel, a full layer.

    Parameters
    ----------
    d_hidden : int, default=64
        Units of the full layer. Raising it lets the network bend more.
    dropout : float, default=0.2
        Share of the channels that a training step leaves out. Raising it fights overfitting.

    References
    ----------
    The baseline of Zhang et al. 2023. NOTE[DIFF]: only its learning rate is printed; sizes are ours.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = FieldCNNClassifier(n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_hidden": Range(1, 1024, label="Units of the full layer", help="Raising it lets the network bend.", log=True),
        "dropout": NETWORK["dropout"],
        **FIELDS,
    }

    d_hidden: int = 64
    dropout: float = 0.2

    def _build(self):
        from creditviz.networks.scores.field_networks import Convolutions, OverFields

        return OverFields(self._fields(), Convolutions(self.d_field, self.d_hidden, self.dropout), self.d_hidden)


ENTRY = ModelEntry(
    label="CNN over fields",
    family="network",
    estimator="creditviz.models.fields.cnn:FieldCNNClassifier",
    about="Looks at neighbouring columns together: a baseline, as the order of columns means nothing.",
    source="LeCun et al. 1998; baseline of Zhang et al. 2023",
    hyperparameters=FieldCNNClassifier.hyperparameters,
    presets={
        "default": Preset(about="Fields of width 16, two convolutions, stopped on validation rows."),
        "as-published": Preset(
            {"learning_rate": 0.001, "batch_size": 1024, "n_epochs": 30, "patience": 4, "select_fields": True},
            about="The printed learning rate; fields selected by a forest.",
        ),
    },
    tiny={"n_epochs": 10, "batch_size": 32, "learning_rate": 0.02, "d_field": 8, "d_hidden": 8, "dropout": 0.0},
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
