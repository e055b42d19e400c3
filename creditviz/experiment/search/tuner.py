"""Optuna behind one small door: which settings come next, and whether a trial falls behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from creditviz.models import MODELS
from creditviz.registry import ModelEntry
from creditviz.results.search import FINISHED, LOWER_IS_BETTER, PRUNED, Trial
from creditviz.search_space import Space, grid_points, grid_size, grid_values, suggest

STARTUP = 5  # finished trials before one may be cut short
EARLIEST = 0.1  # share of the epochs at most before a trial may be cut short
CHECKS = 50  # a trial is compared about so often at most


@dataclass(frozen=True)
class Plan:
    """What varies, how it is chosen, how often, and what is better."""

    model: str  # registry key
    space: Space
    method: str = "tpe"  # "grid", "random" or "tpe"
    n_trials: int = 30
    metric: str = "auc"
    seed: int = 0
    fixed: Mapping[str, Any] = field(default_factory=dict)  # settings that stay

    @property
    def entry(self) -> ModelEntry:
        """The model."""
        return MODELS[self.model]

    @property
    def n_asked(self) -> int:
        """Trials to make: those asked for, or the points of a smaller grid."""
        return min(self.n_trials, grid_size(self.space, self.entry)) if self.method == "grid" else self.n_trials

    @property
    def prunes(self) -> bool:
        """Whether trials may be cut short: they are compared by the AUC that models report, which only TPE needs."""
        return self.method == "tpe" and self.metric == "auc"


class Tuner:
    """Asks Optuna for settings and tells it what came of them.

    The sampler is seeded anew for every trial, from the plan's seed and the trial's number: a search that goes on
    asks for the same settings as one that was never interrupted.

    Parameters
    ----------
    plan : what is searched.
    before : trials of an interrupted search, in order.
    """

    def __init__(self, plan: Plan, before: Sequence[Trial] = ()) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.plan = plan
        lower = plan.metric in LOWER_IS_BETTER
        self.study = optuna.create_study(
            direction="minimize" if lower else "maximize",
            pruner=optuna.pruners.MedianPruner(n_startup_trials=STARTUP),
        )
        self._points = grid_points(plan.space, plan.n_asked, plan.seed, plan.entry) if plan.method == "grid" else None
        self._n_told = 0
        for trial in before:
            self.tell(self._again(trial), trial)

    def ask(self) -> tuple[Any, dict[str, Any]]:
        """(Optuna's trial, settings) of the next trial."""
        number = self._n_told
        if self._points is not None:
            self.study.enqueue_trial(self._points[number])
        self.study.sampler = self._sampler(number)
        asked = self.study.ask()
        return asked, self._settings(asked)

    def tell(self, asked: Any, trial: Trial) -> None:
        """What came of a trial."""
        from optuna.trial import TrialState

        self._n_told += 1
        if trial.state == FINISHED:
            self.study.tell(asked, trial.value)
        else:
            self.study.tell(asked, state=TrialState.PRUNED if trial.state == PRUNED else TrialState.FAIL)

    def _again(self, trial: Trial) -> Any:
        """A trial of an interrupted search, as if it had just been made."""
        self.study.enqueue_trial(dict(trial.parameters))
        asked = self.study.ask()
        self._settings(asked)
        for epoch, value in trial.reports:
            asked.report(float(value), int(epoch))
        return asked

    def _settings(self, asked: Any) -> dict[str, Any]:
        if self._points is None:
            return suggest(asked, self.plan.space)
        entry = self.plan.entry
        return {
            name: asked.suggest_categorical(name, grid_values(name, legal, entry))
            for name, legal in self.plan.space.items()
        }

    def _sampler(self, number: int) -> Any:
        from optuna.samplers import RandomSampler, TPESampler

        seed = int(np.random.SeedSequence([self.plan.seed, number]).generate_state(1)[0])
        return TPESampler(seed=seed) if self.plan.method == "tpe" else RandomSampler(seed=seed)


class Pruner:
    """Follows the validation AUC of one trial and says when it falls behind the median of those before.

    Only the first stage is compared: later stages of a model (its second network, its trees) are not alike in time.

    Parameters
    ----------
    asked : Optuna's trial.
    on : off, nothing is ever cut short, but the reports are kept.
    """

    def __init__(self, asked: Any, on: bool) -> None:
        self._asked, self._on = asked, on
        self._reports: list[tuple[int, float]] = []

    @property
    def reports(self) -> np.ndarray:
        """(n, 2): epoch, validation AUC."""
        return np.array(self._reports, dtype=np.float64).reshape(-1, 2)

    def falls_behind(self, epoch: int, n_epochs: int, auc: float) -> bool:
        """Take note of an epoch; True when the trial should be cut short."""
        if epoch % max(1, n_epochs // CHECKS) or not np.isfinite(auc):
            return False
        self._reports.append((epoch, auc))
        if not self._on:
            return False
        self._asked.report(auc, epoch)
        return epoch >= EARLIEST * n_epochs and bool(self._asked.should_prune())
