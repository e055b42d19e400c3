"""Running work: one row a run with its bar, its time left and its Stop."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.kinds import KINDS
from creditviz.ui.buttons import press
from creditviz.ui.mistakes import show_mistake
from creditviz.ui.waiting import live
from creditviz.ui.words import ago, duration, literal, time_left

OPEN_STATES = ("queued", "running")
SHOWN_INTERRUPTED = 3


def show_work(workspace: Workspace, book: str | None = None) -> None:
    """Rows of everything that runs, waits or can go on; live while something is open. Nothing when there is none.

    Parameters
    ----------
    book : hash; what stopped or failed is shown of this book alone. What runs is shown of all: they share the queue.
    """
    open_runs = workspace.store.runs(status=OPEN_STATES)
    live(_rows, run_every=1 if open_runs else None)(workspace, book, bool(open_runs))


def _rows(workspace: Workspace, book: str | None, moving: bool) -> None:
    show_mistake()
    open_runs = workspace.store.runs(status=OPEN_STATES)
    if open_runs and not moving:  # Resume was pressed: the live parts of the page were drawn for a queue at rest
        st.rerun()
    show_once(workspace, open_runs, interrupted(workspace, book))


def show_once(workspace: Workspace, working: Sequence[Run], interrupted: Sequence[Run]) -> None:
    """Rows of what works and of what was interrupted, each run once.

    Parameters
    ----------
    working, interrupted : newest first; a run that stops between the two readings of the store is in both.
    """
    shown = {run.id for run in working}
    for run in reversed(working):
        show_row(workspace, run)
    for run in interrupted:
        if run.id not in shown:
            show_interrupted(workspace, run)


def interrupted(workspace: Workspace, book: str | None = None) -> list[Run]:
    """The last runs that stopped or failed and can go on."""
    return workspace.store.runs(status=("stopped", "failed"), book=book)[:SHOWN_INTERRUPTED]


def show_until_done(workspace: Workspace, runs: Sequence[Run]) -> None:
    """Rows of open runs, live; the page is drawn again when one of them ends."""
    live(_watch, run_every=1)(workspace, [run.id for run in runs])


def _watch(workspace: Workspace, ids: Sequence[str]) -> None:
    runs = [workspace.store.run(key) for key in ids]
    if not all(run.open for run in runs):
        st.rerun()
    for run in runs:
        show_row(workspace, run)


def show_row(workspace: Workspace, run: Run) -> None:
    """One open run."""
    with st.container(border=True, key=f"work_{run.id}"):
        who, bar, where, button = st.columns([4, 5, 2, 2.4], vertical_alignment="center")
        who.markdown(f"**{literal(run.name)}**" + (f" · {KINDS[run.kind].label}" if run.kind != "training" else ""))
        bar.progress(run.fraction, text=progress_words(workspace, run))
        where.caption(f"for {duration(time.time() - run.started)}" if run.started and run.status == "running" else "")
        press(
            button.button,
            "Stopping…" if run.stopping else "Stop",
            stop,
            workspace,
            run.id,
            key=f"stop_{run.id}",
            disabled=run.stopping,
            help="Stops within one epoch, a model without epochs (a forest, a support vector machine) within a few "
            "seconds. What was reached is kept and can be resumed; a model without epochs begins again.",
            width="stretch",
        )


def show_interrupted(workspace: Workspace, run: Run) -> None:
    """One run that stopped or failed, with the way on."""
    with st.container(border=True, key=f"work_{run.id}"):
        who, why, button = st.columns([4, 7, 2.4], vertical_alignment="center")
        who.markdown(f"**{literal(run.name)}** · {run.status} {ago(run.ended or run.created)}")
        why.caption(literal(run.error or ""))
        on = "Goes on from the last checkpoint, or from the start where there is none."
        press(button.button, "Resume", resume, workspace, run.id, key=f"resume_{run.id}", help=on, width="stretch")


def stop(workspace: Workspace, run_id: str) -> None:
    """Stop a run; a second click, or one that comes too late, changes nothing."""
    if workspace.store.run(run_id).open:
        jobs.stop(workspace, run_id)


def resume(workspace: Workspace, run_id: str) -> None:
    """Let a run go on; a second click finds that it does."""
    if workspace.store.run(run_id).resumable:
        jobs.resume(workspace, run_id)


def progress_words(workspace: Workspace, run: Run) -> str:
    """Where a run is, in words."""
    if run.stopping:
        return "stopping…"
    if run.status == "queued":
        before = jobs.queue_position(workspace, run)
        return f"waiting, {before} before it" if before else "next in line"
    if run.stage is None or run.epoch is None:
        return "getting the rows ready"
    return f"{stage_words(run)} · {time_left(run.eta)}"


def stage_words(run: Run) -> str:
    """The stage and how far it is, e.g. "network 1 of 3 · epoch 4 of 30" or "ACTGAN · 40%"."""
    stage, epoch, n_epochs = literal(run.stage), run.epoch or 0, run.n_epochs or 1
    if run.kind == "search":  # one step: a model without epochs, or a trial that has just ended
        return stage if n_epochs == 1 else f"{stage} · step {epoch:,} of at most {n_epochs:,}"
    if run.kind == "benchmark":
        return f"{epoch:,} of {n_epochs:,} fits done · {stage}"
    if run.kind in ("training", "transfer"):
        unit = "tree" if "boost" in (run.stage or "").lower() else "epoch"
    elif (run.stage or "").startswith("seed"):
        unit = "model"
    else:  # a sampler's epochs are of its own making
        return f"{stage} · {epoch / n_epochs:.0%}"
    return f"{stage} · {unit} {epoch:,} of {n_epochs:,}"


def watched(runs: Sequence[Run]) -> Run | None:
    """The run whose curves are worth watching: the one that runs, else the newest that has begun."""
    running = [run for run in runs if run.status == "running"]
    begun = [run for run in runs if run.started is not None]
    return next(iter([*running, *begun]), None)
