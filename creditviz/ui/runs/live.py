"""Runs of one kind at work: how far they are, how long the rest takes, Stop and Resume."""

from __future__ import annotations

import streamlit as st

from creditviz.runs import Run, Workspace
from creditviz.ui.mistakes import show_mistake
from creditviz.ui.runs.progress import show_once
from creditviz.ui.waiting import live


def show_live(workspace: Workspace, kind: str) -> None:
    """A row for every run of a kind that runs, waits or was interrupted lately; live while one is open."""
    working = workspace.store.runs(kind=kind, status=("queued", "running"))
    if working or _interrupted(workspace, kind):
        live(_rows, run_every=1 if working else None)(workspace, kind, bool(working))


def _rows(workspace: Workspace, kind: str, moving: bool) -> None:
    show_mistake()
    working = workspace.store.runs(kind=kind, status=("queued", "running"))
    if working and not moving:  # Resume was pressed: the live parts of the page were drawn for a queue at rest
        st.rerun()
    show_once(workspace, working, _interrupted(workspace, kind))


def _interrupted(workspace: Workspace, kind: str) -> list[Run]:
    """The newest run, where it stopped or failed: it is what the reader waits for."""
    newest = workspace.store.runs(kind=kind)[:1]
    return [run for run in newest if run.resumable]
