"""AFCC: adaptive feature cross-compression, with a gate that says which fields it lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.hyperparameters import Choice, Range
from creditviz.models.fields.classifier import FIELDS, FieldNetworkClassifier
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset

NO_DISCRETE = "This book has no codes, and numbers are not cut into bins: the network over the numbers stands alone."


@dataclass(kw_only=True, eq=False, repr=False)
class AFCCClassifier(FieldNetworkClassifier):
    """A gate over the fields, products of each field with its gated self, attention; beside it the numbers.

    Parameters
    ----------
    gate : bool, default=True
        Weigh the fields before they are crossed. Off: every field passes.
    cross : bool, default=True
        Multiply each field with its gated self. Off: both are handed on as they are.
    attention : bool, default=True
        Weigh what the cross unit gives. Off: all of it counts alike.
    n_bins : int, default=10
        Bins that numbers are cut into to pass the gate with the codes; 0 leaves numbers to their own layers.
    gate_reduction : int, default=3
        Fields per unit of the gate's inner layer. Raising it makes fields share more of their fate.
    d_attention : int, default=32
        Width of the attention.
    d_first : int, default=128
        Units of the first layer behind the attention. Raising it lets the network bend more.
    d_second : int, default=64
        Units of the second layer.
    d_numbers : int, default=64
        Units of the layer that reads the numbers; a layer of half as many follows.
    dropout : float, default=0.2
        Share of the units that a training step leaves out. Raising it fights overfitting.

    References
    ----------
    Zhang, Yu, Zhang, Zhou 2023. NOTE[DIFF]: the paper prints no sizes and no training; all of them are ours.
    Decay acts on all matrices instead of on the embeddings alone.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 8))
    >>> model = AFCCClassifier(n_epochs=1, random_state=0).fit(X, X[:, 0] > 0)
    >>> model.predict_proba(X).shape, model.field_importances(X).shape
    ((60, 2), (8,))
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "gate": Choice((True, False), label="Gate", help="Off: every field passes."),
        "cross": Choice((True, False), label="Cross unit", help="Off: fields are not multiplied."),
        "attention": Choice((True, False), label="Attention", help="Off: all that was found counts alike."),
        "n_bins": Range(0, 64, label="Bins per number", help="Numbers pass the gate in bins; 0 keeps them out of it."),
        "gate_reduction": Range(1, 64, label="Fields per unit of the gate", help="Raising it ties fields together."),
        "d_attention": Range(1, 512, label="Width of the attention", help="Raising it tells more vectors apart."),
        "d_first": Range(1, 4096, label="Units of the first layer", help="Raising it lets it bend more.", log=True),
        "d_second": Range(1, 4096, label="Units of the second layer", help="Raising it lets it bend more.", log=True),
        "d_numbers": Range(1, 4096, label="Units for numbers", help="Raising it lets numbers bend more.", log=True),
        "dropout": NETWORK["dropout"],
        **FIELDS,
    }

    gate: bool = True
    cross: bool = True
    attention: bool = True
    n_bins: int = 10
    gate_reduction: int = 3
    d_attention: int = 32
    d_first: int = 128
    d_second: int = 64
    d_numbers: int = 64
    dropout: float = 0.2

    def _prepare(self, rows, validation) -> None:
        super()._prepare(rows, validation)
        if not self._gated_columns():
            self.notes_.append(NO_DISCRETE)

    def _build(self):
        from creditviz.networks.scores.afcc import AFCC, Architecture

        sizes = {name: getattr(self, name) for name in Architecture.__dataclass_fields__}
        return AFCC(self._fields(self.n_bins), Architecture(**sizes))

    def _gated_columns(self) -> list[int]:
        """Columns of X that pass the gate, ascending."""
        codes = {column for column, _ in self._all_codes()}
        return [column for column in self.kept_ if self.n_bins or column in codes]

    def gate_openings(self, X) -> np.ndarray | None:
        """How far the gate opens for each column and row, averaged over the networks, (n, n_features).

        Columns that the network does not read, or that do not pass the gate, are NaN. None without a gate.
        """
        X = self._read_rows(X)
        columns = self._gated_columns()
        if not self.gate or not columns:
            return None
        found = np.full(X.shape, np.nan)
        found[:, columns] = np.mean([q for (q,) in self._look(X, lambda network: network.openings)], axis=0)
        return found

    def field_importances(self, X) -> np.ndarray:
        """Mean opening of the gate for each column over these rows, (n_features,); NaN where it has none.

        `Layout.sources` names the raw column behind each.

        Raises
        ------
        SpecificationError
            When no column passes a gate.
        """
        openings = self.gate_openings(X)
        if openings is None:
            raise SpecificationError(
                "importances of fields come from the gate, however this network has none. "
                "Train it with the gate on, and with bins where the book has no codes."
            )
        return openings.mean(axis=0)


ENTRY = ModelEntry(
    label="AFCC",
    family="network",
    estimator="creditviz.models.fields.afcc:AFCCClassifier",
    about="A gate shows which columns count; what passes it is multiplied with what was there, and weighed.",
    source="Zhang, Yu, Zhang, Zhou 2023",
    hyperparameters=AFCCClassifier.hyperparameters,
    presets={
        "default": Preset(about="Gate, cross unit and attention over all columns, stopped on validation rows."),
        "as-published": Preset(
            {
                "batch_size": 1024,
                "n_epochs": 30,
                "patience": 4,
                "weight_decay": 1e-5,
                "select_fields": True,
            },
            about="The printed parts in our sizes; fields selected by a forest first, as in the paper.",
        ),
    },
    tiny={
        "n_epochs": 10, "batch_size": 32, "learning_rate": 0.01, "d_field": 8, "d_attention": 8, "d_first": 16,
        "d_second": 8, "d_numbers": 8,
    },
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    explains=("gates",),
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)  # fmt: skip
