"""k-fold: every row is scored once by a model that never saw it; the model that is kept is fitted on all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from creditviz.data.splitting import Split
from creditviz.evaluation.calibration.calibrations import Calibration, fit_calibrations
from creditviz.experiment.fitting import Fitted, OnEpoch, fit
from creditviz.experiment.holdout import Sample, train_once
from creditviz.models import MODELS
from creditviz.progress import Checkpoint, EpochReport, checker
from creditviz.registry import load_name
from creditviz.results import ScoredRows
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec


class FoldProgress:
    """Reports of one fold as stages of the whole; fold results travel with every checkpoint.

    A checkpoint inside a fold would have to hold the fold's own state as well; it holds the folds that are
    finished, and a resumed run begins the interrupted fold again.
    """

    def __init__(self, on_epoch: OnEpoch, fold: int, n_folds: int, finished: Checkpoint) -> None:
        self._on_epoch, self._fold, self._n_folds, self._finished = on_epoch, fold, n_folds, finished
        self.check = checker(on_epoch)

    def __call__(self, report: EpochReport) -> None:
        """Pass a report on under the fold's name."""
        name = f"fold {self._fold + 1} of {self._n_folds - 1}" if self._fold < self._n_folds - 1 else "all rows"
        self._on_epoch(
            replace(
                report,
                stage=f"{name} · {report.stage}",
                stage_number=self._fold * report.n_stages + report.stage_number,
                n_stages=self._n_folds * report.n_stages,
                state=lambda: self._finished,
            )
        )


def train_folds(
    spec: TrainingSpec,
    schema: TableSchema,
    sample: Sample,
    splits: tuple[Split, ...],
    on_epoch: OnEpoch | None,
    resume_from: Checkpoint | None = None,
) -> tuple[Fitted, ScoredRows, ScoredRows, dict[str, Calibration]]:
    """Score every fold out of fold, then refit on all rows with the median stopping epoch."""

    done = resume_from or Checkpoint("folds", 0)
    for number in range(done.epoch, len(splits)):
        watched = FoldProgress(on_epoch, number, len(splits) + 1, done) if on_epoch else None
        fitted, test, validation, _ = train_once(spec, schema, sample, splits[number], watched)
        done = _with_fold(done, number, splits[number], test, validation, stopping(spec.model, fitted.model))
    watched = FoldProgress(on_epoch, len(splits), len(splits) + 1, done) if on_epoch else None
    everything = sample.rows(np.arange(len(sample.y)))
    refitted = fit(spec, schema, everything, None, on_epoch=watched, fixed=typical(done.meta["stopping"]))
    test, validation = (_pooled(done, part, sample) for part in ("test", "validation"))
    pooled = fit_calibrations(
        test.y_true, test.y_score, prior_train=refitted.prior_train, prior_real=refitted.prior_real
    )
    shared = {name: curve for name, curve in pooled.items() if name in test.calibrated}
    return refitted, test, validation, shared


def stopping(key: str, model: Any) -> dict[str, Any]:
    """Settings that repeat a model's early stop without validation rows; empty for models that do not stop early."""
    entry = MODELS[key]
    if hasattr(model, "stopped_parameters"):
        return model.stopped_parameters()
    return load_name(entry.stopped_through)(model) if entry.stopped_through else {}


def typical(stops: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The median of numbers, the first of anything else."""

    def middle(values: list[Any]) -> Any:
        numbers = all(isinstance(v, int) and not isinstance(v, bool) for v in values)
        return int(median(values)) if numbers else values[0]

    return {name: middle([stop[name] for stop in stops]) for name in stops[0]} if stops else {}


def _with_fold(
    done: Checkpoint, number: int, split: Split, test: ScoredRows, validation: ScoredRows, stop: dict[str, Any]
) -> Checkpoint:
    arrays = dict(done.arrays)
    for part, rows, positions in (("test", test, split.test), ("validation", validation, split.validation)):
        arrays[f"{part}/{number}/position"] = np.asarray(positions)
        arrays[f"{part}/{number}/score"] = rows.y_score
        for name, pd in rows.calibrated.items():
            arrays[f"{part}/{number}/pd/{name}"] = pd
    return Checkpoint("folds", number + 1, arrays, {"stopping": [*done.meta.get("stopping", ()), stop]})


def _shared_names(done: Checkpoint, part: str) -> list[str]:
    """The calibrations that every fold allowed."""
    prefix = f"{part}/0/pd/"
    first = [key.removeprefix(prefix) for key in done.arrays if key.startswith(prefix)]
    return [name for name in first if all(f"{part}/{fold}/pd/{name}" in done.arrays for fold in range(done.epoch))]


def _pooled(done: Checkpoint, part: str, sample: Sample) -> ScoredRows:
    """The rows of all folds, each with the PDs that its own fold's calibration gave."""
    folds = range(done.epoch)

    def joined(what: str) -> np.ndarray:
        return np.concatenate([done.arrays[f"{part}/{fold}/{what}"] for fold in folds])

    position = joined("position")
    names = _shared_names(done, part)
    row_id = sample.row_id[position]
    return ScoredRows(
        row_id=row_id,
        y_true=sample.y[position].astype(np.int8),
        y_score=joined("score"),
        calibrated={name: joined(f"pd/{name}") for name in names},
        fold=np.concatenate([np.full(len(done.arrays[f"{part}/{f}/score"]), f, dtype=np.int8) for f in folds]),
        synthetic=row_id < 0 if (row_id < 0).any() else None,
    )
