"""An explainable boosting machine: boosted trees of one column each, so that the score is a sum of curves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.ranges import COMPUTE, TREES
from creditviz.models.trees.booster_classifier import BoosterClassifier
from creditviz.models.trees.boosting import booster_margin
from creditviz.models.trees.plain_boosting import Trees, boost_trees
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class AdditiveXGBClassifier(BoosterClassifier):
    """XGBoost whose trees read one column each: no two columns act together, and each has one curve.

    Parameters
    ----------
    n_estimators : int, default=3000
        Trees at most.
    learning_rate : float, default=0.05
        Share of each tree that is added. Lowering it makes curves smoother and needs more trees.
    max_depth : int, default=3
        Depth of a tree. Raising it lets a single tree bend a curve more often.
    min_child_weight : float, default=10.0
        Least weight of a leaf. Raising it makes curves smoother.
    subsample : float, default=0.8
        Share of rows each tree sees.
    reg_lambda : float, default=1.0
        Shrinkage of leaves.
    patience : int, default=50
        Rounds without a smaller validation loss before stopping.
    early_stopping : bool, default=True
        Off: all `n_estimators` trees on all training rows.
    directions : sequence or None, default=None
        Of each column, 1 (the PD may only rise with it), -1 (only fall) or 0.
    random_state : int, RandomState instance or None, default=None
        Seed of the row draws.
    device : str, default='auto'
        "auto" (the CPU), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    booster_ : xgboost.Booster, cut to its best round

    References
    ----------
    Lou, Caruana, Gehrke 2012; Nori, Jenkins, Koch, Caruana 2019. NOTE[DIFF]: they boost column after column in turn;
    here each tree takes the column that lowers the loss most, and pairs of columns are left out.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-1, 1, 80).reshape(-1, 1)
    >>> model = AdditiveXGBClassifier(n_estimators=5, min_child_weight=1.0, random_state=0).fit(X, X[:, 0] > 0)
    >>> model.predict([[-0.9], [0.9]])
    array([False,  True])
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        **{name: TREES[name] for name in ("n_estimators", "max_depth", "min_child_weight", "subsample", "reg_lambda")},
        "learning_rate": Range(
            0.001, 1.0, label="Learning rate", help="Lowering it makes curves smoother.", log=True, usual=(0.01, 0.2)
        ),
        "patience": Range(1, 1000, label="Patience", help="Rounds without a smaller validation loss before stopping."),
        **COMPUTE,
    }

    n_estimators: int = 3000
    learning_rate: float = 0.05
    max_depth: int = 3
    min_child_weight: float = 10.0
    subsample: float = 0.8
    reg_lambda: float = 1.0
    patience: int = 50
    early_stopping: bool = True
    directions: Any = None
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
        import xgboost

        rows, validation = self._read_training_rows(X, y, eval_set, resume_from)
        train = xgboost.QuantileDMatrix(*rows, nthread=self.n_threads)
        held = xgboost.QuantileDMatrix(*validation, ref=train, nthread=self.n_threads) if validation else None
        alone = json.dumps([[column] for column in range(rows[0].shape[1])])  # no column may follow another in a tree
        names = ("learning_rate", "max_depth", "min_child_weight", "subsample", "reg_lambda")
        settings = {**{name: getattr(self, name) for name in names}, "interaction_constraints": alone}
        trees = Trees(self.n_estimators, self.patience, self.seed_, self.n_threads, self.device, self.directions)
        boosted = boost_trees(train, held, settings, trees, on_epoch)
        self.booster_ = boosted.booster
        self.best_epochs_ = {"booster": boosted.settings["n_estimators"]}
        self.history_ = boosted.history
        return self

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        X = self._read_rows(X)
        return booster_margin(self.booster_, X)

    def get_booster(self) -> Any:
        """The trees, for Shapley values of the log-odds."""
        return self.booster_


ENTRY = ModelEntry(
    label="Additive XGBoost",
    family="trees",
    estimator="creditviz.models.trees.additive_xgboost:AdditiveXGBClassifier",
    about="An explainable boosting machine: one curve a column, whose heights sum to the score.",
    source="Lou, Caruana, Gehrke 2012; Nori et al. 2019",
    hyperparameters=AdditiveXGBClassifier.hyperparameters,
    presets={"default": Preset(about="Trees of one column each, stopped at the least loss of validation rows.")},
    tiny={"n_estimators": 40, "learning_rate": 0.3, "min_child_weight": 0.1, "patience": 10},
    encoding="codes",
    attribution="trees",
    keeps_directions=True,
    complexity=(2, "one curve a column, whose heights add up"),
)
