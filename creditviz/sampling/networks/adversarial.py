"""What CGAN and ACTGAN share: encode the rows, train, keep snapshots, draw, decode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.exceptions import SpecificationError
from creditviz.hyperparameters import Choice, Range
from creditviz.progress import checker
from creditviz.sampling.generator import SNAPSHOTS
from creditviz.sampling.generator_rows import GeneratorRows, row_weights
from creditviz.sampling.networks.network_generator import NetworkGenerator
from creditviz.sampling.yardstick import Yardstick

REPORT_EVERY = 100  # steps

SETTINGS: dict[str, Range | Choice] = {
    "n_steps": Range(
        1, 100_000, label="Steps", help="Updates of the generator; more let it come nearer, and take longer.", log=True
    ),
    "batch_size": Range(4, 4096, label="Batch size", help="Rows of an update; more are steadier and slower.", log=True),
    "learning_rate": Range(1e-6, 1e-1, help="Size of an update; too large and the training runs away.", log=True),
}
TINY = {"n_steps": 6, "batch_size": 32, "snapshots": (2, 4), "device": "cpu"}


@dataclass(frozen=True, eq=False)
class Learned:
    """The rows as networks read them."""

    rows: GeneratorRows
    X: np.ndarray  # (n, n_read) float32
    y: np.ndarray  # (n,) class numbers
    n_classes: int
    device: Any  # torch.device


@dataclass(kw_only=True, eq=False, repr=False)
class AdversarialSampler(NetworkGenerator):
    """Base of CGAN and ACTGAN; a new one writes `_rows` and `_task`.

    Attributes
    ----------
    classes_ : labels seen in `fit`.
    """

    title = ""

    n_steps: int = 10000
    batch_size: int = 128
    learning_rate: float = 0.0002
    snapshots: Any = SNAPSHOTS
    device: str = "auto"
    sampling_strategy: Any = "auto"
    schema: Any = None
    random_state: Any = None

    def _rows(self) -> GeneratorRows:
        """The way in which rows are written for the networks."""
        raise NotImplementedError

    def _task(self, learned: Learned, steps, watch):
        """The task that trains the generator."""
        raise NotImplementedError

    def _equal_classes(self, share: float) -> bool:
        """Whether every class makes up as much of a batch as any other; `share` is the rarest class's."""
        return True

    def _most_steps(self, rarest: int, n_classes: int) -> int:
        """Steps to take when the rarest of the classes has so many rows."""
        return self.n_steps

    def _learn(self, frame, labels, on_epoch, resume_from):
        from creditviz.networks.devices import local_randomness, resolve_device
        from creditviz.networks.generators.latent_generators import Steps, Watch
        from creditviz.networks.training import Stage, train

        check = checker(on_epoch)
        seed = self._seed() if resume_from is None else int(resume_from.meta["seed"])
        device = resolve_device(self.device)
        learned, watched = self._prepare(frame, labels, device)
        check()
        yardstick = Yardstick(frame[learned.y == watched], self.schema)
        watch = Watch(watched, lambda drawn: yardstick.distance(learned.rows.decode(drawn)))
        n_steps = self._most_steps(int(np.bincount(learned.y).min()), learned.n_classes)
        steps = Steps(n_steps, self.batch_size, REPORT_EVERY, tuple(self.snapshots))
        with local_randomness(seed, device):
            task = self._task(learned, steps, watch)
            progress = train(
                task,
                n_epochs=steps.n_reports,
                seed=seed,
                monitor="step",
                stage=Stage(self.title, meta={"seed": seed}),
                on_epoch=on_epoch,
                resume_from=resume_from,
            )
        self._finish(task, progress)
        self.device_ = str(device)

    def _prepare(self, frame: pd.DataFrame, labels: np.ndarray, device) -> tuple[Learned, int]:
        """The rows for the networks, and the class that reports are about: defaulters, else the rarest."""
        self.classes_, y, count = np.unique(labels, return_inverse=True, return_counts=True)
        self._check_enough(labels, self.classes_, self.title)
        self._equal = self._equal_classes(count.min() / count.sum())
        self._written = rows = self._rows().fit(frame, row_weights(y, equal_classes=self._equal))
        bad = np.flatnonzero(self.classes_ == 1)
        watched = int(bad[0] if len(bad) else count.argmin())
        return Learned(rows, rows.encode(frame), y, len(self.classes_), device), watched

    def _finish(self, task, progress) -> None:
        self.history_ = [{k: v for k, v in row.items() if k not in ("stage", "epoch")} for row in progress.history]
        last = int(self.history_[-1]["step"])
        if progress.notes:
            self.notes_.append(
                f"The loss was not a number before step {last + REPORT_EVERY:,}: "
                f"the generator of step {last:,} was kept."
            )
        weights = {step: kept for step, kept in task.snapshots.items() if step < last} | {last: task.weights()}
        self._generator, self._weights, self.snapshots_ = task.generator, weights, tuple(weights)

    def _number(self, label: Any) -> int:
        """The number of a class; raises `SpecificationError` for one that was not learned."""
        found = np.flatnonzero(self.classes_ == label)
        if not len(found):
            known = ", ".join(str(name) for name in self.classes_)
            raise SpecificationError(
                f"{self.title} learned the outcomes {known}, however: {label!r}. Ask for one of these."
            )
        return int(found[0])
