"""The one training loop. It knows no model: a task says what a batch is and what a step does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from creditviz.exceptions import CreditVizError
from creditviz.networks.devices import random_state, set_random_state
from creditviz.progress import Checkpoint, EpochReport, checker


class Task(Protocol):
    """What is trained: a classifier, a pair of GAN networks, two domains at once."""

    device: torch.device

    def batches(self, generator: torch.Generator) -> Iterable[Any]:
        """The batches of one epoch, shuffled by `generator`."""

    def step(self, batch: Any) -> Mapping[str, Tensor]:
        """One update; returns detached scalars, averaged over the epoch. "loss" must be among them."""

    def evaluate(self, check: Callable[[], None]) -> dict[str, float]:
        """What to say about the networks after an epoch, e.g. {"validation_auc": .77}."""

    def weights(self) -> dict[str, Tensor]:
        """Copies of what the finished model consists of."""

    def load_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Go back to such weights."""

    def state(self) -> dict[str, Tensor]:
        """Copies of all that a later step depends on: weights, optimisers, counters."""

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from such a state."""


@dataclass(frozen=True)
class Stage:
    """Which part of a fit the loop is in.

    `carry` and `meta` travel in every checkpoint: finished parts and seeds, so that a resumed fit
    needs nothing else.
    """

    name: str = "network"
    number: int = 1
    n_stages: int = 1
    carry: Mapping[str, np.ndarray] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Progress:
    """What the loop remembers between epochs."""

    epoch: int = 0
    best_epoch: int = 0
    best_score: tuple[float, float] = (-math.inf, -math.inf)
    best: dict[str, Tensor] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, task: Task, log: Mapping[str, float], monitor: str) -> None:
        """Keep the weights of this epoch when they are the best so far (or when nothing tells).

        Of two epochs that rank alike the one with the lower validation loss is better: on an easy book
        the first epoch already ranks perfectly.
        """
        if monitor not in log:
            self.best_epoch = self.epoch
            return
        value = -log[monitor] if monitor.endswith("loss") else log[monitor]
        score = (value, -log.get("validation_loss", 0.0))
        if score > self.best_score:
            self.best_epoch, self.best_score, self.best = self.epoch, score, task.weights()


def train(
    task: Task,
    *,
    n_epochs: int,
    seed: int,
    patience: int = 0,
    monitor: str = "validation_auc",
    stage: Stage | None = None,
    on_epoch: Callable[[EpochReport], None] | None = None,
    resume_from: Checkpoint | None = None,
) -> Progress:
    """Train `task` and leave it with the weights of its best epoch.

    Parameters
    ----------
    n_epochs : at most.
    seed : of the shuffling. Dropout draws from the surrounding `local_randomness`.
    patience : epochs without a better `monitor` before stopping; 0 never stops early.
    monitor : what an epoch is judged by, higher is better, but of a loss lower; where `evaluate` does not give it,
        the last epoch stays.
    on_epoch : told after every epoch; its `check`, where it has one, is called after every batch. The report's
        `state()` describes the present moment: call it before returning.
    resume_from : a checkpoint of the same stage. On a CPU the result is the same, bit for bit, as without the break.

    Raises
    ------
    CreditVizError
        When the loss is not a number before any epoch was good.
    """
    stage, check = stage or Stage(), checker(on_epoch)
    generator = torch.Generator().manual_seed(seed)
    progress = Progress() if resume_from is None else _resume(task, generator, resume_from)
    while progress.epoch < n_epochs and not _patience_spent(progress, patience):
        log = _run_epoch(task, generator, check) | task.evaluate(check)
        if not all(map(math.isfinite, log.values())):
            _stop_at_nonsense(progress, stage)
            break
        progress.epoch += 1
        progress.history.append({"stage": stage.name, "epoch": progress.epoch, **log})
        progress.take(task, log, monitor)
        if on_epoch is not None:
            state = lambda: _checkpoint(task, generator, progress, stage)  # noqa: E731
            on_epoch(EpochReport(stage.name, progress.epoch, n_epochs, log, state, stage.number, stage.n_stages))
    if progress.best:
        task.load_weights(progress.best)
    return progress


def _patience_spent(progress: Progress, patience: int) -> bool:
    return 0 < patience <= progress.epoch - progress.best_epoch


def _run_epoch(task: Task, generator: torch.Generator, check: Callable[[], None]) -> dict[str, float]:
    """One pass; the means of what the steps say. Summed on the device: reading a number would wait for it."""
    totals: dict[str, Tensor] = {}
    n_steps = 0
    for batch in task.batches(generator):
        for name, value in task.step(batch).items():
            totals[name] = totals[name] + value if name in totals else value
        n_steps += 1
        check()
    return {name: float(total) / n_steps for name, total in totals.items()}


def _stop_at_nonsense(progress: Progress, stage: Stage) -> None:
    """The loss is no number: keep the best epoch if there is one, else say so."""
    where = f"in epoch {progress.epoch + 1} of {stage.name}"
    if not progress.best:
        raise CreditVizError(
            f"training needs a finite loss, however it was not a number {where}. "
            "Lower the learning rate, or look for extreme values in the book."
        )
    progress.notes.append(f"The loss was not a number {where}: epoch {progress.best_epoch} was kept.")


def _checkpoint(task: Task, generator: torch.Generator, progress: Progress, stage: Stage) -> Checkpoint:
    arrays = {f"done/{name}": array for name, array in stage.carry.items()}
    arrays |= {f"state/{name}": t.cpu().numpy() for name, t in task.state().items()}
    arrays |= {f"best/{name}": t.cpu().numpy() for name, t in progress.best.items()}
    arrays |= {f"random/{name}": t.numpy() for name, t in random_state(task.device).items()}
    arrays["shuffle"] = generator.get_state().numpy()
    meta = {
        "best_epoch": progress.best_epoch,
        "best_score": list(progress.best_score) if progress.best else None,
        "history": list(progress.history),
        "stage_number": stage.number,
        **stage.meta,
    }
    return Checkpoint(stage.name, progress.epoch, arrays, meta)


def _resume(task: Task, generator: torch.Generator, checkpoint: Checkpoint) -> Progress:
    task.load_state(part(checkpoint, "state"))
    set_random_state(part(checkpoint, "random"), task.device)
    generator.set_state(torch.from_numpy(checkpoint.arrays["shuffle"].copy()))
    score = checkpoint.meta["best_score"]
    return Progress(
        checkpoint.epoch,
        checkpoint.meta["best_epoch"],
        Progress.best_score if score is None else tuple(score),
        part(checkpoint, "best"),
        list(checkpoint.meta["history"]),
    )


def part(checkpoint: Checkpoint, name: str) -> dict[str, Tensor]:
    """The tensors of a checkpoint whose names begin with `name`/."""
    prefix = name + "/"
    return {
        key.removeprefix(prefix): torch.from_numpy(np.array(array))
        for key, array in checkpoint.arrays.items()
        if key.startswith(prefix)
    }
