"""A search of settings in a workspace; what it has reached is written after every trial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditviz.results import Search
from creditviz.results.search import FAILED, FINISHED, PRUNED
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import SearchSpec, TrainingSpec

if TYPE_CHECKING:
    from creditviz.runs.worker import Desk

RESULT = "search.safetensors"  # its own checkpoint


def run(spec: SearchSpec, desk: Desk) -> dict[str, Any]:
    """Carry out a search; returns its figures."""
    from creditviz.experiment.search.settings import run_search

    workspace, path = desk.workspace, desk.folder / RESULT
    book = get_book(workspace, spec.book)
    before = load_search(workspace, desk.run_id)
    desk.recorder.say(f"Started on {book.name}.")
    found = run_search(
        spec,
        book_frame(workspace, book),
        get_schema(workspace, spec.schema_hash),
        on_epoch=desk.recorder,
        before=before.trials if before is not None else (),
        keep=lambda search: save_result(search, path),
    )
    save_result(found, path)
    desk.recorder.say(f"Finished after {len(found.trials)} trials.")
    return summarise_search(desk.run_id, found)


def check(workspace: Workspace, spec: SearchSpec) -> None:
    """Raise a user's mistake before a run is written."""
    from creditviz.experiment.search.settings import check_search

    check_search(spec, book_frame(workspace, get_book(workspace, spec.book)), get_schema(workspace, spec.schema_hash))


def load_search(workspace: Workspace, run_id: str) -> Search | None:
    """What a search has reached, whether it runs, was stopped or has finished; None before its first trial."""
    path = artifact(workspace, run_id, RESULT)
    return load_result(Search, path) if path.exists() else None


def best_training(spec: SearchSpec, search: Search) -> TrainingSpec:
    """The training run with the best settings; call it only when a trial has finished."""
    assert search.best is not None, "no trial has finished"
    return spec.training(search.trials[search.best].parameters)


def summarise_search(run_id: str, search: Search) -> dict[str, Any]:
    """The figures of a search by their stable keys."""
    best = search.best
    assert best is not None, "a search without a finished trial has failed"
    trial = search.trials[best]
    return {
        "run": run_id,
        "model": search.model,
        "method": search.method,
        "metric": search.metric,
        "trials": {state: search.n_in(state) for state in (FINISHED, PRUNED, FAILED)},
        "best": {"trial": best + 1, "value": trial.value, "parameters": dict(trial.parameters)},
        "rows": dict(search.rows),
        "seconds": round(sum(each.seconds for each in search.trials), 1),
        "notes": list(search.notes),
    }
