"""A study of samplers in a workspace: samplers, orders, rates and classifiers against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditviz.results import Study
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.looks import split_words
from creditviz.runs.shelves.looks import Look, model_key
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
    look_at_study(workspace, spec, study)
    return {"run": desk.run_id, "fits": len(study.seed), "notes": list(study.notes)}


def look_at_study(workspace: Workspace, spec: SamplerStudySpec, study: Study) -> None:
    """Note that every fit of a study was judged on test rows."""
    shared = {"samplers": (), "orders": (), "rates": (), "classifiers": (), "repeats": 1, "precision": None}
    cells = zip(study.sampler, study.order, study.rate, study.classifier, study.seed, study.metrics["auc"], strict=True)
    looks = []
    for sampler, order, rate, classifier, seed, auc in cells:
        settings = {sampler: spec.sampler_parameters[sampler]} if sampler in spec.sampler_parameters else {}
        alone = spec.model_copy(update={**shared, "seed": int(seed), "ratio": 1.0, "sampler_parameters": settings})
        key = model_key(alone, sampler, order, round(float(rate), 9), classifier)
        looks.append(Look(key, split_words(spec), int(seed), float(auc)))
    workspace.store.look(spec.book, looks)


def load_study(workspace: Workspace, run_id: str) -> Study | None:
    """The result of a study; None until it is finished."""
    path = artifact(workspace, run_id, RESULT)
    return load_result(Study, path) if path.exists() else None
