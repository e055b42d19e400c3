"""AutoInt: the fields of a row look at each other, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.fields.classifier import FIELDS, FieldNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class AutoIntClassifier(FieldNetworkClassifier):
    """Layers of self-attention over the fields, side by side at the end.

    Parameters
    ----------
    n_layers : int, default=3
        Layers of attention. Raising it combines more fields at once.
    n_heads : int, default=2
        Ways in which a layer looks at the fields.
    d_head : int, default=8
        Numbers that a head gives a field; two heads of 8 give it 16. Raising it costs time.
    dropout : float, default=0.2
        Share of what the layers found that a training step leaves out. Raising it fights overfitting.

    References
    ----------
    Song et al. 2019. Zhang et al. 2023 announce it as a baseline and give neither settings nor results; sizes are
    ours.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = AutoIntClassifier(n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "n_layers": Range(1, 8, label="Layers", help="Raising it combines more fields at once.", usual=(1, 4)),
        "n_heads": Range(1, 16, label="Heads", help="Ways in which a layer looks at the fields."),
        "d_head": Range(1, 128, label="Width of a head", help="Raising it costs time."),
        "dropout": NETWORK["dropout"],
        **FIELDS,
    }

    n_layers: int = 3
    n_heads: int = 2
    d_head: int = 8
    dropout: float = 0.2

    def _build(self):
        from creditviz.networks.scores.field_networks import OverFields, StackedAttention

        body = StackedAttention(self.d_field, self.n_layers, self.n_heads, self.d_head, self.dropout)
        return OverFields(self._fields(), body, self._n_fields() * self.n_heads * self.d_head)


ENTRY = ModelEntry(
    label="AutoInt",
    family="network",
    estimator="creditviz.models.fields.autoint:AutoIntClassifier",
    about="Every column looks at every other one and learns which combinations matter.",
    source="Song, Shi, Xiao, Duan, Xu, Zhang, Tang 2019",
    hyperparameters=AutoIntClassifier.hyperparameters,
    presets={
        "default": Preset(about="Three layers of two heads of 8, dropout 0.2, stopped on validation rows."),
        "as-published": Preset(
            {"batch_size": 1024, "n_epochs": 30, "patience": 4, "dropout": 0.0, "select_fields": True},
            about="Fields selected by a forest; Zhang et al. 2023 print no settings for it: trained as AFCC.",
        ),
    },
    tiny={"n_epochs": 8, "batch_size": 32, "learning_rate": 0.01, "d_field": 4, "d_head": 4, "n_layers": 1},
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
