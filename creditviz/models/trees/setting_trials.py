"""Settings of XGBoost tried in turn, each trial stopped on validation rows. Optuna and xgboost are imported inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from creditviz.models.base import Rows
from creditviz.models.trees.plain_boosting import Boosted, Trees, boost_trees
from creditviz.models.trees.xgboost import ENTRY as XGBOOST
from creditviz.progress import EpochReport, checker
from creditviz.search_space import searchable, suggest

STAGE = "trials"
SPACE = searchable(XGBOOST)  # the registered ranges' usual parts
LIBRARY = {"reg_lambda": 1.0}  # xgboost's own, where the preset is silent: Optuna would draw what is not given
FIRST = {**LIBRARY, **{name: value for name, value in XGBOOST.preset("default").parameters.items() if name in SPACE}}
LEARNED_PER_STEP = 0.25  # rounds times learning rate between two looks at a trial
STEPS_BEFORE_PRUNING = 6
KEPT_PERCENT = 75.0  # only a trial of the worst quarter is ended: early order says little of the last
TRIALS_BEFORE_PRUNING = 5


@dataclass(frozen=True, eq=False)
class Tried:
    """A search: its best trial, how many trials were ended early, and a row per trial."""

    best: Boosted
    n_pruned: int
    history: list[dict]


class Watch:
    """Looks at a trial from time to time and ends it when it is among the worst quarter.

    Trials are compared after equal learning (rounds times learning rate): a slow learner is behind after equal
    rounds.
    """

    def __init__(self, trial: Any, check: Callable[[], None]) -> None:
        self.trial, self.check, self.step, self.auc, self.loss = trial, check, 0, 0.0, float("nan")

    def __call__(self, told: EpochReport) -> None:
        """Take note of a round; raises `optuna.TrialPruned`."""
        import optuna

        if not told.log["validation_loss"] >= self.loss:  # the round that the trial would keep
            self.auc, self.loss = told.log["validation_auc"], told.log["validation_loss"]
        step = int(told.epoch * self.trial.params["learning_rate"] / LEARNED_PER_STEP)
        if step == self.step:
            return
        self.step = step
        self.trial.report(self.auc, step)
        if self.trial.should_prune():
            raise optuna.TrialPruned


def try_settings(
    rows: Rows, validation: Rows, n_trials: int, trees: Trees, on_epoch: Callable[[EpochReport], None] | None = None
) -> Tried:
    """Search by the tree-structured Parzen estimator; the settings of the registered XGBoost are the first trial.

    Parameters
    ----------
    rows, validation : training rows, and those that every trial is stopped and judged on.
    n_trials : settings tried.
    trees : what all trials have in common.
    on_epoch : told after every trial; its `check`, where it has one, is called after every round.
    """
    import xgboost

    train = xgboost.QuantileDMatrix(*rows, nthread=trees.n_threads)
    held = xgboost.QuantileDMatrix(*validation, ref=train, nthread=trees.n_threads)
    study = study_of(trees.seed)
    best: Boosted | None = None
    history: list[dict] = []
    n_pruned = 0
    for number in range(1, n_trials + 1):
        trial = study.ask()
        watch = Watch(trial, checker(on_epoch))
        boosted = _try(study, trial, watch, train, held, trees)
        n_pruned += boosted is None
        if boosted is not None and (best is None or (boosted.auc, -boosted.loss) > (best.auc, -best.loss)):
            best = boosted
        assert best is not None, "the first trial is never ended early"
        log = {"validation_auc": watch.auc, "validation_loss": watch.loss, "best_validation_auc": best.auc}
        history.append({"stage": STAGE, "epoch": number, **log, **trial.params})
        if on_epoch is not None:
            on_epoch(EpochReport(STAGE, number, n_trials, log))
    assert best is not None, "there is at least one trial"
    return Tried(best, n_pruned, history)


def study_of(seed: int) -> Any:
    """An empty study whose first trial will be the settings of the registered XGBoost."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)  # it would print a line for every study
    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed % 2**32),
        pruner=optuna.pruners.PercentilePruner(KEPT_PERCENT, TRIALS_BEFORE_PRUNING, STEPS_BEFORE_PRUNING),
    )
    study.enqueue_trial(FIRST)
    return study


def _try(study: Any, trial: Any, watch: Watch, train: Any, held: Any, trees: Trees) -> Boosted | None:
    """One trial; None where it was ended early."""
    import optuna

    try:
        boosted = boost_trees(train, held, suggest(trial, SPACE), trees, watch)
    except optuna.TrialPruned:
        study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        return None
    study.tell(trial, boosted.auc)
    return boosted
