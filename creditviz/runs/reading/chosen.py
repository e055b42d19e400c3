"""A result under the calibration that was chosen for its run, and under those that were kept on the way."""

from __future__ import annotations

from dataclasses import replace
from inspect import signature
from typing import Any

import numpy as np

from creditviz.evaluation.calibration.calibrations import Calibration, FocalInverse, PriorCorrected, Scaled
from creditviz.results import RunResult, ScoredRows
from creditviz.runs.workspace import Workspace
from creditviz.specification import Specification, TrainingSpec

CALIBRATION, CUT_OFF = "calibration", "cut-off"  # kinds of decision
FOCAL_SCORE = "focal-score"  # what a focal loss would print without its inverse; no PD, never chosen
ONE_FOCAL_LOSS = ("focal-xgboost",)  # models whose score is one focal margin; a mean of several cannot be undone


def with_chosen(workspace: Workspace, run_id: str, result: RunResult) -> RunResult:
    """The result under the calibration and the cut-off chosen last, with every calibration kept on the way."""
    decided = [d.value for d in workspace.store.decisions(run_id, CALIBRATION)]
    for value in reversed(decided):  # the oldest first: a later one may build on it
        if value.get("of") in result.test.calibrated:
            result = _scaled_result(result, value)
    known = (value["name"] for value in decided if value["name"] in result.test.calibrated)
    kept = workspace.store.decisions(run_id, CUT_OFF)
    cut_off = float(kept[0].value["pd"]) if kept else None
    return replace(result, calibration=next(known, result.calibration), kept_cut_off=cut_off)


def with_kept(workspace: Workspace, run_id: str, learned: dict[str, Calibration]) -> dict[str, Calibration]:
    """The calibrations that a run learned, and those that were kept for it since."""
    found = dict(learned)
    for value in reversed([d.value for d in workspace.store.decisions(run_id, CALIBRATION)]):
        if value.get("of") in found:
            first = found[value["of"]].to_json()
            found[value["name"]] = Scaled(first, value["prior_train"], value["prior_real"])
    return found


def focal_inverse(spec: Specification) -> FocalInverse | None:
    """The inverse that a model on the focal loss has applied to its score; None for every other model."""
    from creditviz.models import MODELS

    if not isinstance(spec, TrainingSpec) or spec.model not in ONE_FOCAL_LOSS:
        return None
    defaults = signature(MODELS[spec.model].load()).parameters
    return FocalInverse(*(float(spec.parameters.get(name, defaults[name].default)) for name in ("alpha", "gamma")))


def with_focal_score(spec: Specification, result: RunResult) -> RunResult:
    """The result with what the focal loss would have printed as a probability, to stand beside its inverse."""
    inverse = focal_inverse(spec)
    if inverse is None or "model" not in result.test.calibrated:
        return result
    test, validation = (
        _with(part, FOCAL_SCORE, inverse.undo(part.y_score)) for part in (result.test, result.validation)
    )
    return replace(result, test=test, validation=validation)


def _scaled_result(result: RunResult, value: dict[str, Any]) -> RunResult:
    """The result with a calibration that scales the odds of another, among the others."""
    corrected = PriorCorrected(value["prior_train"], value["prior_real"])
    test, validation = (
        _with(part, value["name"], corrected.apply(part.pd(value["of"]))) for part in (result.test, result.validation)
    )
    return replace(result, test=test, validation=validation)


def _with(rows: ScoredRows, name: str, pd: np.ndarray) -> ScoredRows:
    return replace(rows, calibrated={**rows.calibrated, name: pd})
