"""Boosted trees that attend to the rows they get wrong: XGBoost on the focal loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.hyperparameters import Range
from creditviz.models.ranges import COMPUTE, FOCAL, TREES
from creditviz.models.trees.booster_classifier import BoosterClassifier
from creditviz.models.trees.boosting import Boosting, boost, booster_margin
from creditviz.models.trees.focal_loss import focal_log_odds
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class FocalXGBClassifier(BoosterClassifier):
    """XGBoost on the alpha-balanced focal loss, with its exact way back to probabilities.

    Gradient and hessian are closed forms in float64; the first margin is the constant of least focal
    loss; negative hessians are clipped. `predict_proba` applies the exact inverse
    eta(z) = g0 / (g0 - g1), so its probabilities are comparable with those of a log-loss model.

    Parameters
    ----------
    alpha : float, default=0.6
        Weight of the defaults. Raising it moves the raw margin up, not the probability.
    gamma : float, default=1.0
        Focusing. Raising it makes rows that are already right count less; 0 is the logistic loss.
    n_estimators : int, default=2000
        Trees at most.
    learning_rate : float, default=0.03
        Share of each tree that is added. Lowering it needs more trees and usually ranks better.
    max_depth : int, default=4
        Depth of a tree. Raising it lets a tree combine more features, at the risk of overfitting.
    min_child_weight : float, default=3.0
        Least sum of hessians in a leaf. A row counts about w * 0.4 at the start, not 0.25.
    subsample : float, default=0.8
        Share of rows each tree sees.
    colsample_bytree : float, default=0.5
        Share of columns each tree sees.
    reg_lambda : float, default=3.0
        L2 penalty on leaves.
    max_delta_step : float, default=5.0
        Largest step of a leaf; 0 sets no bound.
    patience : int, default=60
        Rounds without a smaller focal loss of the validation rows before stopping.
    early_stopping : bool, default=True
        Off: all `n_estimators` trees on all training rows.
    random_state : int, RandomState instance or None, default=None
        Seed of the row and column draws.
    device : str, default='auto'
        "auto" (the CPU), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.
    directions : sequence or None, default=None
        Of each column, 1 (the PD may only rise with it), -1 (only fall) or 0.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    booster_ : xgboost.Booster, cut to its best round
    best_epochs_ : dict, stage -> best round
    history_ : list of dict, one per round: stage, epoch, loss (before the round), validation_auc, clipped_share
    notes_ : list of str, what a reader of the result must know

    References
    ----------
    Zhang et al. 2022, eq. 8; Lin et al. 2017.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-1, 1, 80).reshape(-1, 1)
    >>> model = FocalXGBClassifier(n_estimators=5, random_state=0).fit(X, X[:, 0] > 0)
    >>> model.predict([[-0.9], [0.9]])
    array([False,  True])
    """

    hyperparameters = {
        **FOCAL,
        **TREES,
        "learning_rate": Range(
            0.001, 1.0, label="Learning rate", help="Lowering it needs more trees.", log=True, usual=(0.01, 0.2)
        ),
        "patience": Range(1, 1000, label="Patience", help="Rounds without a smaller validation loss before stopping."),
        **COMPUTE,
    }

    alpha: float = 0.6
    gamma: float = 1.0
    n_estimators: int = 2000
    learning_rate: float = 0.03
    max_depth: int = 4
    min_child_weight: float = 3.0
    subsample: float = 0.8
    colsample_bytree: float = 0.5
    reg_lambda: float = 3.0
    max_delta_step: float = 5.0
    patience: int = 60
    early_stopping: bool = True
    random_state: Any = None
    device: str = "auto"
    n_threads: int = 1
    directions: Any = None

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
        boosted = boost(rows, validation, Boosting(**settings, seed=self.seed_), on_epoch=on_epoch)
        self.booster_ = boosted.booster
        self.best_epochs_ = {"booster": boosted.n_rounds}
        self.history_ = boosted.history
        self.notes_ += boosted.notes
        return self

    def margin(self, X) -> np.ndarray:
        """Focal margins, (n_samples,): they rank like the probabilities, but their sigmoid is none."""
        X = self._read_rows(X)
        return booster_margin(self.booster_, X)

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default after the exact inverse, (n_samples,)."""
        X = self._read_rows(X)
        return focal_log_odds(booster_margin(self.booster_, X), self.alpha, self.gamma)


ENTRY = ModelEntry(
    label="Focal XGBoost",
    family="trees",
    estimator="creditviz.models.trees.focal_xgboost:FocalXGBClassifier",
    about="Boosted trees that give more weight to the accounts they get wrong.",
    source="Zhang et al. 2022",
    hyperparameters=FocalXGBClassifier.hyperparameters,
    presets={
        "default": Preset(about="Slow learning, stopped on validation rows."),
        "as-published": Preset(
            {
                "alpha": 0.75,
                "gamma": 2.0,
                "n_estimators": 500,
                "learning_rate": 0.1,
                "min_child_weight": 1.0,
                "colsample_bytree": 0.8,
                "reg_lambda": 1.0,
                "patience": 30,
            },
            about="The settings of the paper.",
        ),
    },
    tiny={"n_estimators": 20, "learning_rate": 0.3, "min_child_weight": 0.1, "patience": 10},
    encoding="codes",
    retired=("stop_on",),
    attribution="focal-trees",
    keeps_directions=True,
    complexity=(4, "hundreds of trees that add up"),
)
