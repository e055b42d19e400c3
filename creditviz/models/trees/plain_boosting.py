"""Boosted trees on the ordinary loss, as one part of a model. xgboost is imported inside."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from creditviz.models.trees.boosting import kept_directions, library_device, reporter
from creditviz.progress import EpochReport


@dataclass(frozen=True)
class Trees:
    """What does not depend on the settings of a tree."""

    n_estimators: int = 100
    patience: int = 50
    seed: int = 0
    n_threads: int = 1
    device: str = "auto"
    directions: tuple[int, ...] | None = None  # 1, -1 or 0 a column


@dataclass(frozen=True, eq=False)
class Boosted:
    """A booster, cut to the round of least validation loss where there were validation rows."""

    booster: Any
    settings: dict[str, Any]  # n_estimators among them
    auc: float  # at that round, on validation rows; minus infinity without any
    loss: float
    history: list[dict]  # a row a round


def boost_trees(
    train: Any,
    held: Any,
    settings: Mapping[str, Any],
    trees: Trees,
    on_epoch: Callable[[EpochReport], None] | None = None,
) -> Boosted:
    """One booster.

    Parameters
    ----------
    train, held : rows as the library holds them; None for `held`: all rounds, no early stopping.
    settings : of the trees, by the library's names; an `n_estimators` among them overrules that of `trees`.
    on_epoch : told after every round.
    """
    import xgboost

    own = {"n_estimators": trees.n_estimators, **settings}
    n_rounds = own.pop("n_estimators")

    def report(epoch: int, log: Mapping[str, float]) -> EpochReport:
        named = {name.replace("logloss", "loss"): value for name, value in log.items()}
        return EpochReport("booster", epoch, n_rounds, named)

    watcher = reporter(report, on_epoch, trees.patience if held is not None else 0)
    parameters = {
        "objective": "binary:logistic",
        "eval_metric": ["logloss", "auc"],
        "tree_method": "hist",
        "seed": trees.seed,
        "nthread": trees.n_threads,
        "device": library_device(trees.device),
        "verbosity": 0,
        **kept_directions(trees.directions),
        **own,
    }
    evals = [] if held is None else [(held, "validation")]
    booster = xgboost.train(parameters, train, n_rounds, evals=evals, callbacks=[watcher], verbose_eval=False)
    n_kept = watcher.best_round or booster.num_boosted_rounds()
    auc, loss = watcher.best.get("validation_auc", -math.inf), watcher.best.get("validation_loss", math.inf)
    return Boosted(booster[:n_kept], {**settings, "n_estimators": n_kept}, auc, loss, watcher.history)
