"""Recurrent networks over the fields of a row: a plain one and an LSTM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.fields.classifier import FIELDS, FieldNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class FieldLSTMClassifier(FieldNetworkClassifier):
    """An LSTM that reads a row field by field, as if it were a sentence; its last state is scored.

    Parameters
    ----------
    learning_rate : float, default=0.003
        Step size of AdamW. Raising it learns faster, then not at all.
    d_hidden : int, default=64
        Units of the state. Raising it lets the network remember more, and costs time.
    dropout : float, default=0.2
        Share of the last state that a training step leaves out. Raising it fights overfitting.

    References
    ----------
    The baselines of Zhang et al. 2023. NOTE[DIFF]: only learning rates are printed; sizes are ours. A row is no
    time series: the fields are read in the order of the columns, the months last.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = FieldLSTMClassifier(n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_hidden": Range(1, 1024, label="Units of the state", help="Raising it lets it remember more.", log=True),
        "dropout": NETWORK["dropout"],
        **FIELDS,
    }
    cell: ClassVar[str] = "lstm"

    learning_rate: float = 0.003
    d_hidden: int = 64
    dropout: float = 0.2

    def _build(self):
        from creditviz.networks.scores.field_networks import OverFields, Recurrence

        return OverFields(
            self._fields(), Recurrence(self.cell, self.d_field, self.d_hidden, self.dropout), self.d_hidden
        )


@dataclass(kw_only=True, eq=False, repr=False)
class FieldRNNClassifier(FieldLSTMClassifier):
    """A plain recurrent network in the place of the LSTM: it forgets the first fields of a long row.

    Parameters
    ----------
    learning_rate : float, default=0.001
        Step size of AdamW. Raising it learns faster, then not at all.
    """

    cell: ClassVar[str] = "rnn"

    learning_rate: float = 0.001


_PUBLISHED = {"batch_size": 1024, "n_epochs": 30, "patience": 4, "select_fields": True}
_TINY = {"n_epochs": 12, "batch_size": 32, "learning_rate": 0.02, "d_field": 8, "d_hidden": 16, "dropout": 0.0}

RNN = ModelEntry(
    label="RNN over fields",
    family="network",
    estimator="creditviz.models.fields.recurrent:FieldRNNClassifier",
    about="Reads a row column by column and keeps one state: a baseline, as the order of columns means nothing.",
    source="Elman 1990; baseline of Zhang et al. 2023",
    hyperparameters=FieldRNNClassifier.hyperparameters,
    presets={
        "default": Preset(about="Fields of width 16, a state of 64, stopped on validation rows."),
        "as-published": Preset(
            {"learning_rate": 0.001, **_PUBLISHED},
            about="The printed learning rate; fields selected by a forest.",
        ),
    },
    tiny=_TINY,
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)

LSTM = ModelEntry(
    label="LSTM over fields",
    family="network",
    estimator="creditviz.models.fields.recurrent:FieldLSTMClassifier",
    about="Reads a row column by column and chooses what to remember: a baseline over one row, not over months.",
    source="Hochreiter, Schmidhuber 1997; baseline of Zhang et al. 2023",
    hyperparameters=FieldLSTMClassifier.hyperparameters,
    presets={
        "default": Preset(about="Fields of width 16, a state of 64, stopped on validation rows."),
        "as-published": Preset(
            {"learning_rate": 0.003, **_PUBLISHED},
            about="The printed learning rate; fields selected by a forest.",
        ),
    },
    tiny=_TINY,
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
