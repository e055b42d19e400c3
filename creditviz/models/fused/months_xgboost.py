"""Boosted trees that read the columns and what the months come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.hyperparameters import Range
from creditviz.models.months.summaries import summarise_months
from creditviz.models.ranges import COMPUTE, TREES
from creditviz.models.trees.booster_classifier import BoosterClassifier
from creditviz.models.trees.boosting import Boosting, boost, booster_margin
from creditviz.registry import ModelEntry, Preset

HALF = {"alpha": 0.5, "gamma": 0.0}  # the focal loss that is half the ordinary one


@dataclass(kw_only=True, eq=False, repr=False)
class MonthsXGBClassifier(BoosterClassifier):
    """XGBoost on the ordinary loss that reads mean, extremes, spread and steps of the months beside the columns.

    A tree cannot add up months by itself. Without months it reads the columns alone.

    Parameters
    ----------
    sequence_shape : (n_steps, n_channels) or None, default=None
        The last n_steps * n_channels columns are months, time-major, oldest first. None: no months.
    categorical_features : list of (column, number of codes) or None, default=None
        Taken for the sake of the contract: a code is read as a number.
    categorical_channels : list of (channel, number of codes) or None, default=None
        Channels of the months that hold codes: how often each code occurs is counted.
    n_estimators : int, default=2000
        Trees at most.
    learning_rate : float, default=0.03
        Share of each tree that is added. Lowering it needs more trees and usually ranks better.
    max_depth : int, default=4
        Depth of a tree. Raising it lets a tree combine more columns, at the risk of overfitting.
    min_child_weight : float, default=5.0
        Least sum of hessians in a leaf, as in XGBoost. Raising it forbids small leaves.
    subsample : float, default=0.8
        Share of rows each tree sees.
    colsample_bytree : float, default=0.3
        Share of columns each tree sees.
    reg_lambda : float, default=1.0
        L2 penalty on leaves, as in XGBoost.
    max_delta_step : float, default=0.0
        Largest step of a leaf; 0 sets no bound.
    patience : int, default=100
        Rounds without a smaller loss of the validation rows before stopping.
    early_stopping : bool, default=True
        Off: all `n_estimators` trees on all training rows.
    random_state : int, RandomState instance or None, default=None
        Seed of the row and column draws.
    device : str, default='auto'
        "auto" (the CPU), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    booster_ : xgboost.Booster, cut to its best round
    best_epochs_ : dict, stage -> best round
    history_ : list of dict, one per round
    notes_ : list of str, what a reader of the result must know

    References
    ----------
    Chen and Guestrin 2016. The summaries are our own; docs/benchmarks.md shows that they carry most of what the
    networks over months gain on UCI Taiwan.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(80, 3))  # one channel of three months
    >>> model = MonthsXGBClassifier(sequence_shape=(3, 1), n_estimators=20, min_child_weight=1.0, random_state=0)
    >>> bool(model.fit(X, X.mean(1) > 0).predict([[1.0, 1.0, 1.0]])[0])
    True
    """

    hyperparameters = {
        **TREES,
        "learning_rate": Range(
            0.001, 1.0, label="Learning rate", help="Lowering it needs more trees.", log=True, usual=(0.01, 0.2)
        ),
        "patience": Range(1, 1000, label="Patience", help="Rounds without a smaller validation loss before stopping."),
        **COMPUTE,
    }

    sequence_shape: Any = None
    categorical_features: Any = None
    categorical_channels: Any = None
    n_estimators: int = 2000
    learning_rate: float = 0.03
    max_depth: int = 4
    min_child_weight: float = 5.0
    subsample: float = 0.8
    colsample_bytree: float = 0.3
    reg_lambda: float = 1.0
    max_delta_step: float = 0.0
    patience: int = 100
    early_stopping: bool = True
    random_state: Any = None
    device: str = "auto"
    n_threads: int = 1

    def fit(self, X, y, *, eval_set=None, on_epoch=None, resume_from=None):
        """Boost; a resumed fit starts again, because boosting is repeatable and quick.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features) and outcomes (n_samples,) of two classes.
        eval_set : list of one pair (X_validation, y_validation), or None for an inner split.
        on_epoch : function of an `EpochReport`, called after each round.
        resume_from : taken for the sake of the contract.
        """
        rows, validation = self._read_training_rows(X, y, eval_set, resume_from)
        settings = {name: value for name, value in self.get_params().items() if name in Boosting.__dataclass_fields__}
        halved = {name: settings[name] / 2 for name in ("min_child_weight", "reg_lambda")}  # as the loss is
        boosted = boost(
            (self._read(rows[0]), rows[1]),
            None if validation is None else (self._read(validation[0]), validation[1]),
            Boosting(**{**settings, **halved, **HALF}, seed=self.seed_),
            on_epoch=on_epoch,
        )
        self.booster_ = boosted.booster
        self.best_epochs_ = {"booster": boosted.n_rounds}
        self.history_ = boosted.history
        self.notes_ += boosted.notes
        return self

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        matrix = self._read(self._read_rows(X))
        return booster_margin(self.booster_, matrix)

    def _plan(self) -> Any:
        from creditviz.networks.inputs import InputPlan

        return InputPlan.of(
            self.n_features_in_, self.sequence_shape, self.categorical_features, self.categorical_channels
        )

    def _read(self, X: np.ndarray) -> np.ndarray:
        """The columns, then the summaries of the months, (n, d) float32."""
        return np.hstack([X, summarise_months(X, self._plan())])


ENTRY = ModelEntry(
    label="XGBoost with month summaries",
    family="trees",
    estimator="creditviz.models.fused.months_xgboost:MonthsXGBClassifier",
    about="Boosted trees that also read what the months come to: mean, extremes, spread, steps.",
    source="Chen and Guestrin 2016",
    hyperparameters=MonthsXGBClassifier.hyperparameters,
    presets={"default": Preset(about="Slow learning, stopped at the least loss of validation rows.")},
    tiny={"n_estimators": 20, "learning_rate": 0.3, "min_child_weight": 0.1, "patience": 10},
    encoding="codes",
    needs=("months",),
    attribution="month-trees",
    complexity=(4, "hundreds of trees that add up"),
)
