"""Runs that a page can judge, and their colours."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.figures.theme import MODEL_COLOURS, model_colour
from creditviz.reporting.judging import (
    Judged,
    champion_id,
    finished,
    judged_run,
    judged_runs,
    training_runs,
    validation_auc,
)
from creditviz.runs import Run
from creditviz.ui.shell import empty
from creditviz.ui.workspace import Place

__all__ = [
    "Judged", "champion_id", "colours", "finished", "judged_run", "judged_runs", "runs_to_judge", "training_runs",
    "validation_auc",
]  # fmt: skip


def runs_to_judge(place: Place) -> list[Run]:
    """Finished runs of the open book; where there are none, says what to do first."""
    if place.book is None:
        empty("There is no book yet.", button="Load a book", page_key="data")
        return []
    every = finished(judged_runs(place.workspace, place.book))
    if not every:
        if any(run.figures.get("sealed") for run in judged_runs(place.workspace, place.book)):
            empty(
                "Every finished run of this book is sealed: break a seal there.", button="Overview", page_key="overview"
            )
        else:
            empty("No run of this book has finished yet.", button="Train a model", page_key="training")
    return every


def colours(runs: Sequence[Run], labels: dict[str, str], chosen: Sequence[str]) -> dict[str, str]:
    """Label -> colour for the chosen runs: a run keeps its colour on every page, unless two chosen ones share it."""
    order = [run.id for run in sorted(runs, key=lambda run: run.created)]
    taken: dict[str, str] = {}
    for run_id in chosen:
        wanted = order.index(run_id)
        free = [
            wanted + step for step in range(len(MODEL_COLOURS)) if model_colour(wanted + step) not in taken.values()
        ]
        taken[labels[run_id]] = model_colour(free[0] if free else wanted)
    return taken
