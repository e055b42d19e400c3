"""What the classifiers that boost small trees by rounds have in common. scikit-learn's trees are imported inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from creditviz.evaluation.logistic import fit_logistic, rising_curve, smoothed
from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import BinaryClassifier, Rows, read_head, write_head
from creditviz.models.plain.svm import FALLING, likeliest_slope
from creditviz.models.rounds.boosting_rounds import THROWN_AWAY, RoundRows, Rounds, boost_rounds, vote
from creditviz.progress import checker

TREES_FILE = "trees.skops"

ROUNDS: dict[str, Range | Choice] = {
    "n_estimators": Range(1, 2000, label="Rounds at most", help="Early stopping usually ends sooner.", log=True),
    "max_depth": Range(1, 16, label="Tree depth", help="Raising it lets a tree combine more features.", usual=(1, 4)),
    "learning_rate": Range(
        0.001, 1.0, label="Learning rate", help="Lowering it needs more rounds.", log=True, usual=(0.05, 1.0)
    ),
    "restart": Choice((True, False), label="Start anew", help="Equal weights again after a tree that tells nothing."),
    "early_stopping": Choice((True, False), label="Stop early", help="Off: all rounds are kept."),
    "patience": Range(1, 1000, label="Patience", help="Rounds without a smaller validation loss before stopping."),
}
PRINTED = {"n_estimators": 100, "learning_rate": 1.0, "restart": False, "early_stopping": False, "intercept": 0.0}


@dataclass(kw_only=True, eq=False, repr=False)
class AdaptiveBoostingClassifier(BinaryClassifier):
    """Small trees that vote; each learns where the ones before it erred.

    A tree that erred on a share e of the weight has a = ln((1 - e) / e) to say. The score of a row is
    sum(a * vote) / sum(a), a vote being 1 for default and -1 for good; its log-odds are
    `slope_` * score + `intercept_`, a logistic curve that is learned on validation rows.

    Parameters
    ----------
    n_estimators : int, default=200
        Rounds at most.
    max_depth : int, default=3
        Depth of a tree; 1 is a single question. Raising it lets a tree combine more features.
    learning_rate : float, default=0.3
        Share of a tree's say that is used. Lowering it needs more rounds and usually ranks better.
    restart : bool, default=True
        After a tree that errs on half the weight, weigh all rows alike again and go on. Off: end there.
    early_stopping : bool, default=True
        Keep the rounds up to the least exponential loss of the validation rows. Off: all rounds.
    patience : int, default=30
        Rounds without a smaller loss before stopping.
    slope : float or None, default=None
        Slope of the logistic curve; None learns it on validation rows.
    intercept : float or None, default=None
        Its height; None learns it. 0 makes hard labels the majority of the votes, as papers count them.
    random_state : int, RandomState instance or None, default=None
        Seed of all draws.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    trees_ : list of sklearn.tree.DecisionTreeClassifier
    says_ : list of float, what each tree has to say
    best_epochs_ : dict, stage -> rounds kept
    history_ : list of dict, one per round: stage, epoch, loss (exponential), error, validation_loss, validation_auc
    notes_ : list of str, what a reader of the result must know
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = ROUNDS

    n_estimators: int = 200
    max_depth: int = 3
    learning_rate: float = 0.3
    restart: bool = True
    early_stopping: bool = True
    patience: int = 30
    slope: Any = None
    intercept: Any = None
    random_state: Any = None

    def _round_rows(self, rows: Rows, generator: np.random.Generator, check: Callable[[], None]) -> RoundRows:
        """What the tree of each round learns from; a subclass adds or leaves out rows, for that round alone."""
        return lambda weights, generator: (*rows, weights)

    @property
    def _wants_validation(self) -> bool:
        return self.early_stopping or self.slope is None or self.intercept is None

    @property
    def knows_bad_rate(self) -> bool:
        """Whether the height of the curve was learned on validation rows; 0 stands for the votes as they are."""
        return self.intercept != 0.0

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
        generator = np.random.default_rng(self.seed_)
        round_rows = self._round_rows(rows, generator, checker(on_epoch))
        how = {name: getattr(self, name) for name in ("max_depth", "learning_rate", "restart")}
        rounds = Rounds(rows, validation, round_rows, generator=generator, **how)
        patience = self.patience if self.early_stopping else 0
        best, self.history_ = boost_rounds(rounds, n_rounds=self.n_estimators, patience=patience, on_epoch=on_epoch)
        self.trees_, self.says_ = rounds.trees[:best], rounds.says[:best]
        self.best_epochs_ = {"rounds": best}
        self.notes_ += rounds.notes
        if rounds.n_failures:
            end = f" The rounds ended there, after {len(rounds.trees)} of {self.n_estimators}." * rounds.over
            self.notes_.append(THROWN_AWAY.format(rounds.n_failures) + end)
        self.slope_, self.intercept_ = self._curve(validation)
        return self

    def _curve(self, validation: Rows | None) -> tuple[float, float]:
        """Slope and intercept: as given, else the likeliest on validation rows."""
        if validation is None:
            return float(self.slope), float(self.intercept)
        score, y = vote(self.trees_, self.says_, validation[0]), validation[1]
        if self.intercept is not None:
            slope = self.slope if self.slope is not None else likeliest_slope(score, y, self.notes_)
            return float(slope), float(self.intercept)
        curve = rising_curve(y, score[:, None])
        if curve is None:
            self.notes_.append(FALLING)
            return 1.0, float(fit_logistic(smoothed(y), np.ones((len(y), 1)), score).weights[0])
        return float(curve[0][0]), curve[1]

    def score_votes(self, X) -> np.ndarray:
        """sum(a * vote) / sum(a), (n_samples,) in [-1, 1]."""
        X = self._read_rows(X)
        return vote(self.trees_, self.says_, X)

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        score = self.score_votes(X)
        return self.slope_ * score + self.intercept_

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        return {
            "n_estimators": self.best_epochs_["rounds"],
            "early_stopping": False,
            "slope": self.slope_,
            "intercept": self.intercept_,
        }

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON and skops."""
        import skops.io

        curve = {"slope_": self.slope_, "intercept_": self.intercept_}
        write_head(self, folder, best_epochs=self.best_epochs_, says=self.says_, **curve)
        skops.io.dump(self.trees_, Path(folder, TREES_FILE))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote."""
        from creditviz.models.persistence import read_skops

        model, head = read_head(cls, folder)
        model.best_epochs_, model.says_ = head["best_epochs"], head["says"]
        model.slope_, model.intercept_ = head["slope_"], head["intercept_"]
        model.trees_ = read_skops(Path(folder, TREES_FILE))
        return model
