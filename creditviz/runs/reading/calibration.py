"""The calibration that was chosen for a run: kept with author, time and reason, and read by every later figure."""

from __future__ import annotations

from typing import Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.results import RunResult
from creditviz.runs.reading.chosen import CALIBRATION
from creditviz.runs.workspace import Workspace


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
    from creditviz.runs.reading.trained import load_run_result

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
