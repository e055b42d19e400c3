"""Runs that are put away, and the way back: an undo just after, a button ever after."""

from __future__ import annotations

import time

import streamlit as st

from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.ui.buttons import press
from creditviz.ui.words import literal

UNDO_SECONDS = 120.0
_PUT_AWAY = "put_away"  # in the session: (id of the run that was put away last, when)


def archive(workspace: Workspace, run_id: str) -> None:
    """Take a run out of the tables; nothing is lost."""
    workspace.store.change_run(run_id, archived=True)
    st.session_state[_PUT_AWAY] = (run_id, time.monotonic())


def bring_back(workspace: Workspace, run_id: str) -> None:
    """Put a run back into the tables."""
    workspace.store.change_run(run_id, archived=False)
    st.session_state.pop(_PUT_AWAY, None)


def show_undo(workspace: Workspace) -> None:
    """What was put away last and the way back, for two minutes."""
    run_id, at = st.session_state.get(_PUT_AWAY, ("", 0.0))
    if not run_id or time.monotonic() - at > UNDO_SECONDS:
        return
    try:
        run = workspace.store.run(run_id)
    except SpecificationError:  # it was deleted in the meantime
        return
    if run.archived:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"**{literal(run.name)}** is in the archive.", width="content")
            press(st.button, "Undo", bring_back, workspace, run.id, icon=":material/undo:", key=f"undo_{run.id}")
