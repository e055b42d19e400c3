"""Leaving synthetic rows out of training, with a reason and a name; bringing them back; undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from creditviz.runs import Run, Workspace
from creditviz.runs.rows import Exclusion
from creditviz.ui.words import ago, count

UNDO = "balancing_undo"  # in the session: the last change of each run
AUTHOR = "balancing_author"  # in the session: who excluded last


@dataclass(frozen=True)
class Change:
    """What was excluded or brought back, and how it was before."""

    words: str
    rows: tuple[int, ...]
    before: tuple[Exclusion, ...]  # exclusions of these rows before the change


def exclude(workspace: Workspace, run_id: str, rows: Sequence[int], reason: str, author: str) -> None:
    """Leave rows out, and remember how to undo it."""
    _remember(workspace, run_id, f"{count(len(rows), 'row')} excluded", rows)
    workspace.store.exclude(run_id, rows, reason=reason, author=author)


def include(workspace: Workspace, run_id: str, rows: Sequence[int]) -> None:
    """Bring rows back, and remember how to undo it."""
    _remember(workspace, run_id, f"{count(len(rows), 'row')} brought back", rows)
    workspace.store.include(run_id, rows)


def undo(workspace: Workspace, run_id: str) -> None:
    """Put the rows of the last change back to how they were."""
    change: Change | None = st.session_state.get(UNDO, {}).pop(run_id, None)
    if change is None:
        return
    workspace.store.include(run_id, change.rows)
    for reason, author in {(old.reason, old.author) for old in change.before}:
        rows = [old.row for old in change.before if (old.reason, old.author) == (reason, author)]
        workspace.store.exclude(run_id, rows, reason=reason, author=author)


def _remember(workspace: Workspace, run_id: str, words: str, rows: Sequence[int]) -> None:
    known = workspace.store.exclusions(run_id)
    before = tuple(known[row] for row in rows if row in known)
    st.session_state.setdefault(UNDO, {})[run_id] = Change(words, tuple(rows), before)


def show_actions(workspace: Workspace, run: Run, picked: Sequence[int], found: np.ndarray) -> None:
    """Exclude or bring back the chosen rows, else those that a filter found; undo the last change."""
    known = workspace.store.exclusions(run.id)
    rows = list(picked) or [int(row) for row in found]
    kept, out = [row for row in rows if row not in known], [row for row in rows if row in known]
    which = "chosen" if picked or not rows else "listed"
    with st.container(horizontal=True):
        if st.button(
            f"Exclude {count(len(kept), f'{which} row')}" if rows else "Exclude chosen rows",
            icon=":material/block:",
            disabled=not kept,
            key="rows_exclude",
            help="Excluded rows are left out of exports, and of trainings on these rows. Nothing is deleted.",
        ):
            _ask(workspace, run, kept)
        st.button(
            f"Bring {count(len(out), f'{which} row')} back" if rows else "Bring chosen rows back",
            icon=":material/undo:",
            disabled=not out,
            key="rows_include",
            on_click=include,
            args=(workspace, run.id, out),
        )
        change = st.session_state.get(UNDO, {}).get(run.id)
        if change is not None:
            st.button(
                f"Undo: {change.words}",
                icon=":material/history:",
                key="rows_undo",
                on_click=undo,
                args=(workspace, run.id),
            )


@st.dialog("Exclude rows")
def _ask(workspace: Workspace, run: Run, rows: Sequence[int]) -> None:
    st.markdown(
        f"{count(len(rows), 'row')} will be left out of exports and of trainings on these rows. Your reason is kept."
    )
    with st.form("exclude", border=False):
        reason = st.text_area("Reason", key="exclude_reason", placeholder="A delay of three months after none")
        author = st.text_input("Your name", st.session_state.get(AUTHOR, ""), key="exclude_author")
        if st.form_submit_button("Exclude", type="primary"):
            if reason.strip() and author.strip():
                st.session_state[AUTHOR] = author.strip()
                exclude(workspace, run.id, rows, reason.strip(), author.strip())
                st.rerun()
            st.warning("Leaving rows out needs a reason and a name.")


def show_excluded(workspace: Workspace, run: Run) -> None:
    """Every excluded row with its reason, who said so and when."""
    known = workspace.store.exclusions(run.id)
    if not known:
        return
    with st.expander(f"{count(len(known), 'excluded row')} with their reasons", icon=":material/block:"):
        st.dataframe(
            {
                "row": list(known),
                "reason": [one.reason for one in known.values()],
                "by": [one.author for one in known.values()],
                "when": [ago(one.at) for one in known.values()],
            },
            hide_index=True,
            alt="Excluded rows with reason, author and time.",
        )
