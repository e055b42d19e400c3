"""Settings tried one after another: each fits a model on training rows and is judged on validation rows alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from creditviz.evaluation.calibration.calibrations import PriorCorrected
from creditviz.exceptions import CreditVizError, DataError, RunCancelled, SpecificationError
from creditviz.experiment.fitting import OnEpoch, build, learn, prior_behind
from creditviz.experiment.resampling import check_parameters
from creditviz.experiment.search.tuner import Plan, Pruner, Tuner
from creditviz.metrics import auc, log_loss
from creditviz.progress import EpochReport, checker
from creditviz.results import Layout, Search, Trial
from creditviz.results.search import FAILED, FINISHED, PRUNED
from creditviz.specification import Specification

Matrix = tuple[np.ndarray, np.ndarray]  # encoded rows (n, n_features), outcomes (n,)
FAILURES = (CreditVizError, ValueError, ArithmeticError, RuntimeError)  # what libraries raise for settings they refuse
SHOWN_FAILURES = 3
OPTIMISM = (
    "The best value is the highest of several on the same validation rows, so it flatters a little; "
    "only test rows tell what the settings are worth."
)


@dataclass(frozen=True, eq=False)
class TrialRows:
    """The rows that every trial of a search stands on; no test row is among them."""

    layout: Layout
    train: Matrix
    validation: Matrix
    prior_real: float  # bad share of the real training rows
    counts: Mapping[str, int] = field(default_factory=dict)  # {"train", "synthetic", "validation"}


def run_trials(
    plan: Plan,
    rows: TrialRows,
    spec: Specification,
    *,
    on_epoch: OnEpoch | None = None,
    before: Sequence[Trial] = (),
    keep: Callable[[Search], None] | None = None,
    notes: Sequence[str] = (),
) -> Search:
    """Make the trials of a plan.

    Parameters
    ----------
    spec : seed and device of every fit.
    before : trials of an interrupted search with the same plan; the rest is made.
    keep : is given the search after every trial, so that a stopped one is worth something.
    notes : what a reader must know of the rows.

    Raises
    ------
    SpecificationError
        Every trial failed.
    RunCancelled
        `on_epoch` asked to stop; what `keep` was given last holds.
    """
    tuner = Tuner(plan, before)
    search = Search(plan.model, plan.method, plan.metric, plan.n_asked, tuple(before), rows.counts, tuple(notes))
    while not search.complete:
        asked, parameters = tuner.ask()
        trial = _known(search, parameters) or _make(plan, rows, spec, search, asked, parameters, on_epoch)
        tuner.tell(asked, trial)
        search = replace(search, trials=(*search.trials, trial))
        search = replace(search, notes=(*notes, *_words(search)))
        if keep is not None:
            keep(search)
        _tell(search, on_epoch)
    if search.best is None:
        reason = next(trial.reason for trial in search.trials if trial.reason)
        raise SpecificationError(
            f"a search needs a trial that succeeds, however all {len(search.trials)} of {plan.entry.label} failed, "
            f"the first with: {reason.rstrip('.')}. Vary other settings, or fix some."
        )
    return search


def _known(search: Search, parameters: Mapping[str, Any]) -> Trial | None:
    """The same settings tried before: the same seed would give the same value."""
    same = (trial for trial in search.trials if trial.parameters == parameters and trial.state == FINISHED)
    found = next(same, None)
    return None if found is None else replace(found, seconds=0.0)


def _make(
    plan: Plan,
    rows: TrialRows,
    spec: Specification,
    search: Search,
    asked: Any,
    parameters: dict[str, Any],
    on_epoch: OnEpoch | None,
) -> Trial:
    """Fit and judge one choice of settings; what the model refuses is a failed trial."""
    began, listener = time.perf_counter(), _Listener(on_epoch, search, Pruner(asked, plan.prunes))
    state, value, reason = FINISHED, None, ""
    try:
        value = _value(plan, rows, spec, parameters, listener)
    except RunCancelled:
        raise
    except _CutShort:
        state, value = PRUNED, float(listener.pruner.reports[-1, 1])
    except FAILURES as error:
        state, reason = FAILED, " ".join(str(error).split()) or type(error).__name__
    seconds = time.perf_counter() - began
    return Trial(parameters, state, value, seconds, listener.epochs, listener.pruner.reports, reason)


def _value(
    plan: Plan, rows: TrialRows, spec: Specification, parameters: Mapping[str, Any], listener: _Listener
) -> float:
    settings = {**plan.fixed, **parameters}
    check_parameters(plan.entry, settings)
    model = build(plan.entry, settings, rows.layout, spec)
    learn(plan.entry, model, *rows.train, rows.validation, on_epoch=listener)
    X, y = rows.validation
    score = np.asarray(model.predict_proba(X)[:, 1], dtype=np.float64)
    if not np.isfinite(score).all():
        raise DataError("scores must be numbers, however some of this model's are not. Take a smaller learning rate.")
    if plan.metric == "log_loss":  # a sampler raises every probability; the AUC does not mind
        prior = prior_behind(model, rows.train[1], rows.prior_real)
        score = PriorCorrected(prior, rows.prior_real).apply(score)
    return float(METRICS[plan.metric](y, score))


METRICS: Mapping[str, Callable[[np.ndarray, np.ndarray], float]] = {"auc": auc, "log_loss": log_loss}


class _CutShort(Exception):
    """A trial fell behind; raised through the model's training."""


class _Listener:
    """The epochs of one trial as a stage of the search; they leave no points, a search has too many.

    Parameters
    ----------
    search : as it stood before the trial.
    """

    def __init__(self, on_epoch: OnEpoch | None, search: Search, pruner: Pruner) -> None:
        self._on_epoch, self._search, self.pruner = on_epoch, search, pruner
        self.check = checker(on_epoch)
        self.epochs = 0
        self._began = time.perf_counter()

    def _seconds_left(self) -> float:
        """Of the search: what its trials so far tell, less what this one has taken."""
        passed = time.perf_counter() - self._began
        return max(seconds_left(self._search) - passed, 0.0) if self._search.trials else math.nan

    def __call__(self, report: EpochReport) -> None:
        """Pass an epoch on; raise where the trial falls behind."""
        self.epochs += 1
        number = len(self._search.trials)
        if self._on_epoch is not None:
            self._on_epoch(
                replace(
                    report,
                    stage=_stage(self._search, number),
                    stage_number=number * report.n_stages + report.stage_number,
                    n_stages=self._search.n_trials * report.n_stages,
                    log={},
                    state=None,
                    seconds_left=self._seconds_left(),
                )
            )
        value = report.log.get("validation_auc")
        if value is None or report.stage_number > 1:
            return
        if self.pruner.falls_behind(report.epoch, report.n_epochs, value):
            raise _CutShort


def seconds_left(search: Search) -> float:
    """At the pace of the trials so far; not a number before the first."""
    if not search.trials:
        return math.nan
    pace = sum(trial.seconds for trial in search.trials) / len(search.trials)
    return pace * (search.n_trials - len(search.trials))


def _tell(search: Search, on_epoch: OnEpoch | None) -> None:
    """Report the trial that has just ended."""
    if on_epoch is None:
        return
    number, trial = len(search.trials) - 1, search.trials[-1]
    log = {} if trial.value is None else {"value": trial.value}
    if search.best is not None:
        log["best"] = float(search.best_so_far()[-1])
    on_epoch(
        EpochReport(
            _stage(search, number),
            1,
            1,
            log,
            stage_number=number + 1,
            n_stages=search.n_trials,
            seconds_left=seconds_left(search),
        )
    )


def _stage(search: Search, number: int) -> str:
    words = f"trial {number + 1} of {search.n_trials}"
    if search.best is None:
        return words
    return f"{words}, best {search.metric.replace('_', ' ').replace('auc', 'AUC')} {search.best_so_far()[-1]:.4f}"


def _words(search: Search) -> list[str]:
    """What a reader of the trials must know."""
    words = [OPTIMISM] if len(search.trials) > 1 and search.best is not None else []
    failed = [(number, trial) for number, trial in enumerate(search.trials, 1) if trial.state == FAILED]
    for number, trial in failed[:SHOWN_FAILURES]:
        words.append(f"Trial {number} failed: {trial.reason}")
    if len(failed) > SHOWN_FAILURES:
        words.append(f"{len(failed) - SHOWN_FAILURES} further trials failed.")
    if n_pruned := search.n_in(PRUNED):
        words.append(
            f"{n_pruned} of {len(search.trials)} trials were cut short because they were behind the median of those "
            "before them at the same epoch; slow learners may be among them."
        )
    return words
