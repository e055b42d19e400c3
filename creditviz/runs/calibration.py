"""The calibration that was chosen for a run: kept with author, time and reason, and read by every later figure."""

from __future__ import annotations

from dataclasses import replace
from inspect import signature
from typing import Any

import numpy as np

from creditviz.evaluation.calibration import Calibration, FocalInverse, PriorCorrected, Scaled
from creditviz.exceptions import SpecificationError
from creditviz.results import RunResult, ScoredRows
from creditviz.runs.workspace import Workspace
from creditviz.specification import Specification, TrainingSpec

CALIBRATION = "calibration"  # kind of decision
FOCAL_SCORE = "focal-score"  # what a focal loss would print without its inverse; no PD, never chosen
ONE_FOCAL_LOSS = ("focal-xgboost",)  # models whose score is one focal margin; a mean of several cannot be undone


def choose_calibration(
    workspace: Workspace, run_id: str, of: str, *, bad_rate: float | None = None, author: str, reason: str
) -> str:
    """Keep the calibration that every later figure of a run is drawn with; returns its name.

    Parameters
    ----------
    of : name of a calibration that the run learned on its validation rows, or of one that was kept before.
    bad_rate : the bad rate that PDs are to mean, in (0, 1): the odds of `of` are then scaled from the validation rows'
        bad rate to this one, and the result is a calibration of its own.
    author, reason : who chose it, and why.

    Raises
    ------
    SpecificationError
        The run has no such calibration, the bad rate is none, or author or reason is empty.
    """
    from creditviz.runs.training import load_run_result

    if not author.strip() or not reason.strip():
        raise SpecificationError(
            "a calibration is kept with a name and a reason, however one of them is empty. Fill in both."
        )
    result = load_run_result(workspace, run_id)
    if of not in result.test.calibrated:
        known = ", ".join(result.test.calibrated)
        raise SpecificationError(f"the run has the calibrations {known}, however: {of!r}. Choose one of these.")
    value: dict[str, Any] = {"name": of}
    if bad_rate is not None:
        value = _scaled(result, of, bad_rate)
    store = workspace.store
    store.decide(run_id, CALIBRATION, value, author=author.strip(), reason=reason.strip())
    return value["name"]


def _scaled(result: RunResult, of: str, bad_rate: float) -> dict[str, Any]:
    """A named calibration that scales the odds of another."""
    here = float(np.mean(result.validation.y_true == 1)) if len(result.validation) else 0.0
    if not 0 < bad_rate < 1 or not 0 < here < 1:
        raise SpecificationError(
            "a bad rate lies between 0% and 100%, and validation rows of both outcomes say from where it is scaled, "
            f"however {bad_rate:.1%} was asked for and {here:.1%} of the validation rows are bad. Correct the bad rate."
        )
    return {"name": f"{of} to {100 * bad_rate:.3g}% bad", "of": of, "prior_train": here, "prior_real": bad_rate}


def with_chosen(workspace: Workspace, run_id: str, result: RunResult) -> RunResult:
    """The result under the calibration that was chosen last, with every calibration that was kept on the way."""
    decided = [d.value for d in workspace.store.decisions(run_id, CALIBRATION)]
    for value in reversed(decided):  # the oldest first: a later one may build on it
        if value.get("of") in result.test.calibrated:
            result = _scaled_result(result, value)
    known = (value["name"] for value in decided if value["name"] in result.test.calibrated)
    return replace(result, calibration=next(known, result.calibration))


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
