"""The one method of a transfer that would be used, as a run that every judging page can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from creditviz.evaluation.calibration.calibrations import Calibration, default_calibration, fit_calibrations, refused
from creditviz.experiment.training import library_versions
from creditviz.experiment.transfer.methods import UNKNOWN, Ground
from creditviz.models.base import inner_split
from creditviz.results import RunResult, ScoredRows, Transfer
from creditviz.specification import TransferSpec
from creditviz.transfer import TRANSFER_MODELS

OF_THE_OLD = (
    "The validation rows are {n:,} accounts of {old} that no training step saw: calibration and cut-off are learned on "
    "the old product, and may not hold on the new one."
)


def headline(methods: Iterable[str]) -> str:
    """The method that would be used: the first that adapts to the new product without its outcomes, else the first.

    >>> headline(("source-only", "target", "fdat")), headline(("source-only", "target"))
    ('fdat', 'source-only')
    """
    methods = list(methods)
    entries = {key: TRANSFER_MODELS[key] for key in methods}
    adapting = (key for key, entry in entries.items() if entry.reads_target and not entry.reads_target_labels)
    return next(adapting, methods[0])


def headline_result(
    spec: TransferSpec, ground: Ground, found: Transfer, method: str, model: Any, *, old: str
) -> tuple[RunResult, dict[str, Calibration]]:
    """Scores of a transfer's method on the new product's test rows, and its calibrations.

    Parameters
    ----------
    found : the finished transfer; `method` is among its scores, `model` is its fitted model.
    old : name of the old product, for the sentence about the validation rows.

    Notes
    -----
    Validation rows are those that the method held back while it learned: accounts of the old product, whose row ids
    are positions in the old book (`validation_from` says so). A method that learns from the new product's own
    outcomes held back rows of the new one.
    """
    score = next(s for s in found.scores if s.method == method)
    of_new = TRANSFER_MODELS[method].reads_target_labels
    row_id, y, held_score = _held_back(ground, model, of_new)
    calibrations = fit_calibrations(y, held_score)
    said = (*found.notes, *found.division.notes, *score.notes, *refused(y, calibrations))
    notes = tuple(dict.fromkeys(said))  # FDAT repeats its divider's
    result = RunResult(
        test=_scored(found.row_id, found.y_true, score.y_score, calibrations),
        validation=_scored(row_id, y, held_score, calibrations),
        calibration=default_calibration(calibrations),
        rows=_rows(ground, len(y), of_new),
        history=score.history,
        parameters=score.parameters,
        notes=notes if of_new else (*notes, OF_THE_OLD.format(n=len(y), old=old)),
        seconds=score.seconds,
        device=str(getattr(model, "device_", "cpu")),
        versions=dict(library_versions()),
        hashes={
            "book": spec.book,
            "schema": spec.schema_hash,
            "source": spec.source,
            "source_schema": spec.source_schema,
        },
        validation_from="" if of_new else old,
    )
    return result, calibrations


def _held_back(ground: Ground, model: Any, of_new: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row ids, outcomes and scores of the rows that a method held back."""
    wanted = (ground.domain < 0) & (ground.y != UNKNOWN) if of_new else ground.domain > 0
    ids = np.r_[ground.source_id, ground.target_id][wanted]
    X, y = ground.X[wanted], ground.y[wanted]
    _, held = inner_split(y, model.seed_)
    probability = model.predict_proba(X[held])[:, 1] if of_new else model.source_probability(X[held])
    return ids[held], y[held].astype(np.int8), probability.astype(np.float64)


def _scored(
    row_id: np.ndarray, y: np.ndarray, score: np.ndarray, calibrations: Mapping[str, Calibration]
) -> ScoredRows:
    return ScoredRows(
        row_id=row_id.astype(np.int64),
        y_true=y.astype(np.int8),
        y_score=score.astype(np.float64),
        calibrated={name: calibration.apply(score) for name, calibration in calibrations.items()},
    )


def _rows(ground: Ground, n_held: int, of_new: bool) -> dict[str, int]:
    learned = (ground.domain < 0) & (ground.y != UNKNOWN) if of_new else ground.domain > 0
    return {
        "train": int(learned.sum()) - n_held,
        "synthetic": 0,
        "validation": n_held,
        "test": len(ground.y_test),
    }
