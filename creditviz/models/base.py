"""What our classifiers have in common: reading rows, two classes, probabilities, predictions."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import train_test_split
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, check_random_state, validate_data

from creditviz.exceptions import DataError
from creditviz.hyperparameters import Choice, Range, check_hyperparameters
from creditviz.progress import Checkpoint

Rows = tuple[np.ndarray, np.ndarray]  # X (n, n_features) float32, y (n,) int8: 1 = the second class
INNER_SHARE = 0.2  # of the training rows, held back where no validation rows came
FEWEST_OF_EACH = 5  # outcomes that rows must have for some to be held back


class BinaryClassifier(ClassifierMixin, BaseEstimator):
    """A classifier of two classes that is stopped on validation rows.

    A subclass lists its legal settings in `hyperparameters` and gives `fit` and `log_odds`.
    """

    hyperparameters: ClassVar[dict[str, Range | Choice]] = {}
    reads_missing: ClassVar[bool] = False  # NaN in the rows is a missing value, not a mistake

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = self.reads_missing
        return tags

    def log_odds(self, X) -> np.ndarray:
        """Log-odds of the second class, (n,) float64."""
        raise NotImplementedError

    def predict_proba(self, X) -> np.ndarray:
        """Probabilities of both classes, (n_samples, 2), float64."""
        bad = np.exp(-np.logaddexp(0.0, -self.log_odds(X)))
        return np.stack([1.0 - bad, bad], 1)

    def predict(self, X) -> np.ndarray:
        """The likelier class of each row, (n_samples,)."""
        bad = self.predict_proba(X)[:, 1]
        return self.classes_[(bad > 0.5).astype(int)]

    @property
    def _finite(self) -> bool | str:
        return "allow-nan" if self.reads_missing else True

    def _read_rows(self, X) -> np.ndarray:
        """Rows to score, checked against the rows of `fit`."""
        check_is_fitted(self)
        return validate_data(self, X, dtype=np.float32, reset=False, ensure_all_finite=self._finite)

    def _read_training_rows(self, X, y, eval_set, resume_from: Checkpoint | None) -> tuple[Rows, Rows | None]:
        """Check everything and return training rows and validation rows (None: no early stopping).

        Sets `classes_`, `n_features_in_`, `seed_` and an empty `history_` and `notes_`.
        """
        check_hyperparameters(self)
        X, y = validate_data(self, X, y, dtype=np.float32, ensure_all_finite=self._finite)
        check_classification_targets(y)
        if type_of_target(y, input_name="y") != "binary":
            raise ValueError(f"Only binary classification is supported. The type of the target is {type_of_target(y)}.")
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("Classifier can't train when only one class is present.")
        self.notes_: list[str] = []
        self.history_: list[dict] = []
        self.seed_ = self._seed(resume_from)
        rows = X, codes.astype(np.int8)
        if eval_set:
            return rows, self._read_validation_rows(eval_set)
        return self._hold_back(rows) if self._wants_validation else (rows, None)

    @property
    def _wants_validation(self) -> bool:
        """Whether a fit learns anything from validation rows."""
        return self.early_stopping

    def _seed(self, resume_from: Checkpoint | None) -> int:
        """One number behind all draws of this fit; a resumed fit takes the one of the fit it continues."""
        if resume_from is not None and "seed" in resume_from.meta:
            return int(resume_from.meta["seed"])
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    @property
    def knows_bad_rate(self) -> bool:
        """Whether probabilities were fitted to the bad rate of validation rows, whatever a sampler made of training."""
        return False

    def _read_validation_rows(self, eval_set) -> Rows | None:
        if len(eval_set) != 1 or len(eval_set[0]) != 2:
            raise ValueError("eval_set must be a list of one pair (X_validation, y_validation).")
        if not self._wants_validation:
            return None
        X, y = validate_data(self, *eval_set[0], dtype=np.float32, reset=False, ensure_all_finite=self._finite)
        if set(np.unique(y)) != set(self.classes_):
            raise DataError(
                f"validation rows must hold both outcomes of the training rows, {self.classes_.tolist()}, however they "
                f"hold {np.unique(y).tolist()}. Enlarge the validation share."
            )
        return X, (y == self.classes_[1]).astype(np.int8)

    def _hold_back(self, rows: Rows) -> tuple[Rows, Rows]:
        """An inner stratified split, where `fit` was given no validation rows."""
        X, y = rows
        train, held = inner_split(y, self.seed_)
        if train is held:
            self.notes_.append("Too few rows to hold some back: training was stopped on the training rows themselves.")
            return rows, rows
        return (X[train], y[train]), (X[held], y[held])


def inner_split(y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions that a fit learns from, and those that it holds back; with too few of an outcome both are all rows.

    Parameters
    ----------
    y : outcomes 0 and 1 of the rows that a fit was given, (n,).
    seed : `seed_` of the fitted model, so that the rows it held back can be found again.
    """
    every = np.arange(len(y))
    if min(np.bincount(y, minlength=2)) < FEWEST_OF_EACH:
        return every, every
    train, held = train_test_split(every, test_size=INNER_SHARE, stratify=y, random_state=seed % (2**31 - 1))
    return train, held


def write_head(model: BinaryClassifier, folder: Path, **more) -> None:
    """Write what every own model keeps as JSON: parameters, classes, history, notes."""
    head = {
        "parameters": {name: plain(value) for name, value in model.get_params().items()},
        "classes": model.classes_.tolist(),
        "n_features": model.n_features_in_,
        "history": model.history_,
        "notes": model.notes_,
        "seed": model.seed_,
        **more,
    }
    Path(folder, "model.json").write_text(json.dumps(head), encoding="utf-8")


def read_head(kind: type, folder: Path) -> tuple[BinaryClassifier, dict]:
    """A model of class `kind` with all that `write_head` wrote, and the rest of the head."""
    head = json.loads(Path(folder, "model.json").read_text(encoding="utf-8"))
    known = signature(kind).parameters  # a setting of an earlier version that is no longer read is left out
    model = kind(**{name: value for name, value in head["parameters"].items() if name in known})
    model.classes_ = np.array(head["classes"])
    model.n_features_in_ = head["n_features"]
    model.history_, model.notes_, model.seed_ = head["history"], head["notes"], head["seed"]
    return model, head


def plain(value):
    """`value` as JSON can hold it; a generator of random numbers is left out."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {name: plain(v) for name, v in value.items()}
    return value if isinstance(value, str | int | float | bool | None) else None
