"""Gradient boosting, from scikit-learn as it is, with its rounds made visible."""

from __future__ import annotations

from typing import Any

from creditviz.hyperparameters import Range
from creditviz.progress import EpochReport, checker
from creditviz.registry import ModelEntry, Preset


def report_rounds(estimator, on_epoch) -> dict[str, Any]:
    """What `fit` takes so that `on_epoch` hears of every round, and stops it when its `check` raises.

    `history_` is left on the estimator.
    """
    history: list[dict] = []
    estimator.history_ = history
    check = checker(on_epoch)

    def monitor(number: int, booster, _) -> bool:
        log = {"loss": float(booster.train_score_[number])}
        history.append({"stage": "trees", "epoch": number + 1, **log})
        on_epoch(EpochReport("trees", number + 1, booster.n_estimators, log))
        check()
        return False

    return {"monitor": monitor}


SIZES = {"n_estimators": 300, "max_depth": 3, "learning_rate": 0.05, "subsample": 0.8}

ENTRY = ModelEntry(
    label="Gradient boosting",
    family="trees",
    estimator="sklearn.ensemble:GradientBoostingClassifier",
    about="Small trees one after another, each mending what those before it got wrong.",
    source="Friedman 2001; scikit-learn",
    hyperparameters={
        "n_estimators": Range(1, 5000, label="Trees", help="Raising it learns more, and at last by heart.", log=True),
        "max_depth": Range(1, 20, label="Depth of a tree", help="Raising it joins more columns.", usual=(2, 6)),
        "learning_rate": Range(
            0.001, 1.0, label="Learning rate", help="Lowering it needs more trees.", log=True, usual=(0.01, 0.2)
        ),
        "subsample": Range(0.05, 1.0, label="Rows a tree", help="Lowering it fights overfitting.", usual=(0.5, 1.0)),
        "min_samples_leaf": Range(
            1, 10_000, label="Smallest leaf", help="Raising it makes trees coarser.", log=True, usual=(1, 200)
        ),
    },
    presets={
        "default": Preset(
            {**SIZES, "min_samples_leaf": 20}, about="300 trees of depth 3, at least 20 accounts in every leaf."
        ),
        "as-published": Preset(SIZES, encoding="plain", about="The same trees on the papers' columns; sizes are ours."),
    },
    tiny={"n_estimators": 10},
    encoding="codes",
    report_through="creditviz.models.trees.gradient_boosting:report_rounds",
    complexity=(4, "hundreds of trees that add up"),
)
