"""A balancing run: split, learn a sampler on training rows, draw defaulters, judge them against held-out real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.meaning.changes import check_certain
from creditviz.data.outcome import outcomes
from creditviz.data.splitting import Split, split_rows
from creditviz.exceptions import SpecificationError
from creditviz.experiment.checks import check_device
from creditviz.experiment.fitting import OnEpoch, Rows
from creditviz.experiment.holdout import Sample
from creditviz.experiment.resampling import check_size, is_generator, make_sampler, sampler_parameters
from creditviz.progress import Checkpoint
from creditviz.schema import TableSchema
from creditviz.specification import BalancingSpec

SNAPSHOT_ROWS = 1000  # drawn from each kept generator: what the slider shows


@dataclass(frozen=True, eq=False)
class Ground:
    """The real rows of a balancing run, split before anything is learned."""

    schema: TableSchema
    sample: Sample
    split: Split  # positions in the sample

    @property
    def features(self) -> list[str]:
        """Feature columns, protected ones included: a synthetic row is whole."""
        return list(self.schema.features(use_protected=True))

    def rows(self, part: str) -> Rows:
        """Training, validation or test rows, feature columns only."""
        rows = self.sample.rows(getattr(self.split, part))
        return Rows(rows.frame[self.features], rows.y)

    def bad(self, part: str) -> tuple[pd.DataFrame, np.ndarray]:
        """Real defaulters of a part and their row ids in the book."""
        rows = self.rows(part)
        row_id = self.sample.row_id[getattr(self.split, part)]
        return rows.frame[rows.y == 1].reset_index(drop=True), row_id[rows.y == 1]

    @property
    def judged(self) -> np.ndarray:
        """Row ids that no sampler may see."""
        return self.sample.row_id[np.concatenate([self.split.validation, self.split.test])]


@dataclass(frozen=True, eq=False)
class Made:
    """What a sampler made, and what is needed to judge it later without the sampler."""

    rows: pd.DataFrame  # synthetic defaulters
    snapshots: pd.DataFrame  # "step", then features: defaulters as the generator drew them at each kept step
    twins: tuple[pd.DataFrame, np.ndarray] | None  # synthetic rows of both outcomes, as many as real ones
    parameters: dict[str, Any]
    history: tuple[dict[str, Any], ...] = ()
    steps: tuple[int, ...] = ()
    removed: int = 0  # real good rows that undersampling left out
    notes: tuple[str, ...] = ()
    device: str = "cpu"
    kept: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # row ids of the real rows that stay


def lay_ground(spec: BalancingSpec, frame: pd.DataFrame, schema: TableSchema) -> Ground:
    """Usable rows and their split: that of a training run with the same seed, shares and protocol.

    Raises
    ------
    SchemaError, DataError
        The book or its schema does not allow the split.
    """
    row_id, y = outcomes(frame, schema)
    sample = Sample(frame.iloc[row_id].reset_index(drop=True), y, row_id)
    split = split_rows(
        sample.frame,
        schema,
        np.arange(len(y)),
        y,
        protocol=spec.protocol,
        seed=spec.seed,
        test_share=spec.test_share,
        validation_share=spec.validation_share,
        gap_months=spec.gap_months,
    )[0]
    return Ground(schema, sample, split)


def check_balancing(spec: BalancingSpec, frame: pd.DataFrame, schema: TableSchema) -> None:
    """Raise now what `make_rows` would raise after a wait in the queue: sampler, settings, outcomes, split."""
    if spec.sampler == "none":
        raise SpecificationError(
            "a balancing run needs a sampler that makes or removes rows, however: none. Choose another."
        )
    check_certain(schema)
    check_device(spec.device)
    sampler_parameters(spec)
    check_size(spec, schema, len(frame))
    lay_ground(spec, frame, schema)


def make_rows(
    spec: BalancingSpec, ground: Ground, *, on_epoch: OnEpoch | None = None, resume_from: Checkpoint | None = None
) -> Made:
    """Learn the sampler on the training rows and draw what the ratio or the rate asks for.

    Raises
    ------
    DataError
        The sampler cannot learn from so few or such rows.
    RunCancelled
        `on_epoch` asked to stop.
    """
    from creditviz.experiment.balancing.train_on_synthetic import draw_twins

    train = ground.rows("train")
    sampler = make_sampler(spec, ground.schema, train.y)
    sampled, _ = sampler.fit_resample(train.frame, train.y, on_epoch=on_epoch, resume_from=resume_from)
    synthetic = sampled[sampler.is_synthetic_].reset_index(drop=True)
    notes = list(sampler.notes_)
    generator = is_generator(spec.sampler) and len(synthetic) > 0
    steps = tuple(sampler.snapshots_) if generator else ()
    return Made(
        rows=synthetic,
        snapshots=_snapshots(sampler, steps, spec.seed, ground.features),
        twins=draw_twins(sampler, train.frame, train.y, seed=spec.seed) if len(synthetic) else None,
        parameters=sampler_parameters(spec),
        history=tuple(getattr(sampler, "history_", ())) if generator else (),
        steps=steps,
        removed=len(train) - len(sampler.kept_),
        notes=tuple(notes),
        device=str(getattr(sampler, "device_", "cpu")),
        kept=ground.sample.row_id[ground.split.train][sampler.kept_],
    )


def _snapshots(sampler: Any, steps: tuple[int, ...], seed: int, features: list[str]) -> pd.DataFrame:
    """Defaulters drawn from every kept generator with one and the same seed."""
    drawn = [sampler.sample(SNAPSHOT_ROWS, label=1, random_state=seed, step=step).assign(step=step) for step in steps]
    return pd.concat(drawn, ignore_index=True)[["step", *features]] if drawn else pd.DataFrame(columns=["step"])
