"""What a colleague, or another window, does to a workspace while a page of it is open."""

from __future__ import annotations

import shutil

from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.liveness import whoami


def deletes_the_runs(workspace: Workspace) -> None:
    """Every ended run of the open book goes."""
    for run in _runs(workspace):
        if not run.subject and not run.open:
            jobs.delete_run(workspace, run.id)


def archives_the_runs(workspace: Workspace) -> None:
    """Every run is put away."""
    for run in _runs(workspace):
        workspace.store.change_run(run.id, archived=True)


def deletes_the_book(workspace: Workspace) -> None:
    """The open book's runs and then the book itself go."""
    from creditviz.runs.books import delete_book

    key = workspace.store.get("open_book")
    for run in [*workspace.store.runs(), *workspace.store.runs(archived=True)]:
        if run.open:
            workspace.store.ask_to_stop(run.id)
    for run in _runs(workspace):
        if run.id in {one.id for one in _runs(workspace)} and not run.open:
            jobs.delete_run(workspace, run.id)
    book = workspace.store.book(key or "")
    if book is not None:
        delete_book(workspace, book)


def loses_the_files(workspace: Workspace) -> None:
    """What the runs made is gone from the disk, as after a cleaning of it."""
    shutil.rmtree(workspace.home / "runs")


def begins_what_waits(workspace: Workspace) -> None:
    """The engine takes the runs that wait, and has nothing to show for it yet."""
    for run in workspace.store.runs(status=("queued",)):
        workspace.store.claim(run.id, run.attempt, whoami())


def _runs(workspace: Workspace) -> list[Run]:
    return [*workspace.store.runs(), *workspace.store.runs(archived=True)]


MEDDLERS = {
    "deletes the runs": deletes_the_runs,
    "archives the runs": archives_the_runs,
    "deletes the book": deletes_the_book,
    "loses the files": loses_the_files,
    "begins what waits": begins_what_waits,
}
