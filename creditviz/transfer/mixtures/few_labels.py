"""Few labels: the old model's log-odds beside the columns, and a logistic regression on the known new outcomes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from sklearn.linear_model import LogisticRegression

from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import read_head, write_head
from creditviz.transfer.base import DomainClassifier
from creditviz.transfer.entry import TransferEntry
from creditviz.transfer.source_only import SourceOnlyClassifier
from creditviz.transfer.target_only import check_enough

OLD = "old"  # folder of the old product's model
UNPUNISHED = 10.0  # the penalty on a column that is ten times as large is a hundredth


@dataclass(kw_only=True, eq=False, repr=False)
class FewLabelsClassifier(DomainClassifier):
    """A logistic regression on [log-odds of the old product's booster, columns], learned from known new outcomes.

    Parameters
    ----------
    C : float, default=0.1
        Inverse strength of the penalty on the standardised columns; raising it trusts few outcomes more.
    random_state : int, RandomState instance or None, default=None
        Seed of the booster and of held-back rows.
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    old_ : the booster of the old product
    coefficients_ : (1 + n_features,) log-odds first, in standard deviations
    history_ : list of dict, one per round of the booster
    notes_ : list of str, what a reader of the result must know

    Notes
    -----
    The log-odds enter as they are and are not punished: with no evidence in the new outcomes the old model stays.
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "C": Range(1e-4, 100.0, label="Trust in few outcomes", help="Raising it follows them more.", log=True)
    }

    C: float = 0.1
    random_state: Any = None
    n_threads: int = 1

    def fit(self, X, y, *, sample_domain=None, on_epoch=None, resume_from=None):
        """Fit the booster on source rows, then the regression on target rows whose outcome is known.

        Parameters
        ----------
        X : paired columns of both domains, (n_samples, n_features).
        y : outcomes (n_samples,); -1 where a target outcome is not known.
        sample_domain : positive for source rows, negative for target rows, (n_samples,).
        on_epoch : function of an `EpochReport`, called after each round of the booster.
        resume_from : not read: it takes seconds and begins again.
        """
        domains = self._read_domains(X, y, sample_domain)
        rows, outcome = check_enough(domains)
        is_source = np.asarray(sample_domain) > 0
        began = time.perf_counter()
        self.old_ = SourceOnlyClassifier(learner="xgboost", random_state=self.seed_, n_threads=self.n_threads)
        self.old_.fit(np.asarray(X)[is_source], np.asarray(y)[is_source], on_epoch=on_epoch)
        self.mean_ = rows.mean(axis=0, dtype=np.float64)
        self.sd_ = np.maximum(rows.std(axis=0, dtype=np.float64), 1e-6)
        model = LogisticRegression(C=self.C, max_iter=2000).fit(self._inputs(rows), outcome)
        self.coefficients_, self.intercept_ = model.coef_[0], float(model.intercept_[0])
        self.history_ = list(self.old_.history_)
        self.seconds_per_epoch_ = (time.perf_counter() - began) / max(1, len(self.history_))
        self.notes_.append(f"The regression on the old model's log-odds learned from {len(outcome):,} new outcomes.")
        return self

    def _inputs(self, X: np.ndarray) -> np.ndarray:
        """Log-odds, large so that the penalty hardly reaches them, beside standardised columns, (n, 1 + k)."""
        return np.column_stack([UNPUNISHED * self.old_.log_odds(X), (X - self.mean_) / self.sd_])

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default of rows of the new product, (n_samples,)."""
        return self._inputs(self._read_rows(X)) @ self.coefficients_ + self.intercept_

    def source_probability(self, X) -> np.ndarray:
        """Probability of default of rows of the old product by its own model, (n_samples,)."""
        return self.old_.source_probability(X)

    def save(self, folder) -> None:
        """Write the model into `folder`."""
        arrays = {name: getattr(self, name).tolist() for name in ("mean_", "sd_", "coefficients_")}
        write_head(self, folder, regression=arrays, intercept=self.intercept_)
        Path(folder, OLD).mkdir(parents=True, exist_ok=True)
        self.old_.save(Path(folder, OLD))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote."""
        model, head = read_head(cls, folder)
        for name, value in head["regression"].items():
            setattr(model, name, np.array(value))
        model.intercept_ = head["intercept"]
        model.old_ = SourceOnlyClassifier.load(Path(folder, OLD))
        return model


ENTRY = TransferEntry(
    label="Few labels on the old model",
    estimator="creditviz.transfer.mixtures.few_labels:FewLabelsClassifier",
    about="A logistic regression on the old model's log-odds and the columns, learned from the known new outcomes.",
    source="",
    hyperparameters=FewLabelsClassifier.hyperparameters,
    reads_target_labels=True,
)
