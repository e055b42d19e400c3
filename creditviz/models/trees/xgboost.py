"""XGBoost, from its library as it is, with its rounds made visible."""

from __future__ import annotations

from creditviz.hyperparameters import Range
from creditviz.models.ranges import TREES
from creditviz.progress import EpochReport
from creditviz.registry import ModelEntry, Preset


def report_rounds(estimator, on_epoch) -> None:
    """Make `estimator` tell `on_epoch` of every round of its next `fit`, and stop when its `check` raises.

    The callback is taken out again when training ends, so that the parameters of the model stay values.
    `history_` is left on the estimator.
    """
    import xgboost

    from creditviz.models.trees.boosting import reporter

    def report(epoch: int, log) -> EpochReport:
        named = {name.replace("logloss", "loss"): value for name, value in log.items()}
        return EpochReport("booster", epoch, estimator.n_estimators, named)

    told = reporter(report, on_epoch)

    class Leave(xgboost.callback.TrainingCallback):
        def after_training(self, model):
            estimator.history_ = told.history
            estimator.callbacks = None
            return model

    estimator.set_params(callbacks=[told, Leave()])


def cut_to_best(estimator) -> None:
    """Drop the trees after an early stop: what is kept, saved and explained are the trees that predict."""
    if estimator.early_stopping_rounds is None:
        return
    best = estimator.best_iteration
    booster = estimator.get_booster()
    score = booster.best_score
    estimator._Booster = booster[: best + 1]
    estimator._Booster.set_attr(best_iteration=str(best), best_score=str(score))  # scikit-learn's view reads them


def stopped_parameters(estimator) -> dict:
    """The parameters that repeat a fit on more rows, without validation rows."""
    if estimator.early_stopping_rounds is None:
        return {}
    return {"n_estimators": estimator.best_iteration + 1, "early_stopping_rounds": None}


EVAL_METRIC = ["auc", "logloss"]  # the library stops by the last: the loss that the trees minimise

ENTRY = ModelEntry(
    label="XGBoost",
    family="trees",
    estimator="xgboost:XGBClassifier",
    about="Boosted trees on the ordinary loss: the yardstick that a new model must beat.",
    source="Chen and Guestrin 2016",
    hyperparameters={
        **TREES,
        "learning_rate": Range(
            0.001, 1.0, label="Learning rate", help="Lowering it needs more trees.", log=True, usual=(0.01, 0.2)
        ),
        "early_stopping_rounds": Range(1, 1000, label="Patience", help="Rounds without a smaller validation loss."),
        "scale_pos_weight": Range(
            0.01, 100.0, label="Weight of defaults", help="Raising it moves scores up.", log=True
        ),
    },
    presets={
        "default": Preset(
            {
                "n_estimators": 2000,
                "learning_rate": 0.03,
                "max_depth": 4,
                "subsample": 0.8,
                "colsample_bytree": 0.5,
                "min_child_weight": 5.0,
                "early_stopping_rounds": 100,
                "eval_metric": EVAL_METRIC,
                "tree_method": "hist",
            },
            about="Slow learning, stopped at the least loss of validation rows.",
        )
    },
    tiny={"n_estimators": 10},
    encoding="codes",
    report_through="creditviz.models.trees.xgboost:report_rounds",
    stopped_through="creditviz.models.trees.xgboost:stopped_parameters",
    cut_through="creditviz.models.trees.xgboost:cut_to_best",
    retired=("eval_metric",),
    attribution="trees",
    keeps_directions=True,
    complexity=(4, "hundreds of trees that add up"),
)
