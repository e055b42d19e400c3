"""XGBoost at its best: its settings are found on validation rows, inside `fit`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from creditviz.hyperparameters import Choice, Range
from creditviz.models.ranges import COMPUTE, TREES
from creditviz.models.trees.booster_classifier import BoosterClassifier
from creditviz.models.trees.boosting import booster_margin
from creditviz.models.trees.plain_boosting import Trees, boost_trees
from creditviz.models.trees.setting_trials import FIRST, try_settings
from creditviz.registry import ModelEntry, Preset


@dataclass(kw_only=True, eq=False, repr=False)
class TunedXGBClassifier(BoosterClassifier):
    """XGBoost that tries settings, each up to its least validation loss, and keeps the best validation AUC.

    The ranges are those that the registered XGBoost names as usual, and its default settings are the first trial.
    The validation rows choose among trials as well as rounds: their AUC is a little too good afterwards, and only
    rows that no trial saw may judge.

    Parameters
    ----------
    n_trials : int, default=30
        Settings tried. Raising it searches longer.
    n_estimators : int, default=2000
        Trees of a trial at most.
    patience : int, default=50
        Rounds without a smaller validation loss before a trial stops.
    settings : dict or None, default=None
        Settings found before: nothing is searched then.
    early_stopping : bool, default=True
        Off: no search; `settings`, or the default ones, on all training rows.
    random_state : int, RandomState instance or None, default=None
        Seed of the search, and of the row and column draws.
    device : str, default='auto'
        "auto" (the CPU), "cpu" or "cuda:N".
    n_threads : int, default=1
        Cores.
    directions : sequence or None, default=None
        Of each column, 1 (the PD may only rise with it), -1 (only fall) or 0.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    settings_ : dict, the best settings, the number of trees among them
    booster_ : xgboost.Booster, cut to its best round
    best_epochs_ : dict, stage -> best round
    history_ : list of dict, one per trial: stage, epoch, validation_auc, best_validation_auc and the settings
    notes_ : list of str, what a reader of the result must know

    References
    ----------
    Chen and Guestrin 2016; search: Bergstra, Bardenet, Bengio, Kegl 2011; Akiba et al. 2019 (Optuna).

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-1, 1, 80).reshape(-1, 1)
    >>> model = TunedXGBClassifier(n_trials=2, n_estimators=5, random_state=0).fit(X, X[:, 0] > 0)
    >>> sorted(model.settings_)[:3]
    ['colsample_bytree', 'learning_rate', 'max_depth']
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {
        "n_trials": Range(1, 1000, label="Settings tried", help="Raising it searches longer.", log=True),
        "n_estimators": TREES["n_estimators"],
        "patience": Range(1, 1000, label="Patience", help="Rounds without a smaller validation loss before stopping."),
        **COMPUTE,
    }

    n_trials: int = 30
    n_estimators: int = 2000
    patience: int = 50
    settings: Any = None
    early_stopping: bool = True
    random_state: Any = None
    device: str = "auto"
    n_threads: int = 1
    directions: Any = None

    def fit(self, X, y, *, eval_set=None, on_epoch=None, resume_from=None):
        """Search, and keep the best booster; a resumed fit searches again.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features) and outcomes (n_samples,) of two classes.
        eval_set : list of one pair (X_validation, y_validation), or None for an inner split.
        on_epoch : function of an `EpochReport`, called after each trial; its `check` after each round.
        resume_from : taken for the sake of the contract.
        """
        rows, validation = self._read_training_rows(X, y, eval_set, resume_from)
        best = self._search(rows, validation, on_epoch) if self._searches(validation) else self._repeat(rows, on_epoch)
        self.booster_, self.settings_ = best.booster, best.settings
        self.best_epochs_ = {"booster": best.settings["n_estimators"]}
        return self

    def _searches(self, validation) -> bool:
        return validation is not None and self.settings is None

    def _trees(self) -> Trees:
        return Trees(self.n_estimators, self.patience, self.seed_, self.n_threads, self.device, self.directions)

    def _search(self, rows, validation, on_epoch):
        tried = try_settings(rows, validation, self.n_trials, self._trees(), on_epoch)
        self.history_ = tried.history
        words = ", ".join(f"{name} {value:.3g}" for name, value in tried.best.settings.items())
        self.notes_.append(
            f"Best of {self.n_trials} settings on validation rows ({tried.n_pruned} ended early): {words}."
        )
        return tried.best

    def _repeat(self, rows, on_epoch):
        import xgboost

        train = xgboost.QuantileDMatrix(*rows, nthread=self.n_threads)
        return boost_trees(train, None, self.settings or FIRST, self._trees(), on_epoch)

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        X = self._read_rows(X)
        return booster_margin(self.booster_, X)

    def get_booster(self) -> Any:
        """The trees, for Shapley values of the log-odds."""
        return self.booster_

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        return {"settings": self.settings_, "early_stopping": False}


ENTRY = ModelEntry(
    label="XGBoost, tuned",
    family="trees",
    estimator="creditviz.models.trees.tuned_xgboost:TunedXGBClassifier",
    about="XGBoost whose depth, shrinkage and shares are searched on validation rows, in 30 trials by default.",
    source="Chen and Guestrin 2016; Akiba et al. 2019",
    hyperparameters=TunedXGBClassifier.hyperparameters,
    presets={"default": Preset(about="30 settings by Optuna; the first is that of XGBoost's default preset.")},
    tiny={"n_trials": 3, "n_estimators": 30, "patience": 5},
    encoding="codes",
    attribution="trees",
    keeps_directions=True,
    complexity=(4, "hundreds of trees that add up"),
)
