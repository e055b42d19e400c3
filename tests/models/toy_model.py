"""A small model that can fail in several ways."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

from creditviz.exceptions import DataError
from creditviz.hyperparameters import Choice
from creditviz.registry import ModelEntry


class ToyModel(ClassifierMixin, BaseEstimator):
    """Scores a row by its distance from the mean good account towards the mean bad one."""

    hyperparameters = {"how": Choice(("well", "nan", "refuse", "crash"))}

    def __init__(self, *, how="well"):
        self.how = how

    def fit(self, X, y):
        if self.how == "refuse":
            raise DataError("too few toys. Buy more.")
        if self.how == "crash":
            raise ZeroDivisionError("no luck\nand more lines")
        self.classes_ = np.unique(y)
        good, bad = (X[y == label].mean(axis=0) for label in (0, 1))
        self.direction_, self.middle_ = bad - good, (bad + good) / 2
        return self

    def predict_proba(self, X):
        margin = (X - self.middle_) @ self.direction_
        p = 1 / (1 + np.exp(-margin)) if self.how != "nan" else np.full(len(X), np.nan)
        return np.column_stack([1 - p, p])


ENTRY = ModelEntry(
    label="Toy",
    estimator="tests.models.toy_model:ToyModel",
    about="Is an account nearer to the average bad one or to the average good one?",
    hyperparameters=ToyModel.hyperparameters,
)
