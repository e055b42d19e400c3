"""A plain LSTM over the months."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.months.networks import MONTHS, PRINTED, TINY, MonthNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class LSTMClassifier(MonthNetworkClassifier):
    """An LSTM over the months; its last state is scored.

    On a book without months a full layer over the static columns stands alone.

    Parameters
    ----------
    d_hidden : int, default=128
        Units. Raising it lets the network remember more, and costs time.
    head_static : bool, default=False
        Also hand the static columns to the score.

    The other settings are those of `MonthNetworkClassifier` and `NetworkClassifier`.

    References
    ----------
    Hochreiter and Schmidhuber 1997; Zhang et al. 2022, table 6.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = LSTMClassifier(sequence_shape=(3, 2), n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).predict_proba(X).shape
    (60, 2)
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_hidden": replace(NETWORK["d_hidden"], label="LSTM units", usual=(32, 256)),
        "head_static": NETWORK["head_static"],
        **MONTHS,
    }

    d_hidden: int = 128
    head_static: bool = False

    @property
    def _reads_static(self) -> bool:
        return self.head_static

    def _build(self) -> Any:
        from creditviz.networks.scores.recurrent import RecurrentNetwork, RecurrentSize

        size = RecurrentSize(static_layers=() if self.head_static else None, **self._sizes(RecurrentSize))
        return RecurrentNetwork(self._plan(), size)


ENTRY = ModelEntry(
    label="LSTM over months",
    family="network over months",
    estimator="creditviz.models.months.lstm:LSTMClassifier",
    about="Reads the months one after another and scores what it remembers at the end.",
    source="Hochreiter and Schmidhuber 1997",
    hyperparameters=LSTMClassifier.hyperparameters,
    presets={
        "default": Preset(about="128 units, codes as categories, the months alone."),
        "as-published": Preset(PRINTED, encoding="plain", about="128 units on the months as numbers; Adam 0.001."),
    },
    tiny={**TINY, "d_hidden": 8},
    grid={"learning_rate": (1e-4, 1e-3, 3e-3), "d_hidden": (32, 64, 128)},  # ours: the paper prints none
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
