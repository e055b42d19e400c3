"""A training run in a workspace: load the book, train, keep everything that judging it needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from creditviz.evaluation import calibration
from creditviz.exceptions import DataError
from creditviz.results import Layout, RunResult
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.balancing import stored_rows
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import TrainingSpec

if TYPE_CHECKING:
    from creditviz.data.encoder import TableEncoder
    from creditviz.runs.worker import Desk


def run(spec: TrainingSpec, desk: Desk) -> dict[str, Any]:
    """Carry out a training specification; returns its figures.

    The specification is stored with the settings of its preset written out, so that it means the same when a
    later version has other presets.
    """
    from creditviz.experiment.fitting import resolve
    from creditviz.experiment.summary import summarise
    from creditviz.experiment.training import train_model
    from creditviz.models.persistence import save_model

    workspace, folder = desk.workspace, desk.folder
    spec = resolve(spec)
    workspace.store.change_run(desk.run_id, spec=spec.to_json())
    book = get_book(workspace, spec.book)
    schema = get_schema(workspace, spec.schema_hash)
    desk.recorder.say(f"Started on {book.name}.")
    trained = train_model(
        spec,
        book_frame(workspace, book),
        schema,
        on_epoch=desk.recorder,
        resume_from=desk.checkpoint,
        stored=stored_rows(workspace, spec),
    )
    save_result(trained.result, folder / "result.safetensors")
    save_model(trained.fitted.model, folder / "model")
    (folder / "encoder.json").write_text(trained.fitted.encoder.to_json())
    calibrations = {name: c.to_json() for name, c in trained.calibrations.items()}
    (folder / "calibrations.json").write_text(json.dumps(calibrations))
    desk.recorder.say(f"Finished in {trained.result.seconds:.0f} s.")
    return summarise(desk.run_id, trained.spec, trained.result)


def check(workspace: Workspace, spec: TrainingSpec) -> None:
    """Raise a user's mistake before a run is written: outcomes, split, settings, stored rows."""
    from creditviz.experiment.training import check as check_training

    stored_rows(workspace, spec)

    book = get_book(workspace, spec.book)
    check_training(spec, book_frame(workspace, book), get_schema(workspace, spec.schema_hash))


def check_rows(workspace: Workspace, spec: TrainingSpec) -> None:
    """The part of `check` that a page can wait for: columns, outcomes and split, without importing a model."""
    from creditviz.experiment.training import check_rows as check_training_rows

    stored_rows(workspace, spec)

    book = get_book(workspace, spec.book)
    check_training_rows(spec, book_frame(workspace, book), get_schema(workspace, spec.schema_hash))


def load_run_result(workspace: Workspace, run_id: str) -> RunResult:
    """The result of a finished training run, under the calibration that was chosen for it."""
    from creditviz.runs.calibration import with_chosen

    found = load_result(RunResult, artifact(workspace, run_id, "result.safetensors"))
    return with_chosen(workspace, workspace.store.run(run_id).id, found)


def load_run_model(workspace: Workspace, run_id: str) -> tuple[Any, TableEncoder, Layout]:
    """(model, encoder, layout) of a finished training run; imports what the model needs."""
    from creditviz.models.persistence import load_model

    spec = workspace.store.run(run_id).specification
    encoder = load_run_encoder(workspace, run_id)
    return load_model(spec.model, artifact(workspace, run_id, "model")), encoder, encoder.layout_


def load_run_encoder(workspace: Workspace, run_id: str) -> TableEncoder:
    """The encoder of a finished training run; imports no model."""
    from creditviz.data.encoder import TableEncoder

    try:
        return TableEncoder.from_json(artifact(workspace, run_id, "encoder.json").read_text())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"a finished run keeps its encoder, however that of run {run_id[:4]} cannot be read ({error}). "
            "Train the run again."
        ) from error


def load_calibrations(workspace: Workspace, run_id: str) -> dict[str, calibration.Calibration]:
    """The calibrations that the run learned on its validation rows, and those that were kept for it since."""
    from creditviz.runs.calibration import with_kept

    try:
        raw = json.loads(artifact(workspace, run_id, "calibrations.json").read_text())
        learned = {name: calibration.from_json(text) for name, text in raw.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"a finished run keeps its calibrations, however those of run {run_id[:4]} cannot be read ({error}). "
            "Train the run again."
        ) from error
    return with_kept(workspace, workspace.store.run(run_id).id, learned)
