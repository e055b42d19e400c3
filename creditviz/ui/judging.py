"""Which runs are judged: the champion, else the one that validation rows suggest; and how often a test set was used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from creditviz.figures.theme import MODEL_COLOURS, model_colour
from creditviz.runs import Book, Run, Workspace
from creditviz.specification import TrainingSpec
from creditviz.ui.shell import empty
from creditviz.ui.workspace import Place


@dataclass(frozen=True)
class Judged:
    """The run that the Overview judges, and by whose choice."""

    run: Run
    chosen: bool  # by the analyst; else suggested by validation AUC
    reason: str = ""


def training_runs(workspace: Workspace, book: Book, *, archived: bool = False) -> list[Run]:
    """Training runs of a book, newest first."""
    return workspace.store.runs(kind="training", book=book.hash, archived=archived)


def finished(runs: Sequence[Run]) -> list[Run]:
    """Those that can be judged."""
    return [run for run in runs if run.status == "finished"]


def validation_auc(run: Run) -> float:
    """AUC on validation rows, by which runs are suggested; leaky replays never are."""
    value = run.figures.get("validation", {}).get("auc")
    return -1.0 if value is None or run.figures.get("leaky") else value


def judged_run(workspace: Workspace, book: Book, runs: Sequence[Run]) -> Judged | None:
    """The champion, or the best finished run by validation AUC; never chosen on test rows, never a leaky replay."""
    champion = workspace.store.champion(book.hash)
    done = {run.id: run for run in finished(runs)}
    if champion is not None and champion.run in done:
        return Judged(done[champion.run], True, champion.reason)
    honest = [run for run in done.values() if not run.figures.get("leaky")]
    best = max(honest, key=validation_auc, default=None)
    return Judged(best, False) if best is not None else None


def champion_id(workspace: Workspace, book: Book) -> str | None:
    """Id of the chosen champion."""
    champion = workspace.store.champion(book.hash)
    return champion.run if champion else None


def runs_to_judge(place: Place) -> list[Run]:
    """Finished runs of the open book; where there are none, says what to do first."""
    if place.book is None:
        empty("There is no book yet.", button="Load a book", page_key="data")
        return []
    every = finished(training_runs(place.workspace, place.book))
    if not every:
        empty("No run of this book has finished yet.", button="Train a model", page_key="training")
    return every


def test_set(spec: TrainingSpec) -> str:
    """A name for the rows that a specification judges on: equal names, equal rows."""
    return (
        f"{spec.book}/{spec.protocol}/{spec.seed}/{spec.test_share:g}/{spec.folds if spec.protocol == 'kfold' else 1}"
    )


def count_looks(workspace: Workspace, runs: Sequence[Run]) -> int:
    """Note that these runs are judged now; returns how many runs the most used of their test sets has judged."""
    return max(workspace.store.look(test_set(run.specification), run.id) for run in runs)


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
