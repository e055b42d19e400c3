"""Boosted trees on the focal loss: the stage that two models share. xgboost is imported inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.models.base import Rows
from creditviz.models.trees.focal_loss import (
    MIN_HESSIAN,
    focal_derivatives,
    focal_intercept,
    focal_log_odds,
    focal_loss,
)
from creditviz.progress import EpochReport, checker

FOCAL = "focal_loss"
LIBRARY_SUFFIX = "_0"  # the library calls the first evaluation set validation_0


@dataclass(frozen=True)
class Boosting:
    """Settings of a booster; `creditviz.models.trees.focal_xgboost` says what each does."""

    alpha: float = 0.5
    gamma: float = 1.0
    n_estimators: int = 2000
    learning_rate: float = 0.03
    max_depth: int = 4
    min_child_weight: float = 5.0
    subsample: float = 0.8
    colsample_bytree: float = 0.5
    colsample_bynode: float = 1.0
    reg_lambda: float = 1.0
    max_delta_step: float = 5.0
    patience: int = 50
    seed: int = 0
    n_threads: int = 1
    device: str = "auto"
    directions: tuple[int, ...] | None = None  # 1, -1 or 0 a column

    def library_parameters(self, bad_rate: float) -> dict[str, Any]:
        """What the library is told.

        With "binary:logistic" beside our own objective `base_score` is a probability, and the objective
        is handed margins that start at its log-odds.
        """
        return {
            "objective": "binary:logistic",
            "base_score": float(1.0 / (1.0 + np.exp(-focal_intercept(bad_rate, self.alpha, self.gamma)))),
            "eval_metric": "auc",
            "tree_method": "hist",
            "learning_rate": self.learning_rate,
            "max_depth": self.max_depth,
            "min_child_weight": self.min_child_weight,
            "subsample": self.subsample,
            "colsample_bytree": self.colsample_bytree,
            "colsample_bynode": self.colsample_bynode,
            "reg_lambda": self.reg_lambda,
            "max_delta_step": self.max_delta_step,
            "seed": self.seed,
            "nthread": self.n_threads,
            "device": library_device(self.device),
            "verbosity": 0,
            **kept_directions(self.directions),
        }


@dataclass(frozen=True, eq=False)
class Boosted:
    """A fitted booster, cut to its best round."""

    booster: Any
    n_rounds: int
    history: list[dict]
    notes: list[str]


def kept_directions(directions: tuple[int, ...] | None) -> dict[str, Any]:
    """What the library is told of directions: nothing where there are none."""
    return {"monotone_constraints": tuple(directions)} if directions else {}


def library_device(device: str) -> str:
    """The device as xgboost names it. "auto" is the CPU: on books that fit one machine trees are quick there."""
    if device in ("auto", "cpu"):
        return "cpu"
    import xgboost

    if not xgboost.build_info().get("USE_CUDA", False):
        raise SpecificationError(
            f"device {device!r} needs an xgboost that was built for GPUs, however this one was not. "
            "Choose 'auto' or 'cpu', or install the package xgboost in place of xgboost-cpu."
        )
    return device


class FocalObjective:
    """Gradient and hessian for the library, and both losses; remembers the log loss and the share of clipped rows.

    A negative hessian (a confidently wrong row) is raised to 1e-6: a leaf of mixed signs could otherwise
    sum to almost nothing and get an enormous weight.
    """

    def __init__(self, y: np.ndarray, alpha: float, gamma: float):
        self.y, self.alpha, self.gamma = y, alpha, gamma
        self.loss = self.clipped = float("nan")
        self.worst = 0.0

    def __call__(self, margin: np.ndarray, data: Any) -> tuple[np.ndarray, np.ndarray]:
        """Derivatives at the margins of the rounds so far."""
        gradient, hessian = focal_derivatives(margin, self.y, self.alpha, self.gamma)
        self.loss = self.log_loss(margin, self.y)
        self.clipped = float((hessian < MIN_HESSIAN).mean())
        self.worst = max(self.worst, self.clipped)
        return gradient, np.maximum(hessian, MIN_HESSIAN)

    def log_loss(self, margin: np.ndarray, y: np.ndarray) -> float:
        """Log loss of the probabilities behind focal margins: comparable between settings and with networks."""
        log_odds = focal_log_odds(margin, self.alpha, self.gamma)
        return float(np.logaddexp(0.0, np.where(y == 1, -log_odds, log_odds)).mean())

    def held_losses(self, margin: np.ndarray, rows: Any) -> list[tuple[str, float]]:
        """Of validation rows: the log loss, to be read, and the focal loss, which the trees minimise and stop by."""
        y = rows.get_label()
        return [
            ("loss", self.log_loss(margin, y)),
            (FOCAL, float(focal_loss(margin, y, self.alpha, self.gamma).mean())),
        ]


def boost(
    rows: Rows,
    validation: Rows | None,
    how: Boosting,
    *,
    feature_weights: np.ndarray | None = None,
    stage: str = "booster",
    stage_number: int = 1,
    n_stages: int = 1,
    on_epoch: Callable[[EpochReport], None] | None = None,
    state: Callable[[], Any] | None = None,
) -> Boosted:
    """Boost trees up to the least focal loss of the validation rows (all rounds where there are none).

    `feature_weights`, one a column, say how often each is offered where columns are drawn.
    """
    import xgboost

    X, y = rows
    train = xgboost.QuantileDMatrix(X, y, feature_weights=feature_weights, nthread=how.n_threads)
    objective = FocalObjective(y, how.alpha, how.gamma)

    def report(epoch: int, log: Mapping[str, float]) -> EpochReport:
        log = {"loss": objective.loss, **log, "clipped_share": objective.clipped}
        return EpochReport(stage, epoch, how.n_estimators, log, state, stage_number, n_stages)

    watched = []
    if validation is not None:
        watched = [(xgboost.QuantileDMatrix(*validation, ref=train, nthread=how.n_threads), "validation")]
    watcher = reporter(report, on_epoch, how.patience if watched else 0, f"validation_{FOCAL}")
    booster = xgboost.train(
        how.library_parameters(float(y.mean())),
        train,
        how.n_estimators,
        evals=watched,
        obj=objective,
        custom_metric=objective.held_losses,
        callbacks=[watcher],
        verbose_eval=False,
    )
    n_rounds = watcher.best_round or booster.num_boosted_rounds()
    notes = []
    if objective.worst > 0:
        notes.append(f"{stage}: up to {objective.worst:.2%} of the training rows had their second derivative clipped.")
    return Boosted(booster[:n_rounds], n_rounds, watcher.history, notes)


def reporter(
    report: Callable[[int, Mapping[str, float]], EpochReport],
    on_epoch: Callable | None,
    patience: int = 0,
    by: str = "validation_loss",
):
    """A callback of the library that tells `on_epoch` of every round; `history` lists what was told.

    With `patience` it also stops after so many rounds without a smaller loss `by`, the one that the trees minimise on
    training rows; `best_round` has the least, and `best` is what was told of it. The AUC never stops trees: on small
    books it is at its best by chance after a handful, and PDs are then far too close together.
    """
    import xgboost

    check = checker(on_epoch)

    class Reporter(xgboost.callback.TrainingCallback):
        def __init__(self) -> None:
            super().__init__()
            self.history: list[dict] = []
            self.best_round = 0
            self.best: Mapping[str, float] = {}

        def after_iteration(self, model, epoch, evals_log) -> bool:
            check()
            last = {
                f"{rows.removesuffix(LIBRARY_SUFFIX)}_{name}": float(values[-1])
                for rows, by in evals_log.items()
                for name, values in by.items()
            }
            told = report(epoch + 1, last)
            self.history.append({"stage": told.stage, "epoch": told.epoch, **told.log})
            if on_epoch is not None:
                on_epoch(told)
            return patience > 0 and self.spent(told)

        def spent(self, told: EpochReport) -> bool:
            if told.log[by] < self.best.get(by, np.inf):
                self.best, self.best_round = told.log, told.epoch
            return told.epoch - self.best_round >= patience

    return Reporter()


def booster_margin(booster: Any, X: np.ndarray) -> np.ndarray:
    """Margins of the rows, (n,) float64."""
    import xgboost

    return booster.predict(xgboost.DMatrix(X), output_margin=True).astype(np.float64)


def booster_contributions(booster: Any, X: np.ndarray) -> np.ndarray:
    """The library's Shapley values of the margin, by the paths of the training rows, (n, n_columns)."""
    import xgboost

    return booster.predict(xgboost.DMatrix(X), pred_contribs=True)[:, :-1].astype(np.float64)


def booster_bytes(booster: Any) -> bytes:
    """A booster as UBJSON."""
    return bytes(booster.save_raw("ubj"))


def booster_from(raw: bytes) -> Any:
    """The booster behind such bytes."""
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(bytearray(raw))
    return booster
