"""How long work tells the outside how far it is, and how the outside stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a stage needs to go on as if it had never been interrupted.

    Kept as one safetensors file: arrays as they are, `meta` as JSON in its header. No pickle.
    """

    stage: str
    epoch: int  # epochs finished
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)  # JSON values only


@dataclass(frozen=True, eq=False)
class EpochReport:
    """One epoch (or round, or step) of one stage is done."""

    stage: str  # in words, e.g. "network 1 of 3"
    epoch: int  # epochs finished in this stage, from 1
    n_epochs: int  # at most; early stopping may end sooner
    log: dict[str, float]  # e.g. {"loss": .43, "validation_auc": .77}
    state: Callable[[], Checkpoint] | None = None  # called only when a checkpoint is wanted
    stage_number: int = 1  # from 1
    n_stages: int = 1
    seconds_left: float | None = None  # of the whole, where the work knows better than its pace tells; nan: not yet


@runtime_checkable
class Progress(Protocol):
    """What `fit(on_epoch=...)` takes. A plain function of an `EpochReport` is enough; `check` is optional."""

    def __call__(self, report: EpochReport) -> None:
        """Take note of a finished epoch; may raise `RunCancelled`."""

    def check(self) -> None:
        """Return at once, or raise `RunCancelled` when a stop was asked for. Called after every batch."""


def no_progress(report: EpochReport) -> None:
    """Take no note."""


def checker(on_epoch: Callable[[EpochReport], None] | None) -> Callable[[], None]:
    """The cheap check of `on_epoch`, or a function that does nothing."""
    return getattr(on_epoch, "check", None) or (lambda: None)
