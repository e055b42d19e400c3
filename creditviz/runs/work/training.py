"""A training run in a workspace: load the book, train, keep everything that judging it needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from creditviz.progress import Checkpoint
from creditviz.runs.artifacts import save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.leaks import leaks_of
from creditviz.runs.reading.looks import look_at, without_test
from creditviz.runs.reading.synthetic import stored_rows
from creditviz.runs.work.gpu_memory import with_room
from creditviz.runs.workspace import Workspace
from creditviz.specification import TrainingSpec

if TYPE_CHECKING:
    from creditviz.experiment.training import TrainedModel
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
    frame, stored = book_frame(workspace, book), stored_rows(workspace, spec)

    def train(spec: TrainingSpec, checkpoint: Checkpoint | None) -> TrainedModel:
        return train_model(spec, frame, schema, on_epoch=desk.recorder, resume_from=checkpoint, stored=stored)

    trained = with_room(train, spec, desk)
    save_result(trained.result, folder / "result.safetensors")
    save_model(trained.fitted.model, folder / "model")
    (folder / "encoder.json").write_text(trained.fitted.encoder.to_json())
    calibrations = {name: c.to_json() for name, c in trained.calibrations.items()}
    (folder / "calibrations.json").write_text(json.dumps(calibrations))
    desk.recorder.say(f"Finished in {trained.result.seconds:.0f} s.")
    found = {**summarise(desk.run_id, trained.spec, trained.result), "leaks": leaks_of(workspace, trained.spec)}
    if spec.sealed:
        return without_test(found)
    look_at(workspace, trained.spec, trained.result)
    return found


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
