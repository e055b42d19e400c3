"""A support vector machine whose margins are turned into probabilities on rows that it did not learn from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from creditviz.evaluation.logistic import fit_logistic, smoothed
from creditviz.hyperparameters import Choice, Range
from creditviz.models.base import BinaryClassifier, Rows, read_head, write_head
from creditviz.registry import ModelEntry, Preset

SUPPORT_FILE = "svm.skops"
FALLING = (
    "On the validation rows the bad rate does not rise with the model's score: no curve was learned, and the score as "
    "it is stands for the log-odds."
)


@dataclass(kw_only=True, eq=False, repr=False)
class SVMClassifier(BinaryClassifier):
    """Radial-basis support vector machine; probabilities are a logistic curve through its margins.

    The log-odds are `slope_` times the margin, the slope being the likeliest one on validation rows.

    NOTE[DIFF] Platt's curve has an intercept too. Without one the probability is above one half exactly
    where the machine itself says "bad", so that hard labels are the papers'.

    Parameters
    ----------
    C : float, default=1.0
        What a row on the wrong side costs. Raising it bends the border around single accounts.
    gamma : {'scale', 'auto'}, default='scale'
        Reach of an account: 1 / (columns * variance), or 1 / columns.
    scale_pos_weight : float, default=1.0
        What a default counts, a good account counting 1. Raising it moves scores up.
    max_rows : int, default=20000
        Training rows at most; of more, a stratified random part is learned from. The time grows with the
        square of the rows.
    slope : float or None, default=None
        Slope of the logistic curve. None learns it on the validation rows (without any: on a part of the
        training rows that is held back).
    random_state : int, RandomState instance or None, default=None
        Seed of the part of the rows, where there are too many.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    machine_ : sklearn.svm.SVC
    slope_ : float
    notes_ : list of str, what a reader of the result must know

    References
    ----------
    Cortes and Vapnik 1995; Platt 1999; Zhang et al. 2022, tables 3 and 4 (C = 1).

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-1, 1, 80).reshape(-1, 1)
    >>> SVMClassifier().fit(X, X[:, 0] > 0).predict([[-0.9], [0.9]])
    array([False,  True])
    """

    hyperparameters = {
        "C": Range(
            1e-3,
            1e3,
            label="Cost",
            help="Raising it bends the border around single accounts.",
            log=True,
            usual=(0.01, 100.0),
        ),
        "gamma": Choice(
            ("scale", "auto"),
            label="Reach of an account",
            help="'scale' heeds the columns' variance.",
            usual=("scale", "auto"),
        ),
        "scale_pos_weight": Range(
            0.01, 1000.0, label="Weight of defaults", help="Raising it moves scores up.", log=True
        ),
        "max_rows": Range(100, 200_000, label="Rows at most", help="Twice the rows take four times as long.", log=True),
    }

    C: float = 1.0
    gamma: float | str = "scale"
    scale_pos_weight: float = 1.0
    max_rows: int = 20000
    slope: Any = None
    random_state: Any = None

    @property
    def early_stopping(self) -> bool:
        """Whether validation rows are needed: only where the slope is not given."""
        return self.slope is None

    def fit(self, X, y, *, eval_set=None):
        """Find the border, then the slope.

        Parameters
        ----------
        X, y : training rows (n_samples, n_features) and outcomes (n_samples,) of two classes.
        eval_set : list of one pair (X_validation, y_validation), or None for an inner split.
        """
        from sklearn.svm import SVC

        rows, validation = self._read_training_rows(X, y, eval_set, None)
        self.machine_ = SVC(
            C=self.C, gamma=self.gamma, class_weight={0: 1.0, 1: float(self.scale_pos_weight)}, cache_size=500
        )
        self.machine_.fit(*self._few_enough(rows))
        self.slope_ = self.slope
        if validation is not None:
            self.slope_ = likeliest_slope(self.machine_.decision_function(validation[0]), validation[1], self.notes_)
        return self

    def _few_enough(self, rows: Rows) -> Rows:
        from sklearn.model_selection import train_test_split

        X, y = rows
        if len(y) <= self.max_rows:
            return rows
        part, _ = train_test_split(
            np.arange(len(y)), train_size=self.max_rows, stratify=y, random_state=self.seed_ % (2**31 - 1)
        )
        self.notes_.append(f"The support vector machine learned from {self.max_rows:,} of {len(y):,} training rows.")
        return X[part], y[part]

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of default, (n_samples,)."""
        X = self._read_rows(X)
        return self.slope_ * self.machine_.decision_function(X)

    def stopped_parameters(self) -> dict:
        """The parameters that repeat this fit on more rows, without validation rows."""
        return {"slope": self.slope_}

    def save(self, folder) -> None:
        """Write the model into `folder` as JSON and skops."""
        import skops.io

        write_head(self, folder, slope_=self.slope_)
        skops.io.dump(self.machine_, Path(folder, SUPPORT_FILE))

    @classmethod
    def load(cls, folder):
        """Read what `save` wrote."""
        from creditviz.models.persistence import read_skops

        model, head = read_head(cls, folder)
        model.slope_ = head["slope_"]
        model.machine_ = read_skops(Path(folder, SUPPORT_FILE))
        return model


def likeliest_slope(margin: np.ndarray, y: np.ndarray, notes: list[str]) -> float:
    """The slope a > 0 for which log-odds a * margin are likeliest; 1, with a note, where none above 0 is likelier.

    Parameters
    ----------
    margin : array of shape (n,).
    y : array of shape (n,), 1 = default.
    notes : a sentence is added where the margin does not rise with the bad rate.
    """
    spread = float(np.abs(margin).max()) or 1.0
    found = fit_logistic(smoothed(y), (margin / spread)[:, None])
    if found.weights[0] <= 0:
        notes.append(FALLING)
        return 1.0
    return float(found.weights[0] / spread)


ENTRY = ModelEntry(
    label="Support vector machine",
    family="classic",
    estimator="creditviz.models.plain.svm:SVMClassifier",
    about="A curved border between good and bad accounts, drawn as far from both as it goes.",
    source="Cortes and Vapnik 1995",
    hyperparameters=SVMClassifier.hyperparameters,
    presets={
        "default": Preset(about="Radial basis, C = 1, at most 20,000 training rows."),
        "as-published": Preset(
            {"max_rows": 200_000}, encoding="plain", about="The same on the papers' columns and on every row: slow."
        ),
    },
    tiny={"max_rows": 1000},
    grid={"C": (0.1, 1.0, 10.0)},  # the papers tune by grid and print none: this one is ours
    encoding="one-hot",
    complexity=(3, "one function of all columns together, or of the nearest accounts"),
)
