"""What a finished training run left: its result, model, encoder and calibrations."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from creditviz.evaluation.calibration import calibrations as calibration
from creditviz.exceptions import DataError
from creditviz.results import Layout, RunResult
from creditviz.runs.artifacts import load_result, reads
from creditviz.runs.reading.looks import check_open
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace

if TYPE_CHECKING:
    from creditviz.data.matrix.encoder import TableEncoder


def load_run_result(workspace: Workspace, run_id: str) -> RunResult:
    """The result of a finished training run, under the calibration that was chosen for it.

    Raises `SpecificationError` of a run that is sealed.
    """
    from creditviz.runs.reading.chosen import with_chosen

    run = workspace.store.run(run_id)
    check_open(run)
    found = load_result(RunResult, artifact(workspace, run_id, "result.safetensors"))
    found = replace(found, protocol=getattr(run.specification, "protocol", ""))  # earlier versions did not keep it
    return with_chosen(workspace, run.id, found)


def load_run_model(workspace: Workspace, run_id: str) -> tuple[Any, TableEncoder, Layout]:
    """(model, encoder, layout) of a finished training run; imports what the model needs."""
    from creditviz.models.persistence import load_model

    spec = workspace.store.run(run_id).specification
    encoder = load_run_encoder(workspace, run_id)
    return load_model(spec.model, artifact(workspace, run_id, "model")), encoder, encoder.layout_


def load_run_encoder(workspace: Workspace, run_id: str) -> TableEncoder:
    """The encoder of a finished training run; imports no model."""
    from creditviz.data.matrix.encoder import TableEncoder

    try:
        return TableEncoder.from_json(artifact(workspace, run_id, "encoder.json").read_text())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"a finished run keeps its encoder, however that of run {run_id[:4]} cannot be read ({error}). "
            "Train the run again."
        ) from error


def load_calibrations(workspace: Workspace, run_id: str) -> dict[str, calibration.Calibration]:
    """The calibrations that the run learned on its validation rows, and those that were kept for it since."""
    from creditviz.runs.reading.chosen import with_kept

    path = artifact(workspace, run_id, "calibrations.json")
    with reads(path):
        learned = {name: calibration.from_json(text) for name, text in json.loads(path.read_text()).items()}
    return with_kept(workspace, workspace.store.run(run_id).id, learned)
