"""Transfer methods that change the rows and leave the learning to a registered model."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models import MODELS
from creditviz.models.base import Rows, read_head, write_head
from creditviz.models.trees.xgboost import EVAL_METRIC, cut_to_best
from creditviz.transfer.base import DomainClassifier, Domains, log_odds_of

# Key of the model -> settings: the columns of a pairing are numbers, few, and without months.
LEARNERS: dict[str, dict[str, Any]] = {
    "mlp": {"d_first": 64, "d_second": 32, "dropout": 0.1, "n_epochs": 60, "patience": 8, "batch_size": 256},
    "xgboost": {
        "n_estimators": 1000,
        "learning_rate": 0.05,
        "max_depth": 4,
        "subsample": 0.8,
        "colsample_bytree": 0.8,
        "min_child_weight": 5.0,
        "early_stopping_rounds": 50,
        "eval_metric": EVAL_METRIC,
        "tree_method": "hist",
    },
    "logistic-regression": {"max_iter": 2000},
}
LEARNER = Choice(
    tuple(LEARNERS),
    label="Learner",
    help="A network, boosted trees, or a logistic regression, which needs fewest rows.",
)


@dataclass(kw_only=True, eq=False, repr=False)
class LearnerClassifier(DomainClassifier):
    """A registered model behind rows that a transfer method chose, mapped or weighted.

    A subclass says which rows are learned from (`_chosen`), how rows are mapped (`_map`) and what they weigh
    (`_weights`).

    Parameters
    ----------
    learner : {'mlp', 'xgboost', 'logistic-regression'}, default='mlp'
        The model behind it.
    random_state : int, RandomState instance or None, default=None
        Seed of starts, shuffling and held-back rows.
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    model_ : the fitted learner
    history_ : list of dict, one per epoch or round
    notes_ : list of str, what a reader of the result must know
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {"learner": LEARNER}

    learner: str = "mlp"
    random_state: Any = None
    n_threads: int = 1

    def fit(self, X, y, *, sample_domain=None, on_epoch=None, resume_from=None):
        """Choose, map and weigh rows; fit the learner, stopped on rows held back.

        Parameters
        ----------
        X : paired columns of both domains, (n_samples, n_features).
        y : outcomes (n_samples,); -1 where a target outcome is not known.
        sample_domain : positive for source rows, negative for target rows, (n_samples,). None: all are source.
        on_epoch : function of an `EpochReport`, called after each epoch; its `check` after each batch.
        resume_from : not read: these methods take seconds and begin again.
        """
        domains = self._read_domains(X, y, sample_domain)
        rows, validation = self._chosen(domains)
        self._learn_map(domains)
        self.model_ = self._learner()
        weights = self._weights(domains)
        arguments: dict[str, Any] = {} if weights is None else {"sample_weight": weights}
        if self.learner == "logistic-regression":
            if weights is None and validation is not None:  # it needs no rows to stop on: it learns from them
                rows = np.vstack([rows[0], validation[0]]), np.r_[rows[1], validation[1]]
        else:
            arguments |= self._watched(validation or rows, on_epoch)
        began = time.perf_counter()
        self.model_.fit(self._map_rows(rows[0]), rows[1], **arguments)
        if self.learner == "xgboost":
            cut_to_best(self.model_)
        self.history_ = list(getattr(self.model_, "history_", []))
        self.seconds_per_epoch_ = (time.perf_counter() - began) / max(1, len(self.history_))
        return self

    def _watched(self, held: Rows, on_epoch) -> dict[str, Any]:
        """Arguments of a fit that is stopped on held-back rows and reports its epochs."""
        arguments: dict[str, Any] = {"eval_set": [(self._map_rows(held[0]), held[1])]}
        if self.learner == "xgboost":
            arguments["verbose"] = False
            if on_epoch is not None:
                from creditviz.models.trees.xgboost import report_rounds

                report_rounds(self.model_, on_epoch)
        else:
            arguments["on_epoch"] = on_epoch
        return arguments

    def _learner(self) -> Any:
        settings: dict[str, Any] = dict(LEARNERS[self.learner])
        if self.learner == "mlp":
            settings |= {"n_threads": self.n_threads, "device": "cpu"}
        elif self.learner == "xgboost":
            settings |= {"n_jobs": self.n_threads}
        return MODELS[self.learner].load()(random_state=self.seed_ % (2**31 - 1), **settings)

    def _chosen(self, domains: Domains) -> tuple[Rows, Rows | None]:
        """Rows to learn from, and rows to stop on."""
        return domains.source, domains.validation

    def _learn_map(self, domains: Domains) -> None:
        """Learn a map of the rows from both domains; nothing by default."""

    def _map_rows(self, X: np.ndarray) -> np.ndarray:
        """Training rows as the learner reads them."""
        return X

    def _map_target(self, X: np.ndarray) -> np.ndarray:
        """Rows of the new product as the learner reads them."""
        return X

    def _weights(self, domains: Domains) -> np.ndarray | None:
        """What the training rows weigh, or None for all alike."""
        return None

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default of rows of the new product, (n_samples,)."""
        X = self._read_rows(X)
        return log_odds_of(self.model_.predict_proba(self._map_target(X))[:, 1].astype(np.float64))

    def source_probability(self, X) -> np.ndarray:
        """Probability of default of rows of the old product, (n_samples,)."""
        return self.model_.predict_proba(self._map_rows(self._read_rows(X)))[:, 1].astype(np.float64)

    def _maps(self) -> dict[str, Any]:
        """What `_learn_map` learned, as JSON values by attribute."""
        return {}

    def save(self, folder) -> None:
        """Write the model into `folder`."""
        from creditviz.models.persistence import save_model

        write_head(self, folder, maps=self._maps())
        save_model(self.model_, Path(folder, "learner"))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote."""
        from creditviz.models.persistence import load_model

        model, head = read_head(cls, folder)
        for name, value in head["maps"].items():
            setattr(model, name, np.array(value))
        model.model_ = load_model(model.learner, Path(folder, "learner"))
        return model
