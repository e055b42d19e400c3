"""Settings of XGBoost tried in turn, each trial stopped on validation rows. Optuna and xgboost are imported inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from creditviz.models.base import Rows
from creditviz.models.boosting import library_device, reporter
from creditviz.models.xgboost import ENTRY as XGBOOST
from creditviz.progress import EpochReport, checker
from creditviz.search_space import searchable, suggest

STAGE = "trials"
SPACE = searchable(XGBOOST)  # the registered ranges' usual parts
FIRST = {name: value for name, value in XGBOOST.preset("default").parameters.items() if name in SPACE}
LEARNED_PER_STEP = 0.25  # rounds times learning rate between two looks at a trial
STEPS_BEFORE_PRUNING = 6
TRIALS_BEFORE_PRUNING = 5


@dataclass(frozen=True)
class Budget:
    """How long is searched, and with what."""

    n_trials: int
    n_estimators: int
    patience: int
    seed: int
    n_threads: int = 1
    device: str = "auto"


@dataclass(frozen=True, eq=False)
class Boosted:
    """One trial, cut to its best round."""

    booster: Any
    settings: dict[str, Any]  # n_estimators among them
    auc: float  # on validation rows
    loss: float


@dataclass(frozen=True, eq=False)
class Tried:
    """A search: its best trial, how many trials were ended early, and a row per trial."""

    best: Boosted
    n_pruned: int
    history: list[dict]


def boost_settings(train: Any, held: Any, settings: Mapping[str, Any], budget: Budget, on_epoch: Any = None) -> Boosted:
    """One booster of the ordinary loss.

    Parameters
    ----------
    train, held : rows as the library holds them; None for `held`: all rounds, no early stopping.
    settings : of the trees; a number of trees among them overrules the budget's.
    on_epoch : told after every round.
    """
    import xgboost

    trees = {"n_estimators": budget.n_estimators, **settings}
    n_rounds = trees.pop("n_estimators")

    def report(epoch: int, log: Mapping[str, float]) -> EpochReport:
        named = {name.replace("logloss", "loss"): value for name, value in log.items()}
        return EpochReport("booster", epoch, n_rounds, named)

    watcher = reporter(report, on_epoch, budget.patience if held is not None else 0)
    parameters = {
        "objective": "binary:logistic",
        "eval_metric": ["logloss", "auc"],
        "tree_method": "hist",
        "seed": budget.seed,
        "nthread": budget.n_threads,
        "device": library_device(budget.device),
        "verbosity": 0,
        **trees,
    }
    evals = [] if held is None else [(held, "validation")]
    booster = xgboost.train(parameters, train, n_rounds, evals=evals, callbacks=[watcher], verbose_eval=False)
    n_kept = watcher.best_round or booster.num_boosted_rounds()
    auc, negative_loss = watcher.best
    return Boosted(booster[:n_kept], {**settings, "n_estimators": n_kept}, auc, -negative_loss)


class Watch:
    """Looks at a trial from time to time and ends it when it is worse than the median of the earlier ones.

    Trials are compared after equal learning (rounds times learning rate): a slow learner is behind after equal
    rounds.
    """

    def __init__(self, trial: Any, check: Callable[[], None]) -> None:
        self.trial, self.check, self.step, self.auc, self.loss = trial, check, 0, 0.0, float("nan")

    def __call__(self, told: EpochReport) -> None:
        """Take note of a round; raises `optuna.TrialPruned`."""
        import optuna

        if told.log["validation_auc"] > self.auc:
            self.auc, self.loss = told.log["validation_auc"], told.log["validation_loss"]
        step = int(told.epoch * self.trial.params["learning_rate"] / LEARNED_PER_STEP)
        if step == self.step:
            return
        self.step = step
        self.trial.report(self.auc, step)
        if self.trial.should_prune():
            raise optuna.TrialPruned


def try_settings(
    rows: Rows, validation: Rows, budget: Budget, on_epoch: Callable[[EpochReport], None] | None = None
) -> Tried:
    """Search by the tree-structured Parzen estimator; the settings of the registered XGBoost are the first trial.

    Parameters
    ----------
    rows, validation : training rows, and those that every trial is stopped and judged on.
    budget : how long to search.
    on_epoch : told after every trial; its `check`, where it has one, is called after every round.
    """
    import xgboost

    train = xgboost.QuantileDMatrix(*rows, nthread=budget.n_threads)
    held = xgboost.QuantileDMatrix(*validation, ref=train, nthread=budget.n_threads)
    study = _study(budget.seed)
    best: Boosted | None = None
    history: list[dict] = []
    n_pruned = 0
    for number in range(1, budget.n_trials + 1):
        trial = study.ask()
        watch = Watch(trial, checker(on_epoch))
        boosted = _try(study, trial, watch, train, held, budget)
        n_pruned += boosted is None
        if boosted is not None and (best is None or (boosted.auc, -boosted.loss) > (best.auc, -best.loss)):
            best = boosted
        assert best is not None, "the first trial is never ended early"
        log = {"validation_auc": watch.auc, "validation_loss": watch.loss, "best_validation_auc": best.auc}
        history.append({"stage": STAGE, "epoch": number, **log, **trial.params})
        if on_epoch is not None:
            on_epoch(EpochReport(STAGE, number, budget.n_trials, log))
    return Tried(best, n_pruned, history)


def _study(seed: int) -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)  # it would print a line for every study
    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed % 2**32),
        pruner=optuna.pruners.MedianPruner(TRIALS_BEFORE_PRUNING, STEPS_BEFORE_PRUNING),
    )
    study.enqueue_trial(FIRST)
    return study


def _try(study: Any, trial: Any, watch: Watch, train: Any, held: Any, budget: Budget) -> Boosted | None:
    """One trial; None where it was ended early."""
    import optuna

    try:
        boosted = boost_settings(train, held, suggest(trial, SPACE), budget, watch)
    except optuna.TrialPruned:
        study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        return None
    study.tell(trial, boosted.auc)
    return boosted
