"""A search of settings on a book: the split of a training run, encoded and sampled once, its test rows untouched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.experiment.fitting import OnEpoch, resolve
from creditviz.experiment.parts import Part
from creditviz.experiment.resampling import resample
from creditviz.experiment.search.trials import TrialRows, run_trials
from creditviz.experiment.search.tuner import Plan
from creditviz.experiment.training import check_rows, splits_of, usable_rows
from creditviz.models import MODELS
from creditviz.models.needs import check_needs
from creditviz.progress import EpochReport, checker
from creditviz.results import Search, Trial
from creditviz.schema import TableSchema
from creditviz.search_space import search_space
from creditviz.specification import SearchSpec, TrainingSpec


def run_search(
    spec: SearchSpec,
    frame: pd.DataFrame,
    schema: TableSchema,
    *,
    on_epoch: OnEpoch | None = None,
    before: Sequence[Trial] = (),
    keep: Callable[[Search], None] | None = None,
) -> Search:
    """Carry out a search on a book.

    Parameters
    ----------
    before : trials of the same search, made before it was interrupted.
    keep : is given the search after every trial.

    Raises
    ------
    SchemaError, DataError, SpecificationError
        The book, its schema or the settings do not allow it, or every trial failed.
    RunCancelled
        `on_epoch` asked to stop; `keep` has what was reached.
    """
    plan, training = plan_of(spec), resolve(spec.training())
    sampled_by = Part(_Passing(on_epoch), "sampler", after=plan.n_asked) if on_epoch is not None else None
    rows, notes = trial_rows(training, frame, schema, on_epoch=sampled_by)
    if sampled_by is not None and sampled_by.n_stages:
        on_epoch = Part(on_epoch, "trials", before=1)
    return run_trials(plan, rows, training, on_epoch=on_epoch, before=before, keep=keep, notes=notes)


def plan_of(spec: SearchSpec) -> Plan:
    """What a search varies and what it leaves alone.

    Raises
    ------
    SpecificationError
        An unknown model or preset, a setting that cannot be searched, or nothing that varies.
    """
    entry = MODELS[spec.model]
    space = search_space(entry, spec.searched, fixed=spec.parameters, grid=spec.method == "grid")
    fixed = {**entry.preset(spec.preset).parameters, **spec.parameters}
    return Plan(
        model=spec.model,
        space=space,
        method=spec.method,
        n_trials=spec.n_trials,
        metric=spec.metric,
        seed=spec.seed,
        fixed={name: value for name, value in fixed.items() if name not in space},
    )


def check_search(spec: SearchSpec, frame: pd.DataFrame, schema: TableSchema) -> None:
    """Raise now what `run_search` would raise after a wait in the queue."""
    plan_of(spec)
    resolve(spec.training())
    check_rows(spec.training(), frame, schema)


def trial_rows(
    training: TrainingSpec, frame: pd.DataFrame, schema: TableSchema, *, on_epoch: OnEpoch | None = None
) -> tuple[TrialRows, tuple[str, ...]]:
    """Training and validation rows of a training run as its model reads them, and what a reader must know of them.

    The encoder and the sampler learn from training rows once; all trials share them. Test rows are never encoded.

    Parameters
    ----------
    training : resolved.
    """
    visible = schema.for_model(use_protected=training.use_protected)
    check_needs(MODELS[training.model], visible)
    sample, _ = usable_rows(training, visible, frame, leaky=False)
    split = splits_of(training, schema, sample)[0]
    train, validation = sample.rows(split.train), sample.rows(split.validation)
    encoder = TableEncoder(visible, encoding=training.encoding).fit(train.frame)
    resampled = resample(training, visible, train.frame, train.y, on_epoch=on_epoch)
    counts = {"train": len(train), "synthetic": resampled.n_synthetic, "validation": len(validation)}
    return (
        TrialRows(
            encoder.layout_,
            (encoder.transform(resampled.frame), resampled.y),
            (encoder.transform(validation.frame), validation.y),
            float(train.y.mean()),
            counts,
        ),
        resampled.notes,
    )


class _Passing:
    """A sampler's progress without its checkpoints: an interrupted search makes its rows again, from the seed."""

    def __init__(self, on_epoch: OnEpoch) -> None:
        self._on_epoch = on_epoch
        self.check = checker(on_epoch)

    def __call__(self, report: EpochReport) -> None:
        """Pass a report on."""
        self._on_epoch(replace(report, state=None))
