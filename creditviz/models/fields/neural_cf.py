"""Neural collaborative filtering between borrowers and loans: a baseline of the AFCC paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import Rows
from creditviz.models.fields.classifier import FIELDS, FieldNetworkClassifier
from creditviz.models.fields.loan_columns import borrower_and_loan
from creditviz.models.network_parameters import NETWORK
from creditviz.models.ranges import TRIED_RATES
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class NeuralCFClassifier(FieldNetworkClassifier):
    """One network describes the borrower, one the loan; a third says how well they go together.

    Parameters
    ----------
    d_tower : int, default=32
        Length of both descriptions. Raising it keeps more of them.
    dropout : float, default=0.2
        Share of the units that a training step leaves out. Raising it fights overfitting.
    column_names : list of str or None, default=None
        Raw column behind each matrix column, by which borrower and loan are told apart; see `borrower_and_loan`.

    References
    ----------
    He et al. 2017; a baseline of Zhang et al. 2023 (AFCC), who print the learning rate only. NOTE[DIFF]: which columns
    are the borrower's and which the loan's is our rule, said in `notes_`.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 3))
    >>> model = NeuralCFClassifier(column_names=["age", "income", "loan_amount"], n_epochs=1, random_state=0)
    >>> model.fit(X, X[:, 0] > 0).notes_
    ['The borrower is described by age, income; the loan by all other columns.']
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "d_tower": Range(
            1, 1024, label="Length of a description", help="Raising it keeps more.", log=True, usual=(8, 64)
        ),
        "dropout": NETWORK["dropout"],
        **FIELDS,
    }

    d_tower: int = 32
    dropout: float = 0.2
    column_names: Any = None

    def _prepare(self, rows: Rows, validation: Rows | None) -> None:
        super()._prepare(rows, validation)
        self.notes_.append(self._sides()[2])

    def _sides(self) -> tuple[list[int], list[int], str]:
        n_static = sum(column < self._plan().n_static for column in self.kept_)
        names = self.column_names and [self.column_names[column] for column in self.kept_]
        return borrower_and_loan(self._n_fields(), n_static, names or None)

    def _build(self):
        from creditviz.networks.scores.neural_cf import NeuMF

        borrower, loan, _ = self._sides()
        return NeuMF(self._fields(), self.d_field, borrower, loan, self.d_tower, self.dropout)


ENTRY = ModelEntry(
    label="Neural collaborative filtering",
    family="network",
    estimator="creditviz.models.fields.neural_cf:NeuralCFClassifier",
    about="Describes the borrower and the loan apart, and learns how well they go together.",
    source="He et al. 2017; baseline of Zhang et al. 2023",
    hyperparameters=NeuralCFClassifier.hyperparameters,
    presets={
        "default": Preset(about="Descriptions of 32 numbers, dropout 0.2."),
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
    tiny={"n_epochs": 8, "batch_size": 32, "learning_rate": 0.01, "d_field": 4, "d_tower": 8, "dropout": 0.0},
    grid={"learning_rate": TRIED_RATES},
    encoding="codes",
    resumable=True,
    complexity=(5, "a network: thousands of weights, none of which means anything alone"),
)
