"""What generators with a latent space share: encode, train an autoencoder, train the generator, draw, decode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from creditviz.exceptions import SpecificationError
from creditviz.hyperparameters import Choice, Range
from creditviz.progress import Checkpoint, checker
from creditviz.sampling.generator import SNAPSHOTS
from creditviz.sampling.generator_rows import GeneratorRows
from creditviz.sampling.networks.latent_rows import SCALINGS
from creditviz.sampling.networks.network_generator import NetworkGenerator
from creditviz.sampling.yardstick import Yardstick

PATIENCE = 8  # epochs of the autoencoder without a better reconstruction
FEWEST_HELD = 5  # rows of a class; below that nothing is held back

SETTINGS: dict[str, Range | Choice] = {
    "n_steps": Range(
        1, 100_000, label="Steps", help="Updates of the generator; more let it come nearer, and take longer.", log=True
    ),
    "batch_size": Range(4, 4096, label="Batch size", help="Rows of an update; more are steadier and slower.", log=True),
    "learning_rate": Range(1e-6, 1e-2, help="Size of an update; too large and the training runs away.", log=True),
    "n_epochs": Range(
        1, 1000, label="Autoencoder epochs", help="Passes over the rows, at most, before the generator begins."
    ),
    "d_latent": Range(1, 512, label="Code length", help="Numbers that describe an account; more keep more detail."),
    "temperature": Range(
        0.0,
        2.0,
        label="Temperature of categories",
        help="Above 0 a category is drawn as often as its share says; 0 always takes the likeliest.",
    ),
    "scaling": Choice(
        tuple(SCALINGS),
        help="Ranks on a normal curve are met exactly on the way back; standard deviations let extremes rule.",
    ),
}
RECONSTRUCTION = Range(
    0.0, 100.0, label="Reconstruction", help="More keeps the generator nearer to the decoder that it began as."
)
AS_PUBLISHED: dict[str, Any] = {"scaling": "standard", "temperature": 0.0}
TINY: dict[str, Any] = {
    "n_steps": 6,
    "n_epochs": 2,
    "d_latent": 4,
    "batch_size": 32,
    "snapshots": (2, 4),
    "device": "cpu",
}


@dataclass(frozen=True, eq=False)
class Material:
    """What the networks learn from."""

    rows: GeneratorRows
    X: np.ndarray  # (n, width) float32
    y: np.ndarray  # (n,) class numbers
    held: np.ndarray  # (n,) bool: rows that only judge
    classes: np.ndarray  # (n_classes,) labels
    imitated: list[int]  # class numbers
    watched: int  # the class number that reports are about
    plan: Any = None  # networks.autoencoder.RowPlan


@dataclass
class Run:
    """One call of `_learn`: where it runs, whom it tells, what it goes on from."""

    device: Any
    seed: int
    on_epoch: Callable | None
    resume_from: Checkpoint | None
    n_stages: int
    done: dict[str, Any] = field(default_factory=dict)  # history and notes of the finished autoencoder

    @property
    def resumed_stage(self) -> int:
        """The stage that the checkpoint lies in, 0 without one."""
        return 0 if self.resume_from is None else int(self.resume_from.meta["stage_number"])

    def seed_of(self, stage: int) -> int:
        """The seed of a stage."""
        return int(np.random.SeedSequence([self.seed, stage]).generate_state(1)[0])


@dataclass(kw_only=True, eq=False, repr=False)
class LatentSampler(NetworkGenerator):
    """Base of BAGAN, GL-GAN and ADAAR; a new one writes `_task`.

    Attributes
    ----------
    classes_ : labels seen in `fit`.
    autoencoder_history_ : one dict an epoch of the autoencoder.
    """

    title = ""
    needs_autoencoder = True
    held_share = 0.1
    separation = 0.0
    code_noise = 0.0

    n_steps: int = 5000
    batch_size: int = 128
    learning_rate: float = 0.0002
    n_epochs: int = 50
    d_latent: int = 32
    temperature: float = 0.66
    scaling: str = "quantile-normal"
    snapshots: Any = SNAPSHOTS
    device: str = "auto"
    sampling_strategy: Any = "auto"
    schema: Any = None
    random_state: Any = None

    def _learn(self, frame, labels, on_epoch, resume_from):
        from creditviz.networks.devices import resolve_device

        device = resolve_device(self.device)
        seed = self._seed() if resume_from is None else int(resume_from.meta["seed"])
        run = Run(device, seed, on_epoch, resume_from, 2 if self.needs_autoencoder else 1)
        material = self._material(frame, labels, seed)
        watch = Yardstick(frame[material.y == material.watched], self.schema)
        autoencoder = self._autoencoder(material, run) if self.needs_autoencoder else None
        self._train(material, autoencoder, run, lambda rows: watch.distance(material.rows.decode(rows)))
        self.autoencoder_history_ = run.done.get("history", [])
        self.device_ = str(device)

    def _task(self, material: Material, autoencoder, steps, watch, device, check):
        """The task that trains the generator."""
        raise NotImplementedError

    def _imitates(self, classes: np.ndarray, count: np.ndarray) -> list[int]:
        """Class numbers that are imitated: every outcome but the most common one, defaulters always."""
        wanted = [label for label, n in self.sampling_strategy_.items() if n > 0]
        common = count.argmax()
        return [i for i, label in enumerate(classes) if i != common or label == 1 or label in wanted]

    def _material(self, frame: pd.DataFrame, labels: np.ndarray, seed: int) -> Material:
        from creditviz.networks.generators.autoencoder import RowPlan

        classes, y, count = np.unique(labels, return_inverse=True, return_counts=True)
        imitated = self._imitates(classes, count)
        self._check_enough(labels, classes[imitated], self.title)
        rows = SCALINGS[self.scaling](self.schema).fit(frame, np.ones(len(frame)))
        bad = [i for i in imitated if classes[i] == 1]
        watched = bad[0] if bad else min(imitated, key=lambda i: count[i])
        self.classes_, self._imitated, self._written = classes, imitated, rows
        plan = RowPlan(rows.n_numbers, rows.blocks)
        held = hold_back(y, self.held_share, seed)
        return Material(rows, rows.encode(frame), y, held, classes, imitated, watched, plan)

    def _autoencoder(self, material: Material, run: Run):
        from creditviz.networks.devices import local_randomness
        from creditviz.networks.generators.autoencoder import Autoencoder, Reconstruction
        from creditviz.networks.training import Stage, part, train

        with local_randomness(run.seed_of(1), run.device):
            network = Autoencoder(material.plan, self.d_latent).to(run.device)
            if run.resumed_stage == 2 and run.resume_from is not None:
                network.load_state_dict(part(run.resume_from, "done"))
                run.done = run.resume_from.meta["autoencoder"]
                return network.eval()
            known, held = ~material.held, material.X[material.held]
            task = Reconstruction(
                network,
                material.plan,
                material.X[known],
                material.y[known],
                held if len(held) else None,
                run.device,
                penalty=1e-3 + self.code_noise**2,
                noise=self.code_noise,
                separation=self.separation,
            )
            progress = train(
                task,
                n_epochs=self.n_epochs,
                seed=run.seed_of(1),
                patience=PATIENCE if len(held) else 0,
                monitor="validation_fit",
                stage=Stage(f"{self.title} autoencoder", 1, run.n_stages, {}, {"seed": run.seed}),
                on_epoch=run.on_epoch,
                resume_from=run.resume_from if run.resumed_stage == 1 else None,
            )
        run.done = {"history": progress.history, "notes": progress.notes}
        return network.eval()

    def _train(self, material: Material, autoencoder, run: Run, w1: Callable[[np.ndarray], float]) -> None:
        from creditviz.networks.devices import local_randomness
        from creditviz.networks.generators.latent_generators import Steps, Watch
        from creditviz.networks.training import Stage, train

        steps = Steps(self.n_steps, self.batch_size, self._report_every, tuple(self.snapshots))
        number = run.n_stages
        with local_randomness(run.seed_of(number), run.device):
            watch = Watch(material.watched, w1, *self._validation(material))
            task = self._task(material, autoencoder, steps, watch, run.device, checker(run.on_epoch))
            progress = train(
                task,
                n_epochs=steps.n_reports,
                seed=run.seed_of(number),
                monitor="step" if watch.validation_auc is None else "choice",
                stage=Stage(self.title, number, run.n_stages, _arrays(autoencoder), self._meta(run)),
                on_epoch=run.on_epoch,
                resume_from=run.resume_from if run.resumed_stage == number else None,
            )
        self._finish(task, material, autoencoder)
        self._keep_history(task, progress, watch.validation_auc is not None)
        self.notes_ += run.done.get("notes", [])

    _report_every = 100

    @staticmethod
    def _meta(run: Run) -> dict[str, Any]:
        return {"seed": run.seed, "autoencoder": run.done}

    def _validation(self, material: Material) -> tuple:
        """A judgement of drawn rows and how many it takes; nothing unless the method stops by one."""
        return None, 0

    def _finish(self, task, material: Material, autoencoder) -> None:
        """Last touches to a trained generator."""

    def _keep_history(self, task, progress, chosen: bool) -> None:
        self.history_ = [{k: v for k, v in row.items() if k not in ("stage", "epoch")} for row in progress.history]
        last = int(self.history_[-1]["step"])
        ranked = [row for row in self.history_ if "choice" in row]
        best = max(ranked, key=lambda row: row["choice"]) if ranked and chosen else self.history_[-1]
        kept = int(best["step"])
        if progress.notes:
            self.notes_.append(
                f"The loss was not a number before step {last + self._report_every:,}: "
                f"the generator of step {kept:,} was kept."
            )
        elif kept < last:
            self.notes_.append(
                f"The generator of step {kept:,} of {last:,} was kept: a small model that learned from its rows "
                f"ranked accounts held back from the training rows best there (AUC {best['validation_auc']:.3f})."
            )
        weights = {step: w for step, w in task.snapshots.items() if step < kept} | {kept: task.weights()}
        self._generator, self._weights, self.snapshots_ = task.generator, weights, tuple(weights)

    def _number(self, label: Any) -> int:
        found = np.flatnonzero(self.classes_ == label)
        if not len(found) or found[0] not in self._imitated:
            known = ", ".join(str(self.classes_[i]) for i in self._imitated)
            raise SpecificationError(
                f"{self.title} learned to make rows of outcome {known} only, however: {label!r}. "
                "Ask for these, or choose another sampler."
            )
        return int(found[0])


def hold_back(y: np.ndarray, share: float, seed: int) -> np.ndarray:
    """A stratified share of the rows, (n,) bool; none where a class would give fewer than five.

    Parameters
    ----------
    y : class numbers, (n,).
    share : of every class.
    """
    random = np.random.default_rng([seed, 3])
    held = np.zeros(len(y), dtype=bool)
    for label in np.unique(y):
        members = np.flatnonzero(y == label)
        n = int(share * len(members))
        if n < FEWEST_HELD:
            return np.zeros(len(y), dtype=bool)
        held[random.choice(members, n, replace=False)] = True
    return held


def _arrays(network) -> Mapping[str, np.ndarray]:
    """The weights of a finished network, for the checkpoints of the next stage."""
    return {} if network is None else {name: t.cpu().numpy() for name, t in network.state_dict().items()}
