"""What a search of settings hands to the rooms that show it; complete after every trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FINISHED, PRUNED, FAILED = "finished", "pruned", "failed"
LOWER_IS_BETTER = ("log_loss",)


@dataclass(frozen=True, eq=False)
class Trial:
    """One choice of settings, fitted on training rows and judged on validation rows."""

    parameters: Mapping[str, Any]  # the settings that vary; JSON values
    state: str  # FINISHED; PRUNED: cut short; FAILED: the model refused
    value: float | None = None  # on validation rows; where it was cut short the last one reported, failed: None
    seconds: float = 0.0
    epochs: int = 0  # epochs or trees that it took, 0 for a model without
    reports: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))  # (n, 2): epoch, validation AUC
    reason: str = ""  # why it failed


@dataclass(frozen=True, eq=False)
class Search:
    """Trials of one model's settings, in the order tried."""

    model: str
    method: str  # "grid", "random" or "tpe"
    metric: str  # "auc" or "log_loss", on validation rows
    n_trials: int  # asked for; the points of a smaller grid
    trials: tuple[Trial, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)  # {"train", "synthetic", "validation"}
    notes: tuple[str, ...] = ()

    @property
    def lower_is_better(self) -> bool:
        """Whether the best trial is the one of the smallest value."""
        return self.metric in LOWER_IS_BETTER

    @property
    def best(self) -> int | None:
        """Number of the best finished trial, from 0; the first of equals; None before one has finished."""
        done = [number for number, trial in enumerate(self.trials) if trial.state == FINISHED]
        sign = 1 if self.lower_is_better else -1
        return min(done, key=lambda number: sign * (self.trials[number].value or 0.0), default=None)

    @property
    def complete(self) -> bool:
        """Whether all trials were made."""
        return len(self.trials) >= self.n_trials

    def n_in(self, state: str) -> int:
        """Number of trials in a state."""
        return sum(trial.state == state for trial in self.trials)

    def best_so_far(self) -> np.ndarray:
        """The best finished value after each trial, (n_trials,); nan before the first."""
        values = [t.value if t.state == FINISHED and t.value is not None else np.nan for t in self.trials]
        best = (np.fmin if self.lower_is_better else np.fmax).accumulate(np.array(values, dtype=np.float64))
        return np.asarray(best)
