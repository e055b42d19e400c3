"""A study of samplers in a workspace: samplers, orders, rates and classifiers against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditviz.results import Study
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import SamplerStudySpec

if TYPE_CHECKING:
    from creditviz.runs.worker import Desk

RESULT = "study.safetensors"


def run(spec: SamplerStudySpec, desk: Desk) -> dict[str, Any]:
    """Carry out a study; returns how many fits it took."""
    from creditviz.experiment.study.grid import run_study

    workspace = desk.workspace
    book, schema = get_book(workspace, spec.book), get_schema(workspace, spec.schema_hash)
    desk.recorder.say(f"Started on {book.name}.")
    frame = book_frame(workspace, book)
    study = run_study(spec, frame, schema, on_epoch=desk.recorder, resume_from=desk.checkpoint)
    save_result(study, desk.folder / RESULT)
    return {"run": desk.run_id, "fits": len(study.seed), "notes": list(study.notes)}


def load_study(workspace: Workspace, run_id: str) -> Study | None:
    """The result of a study; None until it is finished."""
    path = artifact(workspace, run_id, RESULT)
    return load_result(Study, path) if path.exists() else None
