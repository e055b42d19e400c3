"""Which runs are judged: the champion, else the one that validation rows suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from creditviz.reporting.run_names import run_label
from creditviz.reporting.suggestion import suggest, suggestion_words
from creditviz.runs import Book, Run, Workspace


@dataclass(frozen=True)
class Judged:
    """The run that the Overview judges, and by whose choice."""

    run: Run
    chosen: bool  # by the analyst; else suggested, see `suggest`
    reason: str = ""  # of the choice, or of the suggestion


def training_runs(workspace: Workspace, book: Book, *, archived: bool = False) -> list[Run]:
    """Training runs of a book, newest first."""
    return workspace.store.runs(kind="training", book=book.hash, archived=archived)


def judged_runs(workspace: Workspace, book: Book, *, archived: bool = False) -> list[Run]:
    """Training runs of a book and the transfers to it that have a method to judge, newest first.

    A transfer is called after that method and its old product, e.g. "FDAT from UCI German".
    """
    transfers = workspace.store.runs(kind="transfer", book=book.hash, status=("finished",), archived=archived)
    named = [replace(run, name=run_label(workspace, run)) for run in transfers if "test" in run.figures]
    return sorted([*training_runs(workspace, book, archived=archived), *named], key=lambda run: -run.created)


def finished(runs: Sequence[Run]) -> list[Run]:
    """Those that can be judged: a sealed run cannot, until its seal is broken."""
    return [run for run in runs if run.status == "finished" and not run.figures.get("sealed")]


def validation_auc(run: Run) -> float:
    """AUC on validation rows of the open book, by which runs are suggested; -1 of leaky replays and without such rows.

    A transfer was validated on accounts of its old product: that says little of the new one.
    """
    value = run.figures.get("validation", {}).get("auc")
    unlike = run.figures.get("leaky") or run.figures.get("validation_from")
    return -1.0 if value is None or unlike else value


def judged_run(workspace: Workspace, book: Book, runs: Sequence[Run]) -> Judged | None:
    """The champion, else the one that validation rows suggest; never chosen on test rows, never a leaky replay.

    Where there are only transfers, the newest one.
    """
    champion = workspace.store.champion(book.hash)
    done = {run.id: run for run in finished(runs)}
    if champion is not None and champion.run in done:
        return Judged(done[champion.run], True, champion.reason)
    honest = [run for run in done.values() if not run.figures.get("leaky")]
    found = suggest(workspace, honest)
    if found is not None:
        names = {run.id: run.name for run in honest}
        return Judged(done[found.run], False, suggestion_words(found, names))
    best = max(honest, key=validation_auc, default=None)
    return Judged(best, False) if best is not None else None


def champion_id(workspace: Workspace, book: Book) -> str | None:
    """Id of the chosen champion."""
    champion = workspace.store.champion(book.hash)
    return champion.run if champion else None
