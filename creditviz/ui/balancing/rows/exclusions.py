"""Leaving synthetic rows out of training, with a reason and a name; bringing them back; undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from creditviz.runs import Run, Workspace
from creditviz.runs.shelves.rows import Exclusion
from creditviz.ui.buttons import fresh, press
from creditviz.ui.words import ago, count

UNDO = "balancing_undo"  # in the session: the last change of each run
AUTHOR = "balancing_author"  # in the session: who excluded last


@dataclass(frozen=True)
class Change:
    """What was excluded or brought back, and how it was before."""

    words: str
    before: Mapping[int, Exclusion | None]  # row -> its record before the change; None: it was not excluded
    after: Mapping[int, Exclusion | None]  # row -> the record that the change wrote


def exclude(workspace: Workspace, run_id: str, rows: Sequence[int], reason: str, author: str) -> None:
    """Leave rows out, and remember how to undo it."""
    before = _records(workspace, run_id, rows)
    workspace.store.exclude(run_id, rows, reason=reason, author=author)
    _remember(workspace, run_id, f"{count(len(rows), 'row')} excluded", before)


def include(workspace: Workspace, run_id: str, rows: Sequence[int]) -> None:
    """Bring rows back, and remember how to undo it."""
    before = _records(workspace, run_id, rows)
    workspace.store.include(run_id, rows)
    _remember(workspace, run_id, f"{count(len(rows), 'row')} brought back", before)


def undo(workspace: Workspace, run_id: str) -> None:
    """Put the rows of the last change back to how they were, but for those that somebody has changed since."""
    change: Change | None = st.session_state.get(UNDO, {}).pop(run_id, None)
    if change is None:
        return
    now = _records(workspace, run_id, change.after)
    ours = [row for row, record in change.after.items() if now[row] == record]
    workspace.store.include(run_id, ours)
    old = [record for row in ours if (record := change.before[row]) is not None]
    for reason, author in {(record.reason, record.author) for record in old}:
        rows = [record.row for record in old if (record.reason, record.author) == (reason, author)]
        workspace.store.exclude(run_id, rows, reason=reason, author=author)
    if others := len(now) - len(ours):
        st.toast(f"{count(others, 'row')} stayed as somebody else has left them since.", icon=":material/info:")


def _records(workspace: Workspace, run_id: str, rows: Iterable[int]) -> dict[int, Exclusion | None]:
    known = workspace.store.exclusions(run_id)
    return {int(row): known.get(int(row)) for row in rows}


def _remember(workspace: Workspace, run_id: str, words: str, before: Mapping[int, Exclusion | None]) -> None:
    after = _records(workspace, run_id, before)
    st.session_state.setdefault(UNDO, {})[run_id] = Change(words, before, after)


def show_actions(workspace: Workspace, run: Run, picked: Sequence[int], found: np.ndarray) -> None:
    """Exclude or bring back the chosen rows, else those that a filter found; undo the last change."""
    known = workspace.store.exclusions(run.id)
    rows = list(picked) or [int(row) for row in found]
    kept, out = [row for row in rows if row not in known], [row for row in rows if row in known]
    with st.container(horizontal=True):
        if st.button(
            f"Exclude {which_words(len(kept), len(rows), bool(picked))}" if rows else "Exclude chosen rows",
            icon=":material/block:",
            disabled=not kept,
            key="rows_exclude",
            help="With rows chosen in the table: those. With none chosen: all rows that pass the filters, also those "
            "that the table does not list. They are left out of exports, and of trainings on these rows. "
            "Nothing is deleted.",
        ):
            _ask(workspace, run, kept)
        press(
            st.button,
            f"Bring {which_words(len(out), len(rows), bool(picked))} back" if rows else "Bring chosen rows back",
            include,
            workspace,
            run.id,
            out,
            icon=":material/undo:",
            disabled=not out,
            key=f"rows_include_{run.id}",
        )
        change = st.session_state.get(UNDO, {}).get(run.id)
        if change is not None:
            press(
                st.button,
                f"Undo: {change.words}",
                undo,
                workspace,
                run.id,
                icon=":material/history:",
                key=f"rows_undo_{run.id}",
            )


def which_words(n: int, of: int, chosen: bool) -> str:
    """Which rows a button means.

    >>> which_words(1518, 1518, False), which_words(1500, 1518, False), which_words(1, 1, True)
    ('all 1,518 filtered rows', '1,500 of 1,518 filtered rows', '1 chosen row')
    """
    if chosen:
        return count(n, "chosen row")
    return f"all {count(n, 'filtered row')}" if n == of else f"{n:,} of {count(of, 'filtered row')}"


@st.dialog("Exclude rows")
def _ask(workspace: Workspace, run: Run, rows: Sequence[int]) -> None:
    st.markdown(
        f"**{count(len(rows), 'row')}** will be left out of exports and of trainings on these rows. "
        "Your reason is kept."
    )
    with st.form("exclude", border=False):
        reason = st.text_area("Reason", key="exclude_reason", placeholder="A delay of three months after none")
        author = st.text_input("Your name", st.session_state.get(AUTHOR, ""), key="exclude_author")
        if st.form_submit_button(f"Exclude {count(len(rows), 'row')}", type="primary"):
            if reason.strip() and author.strip() and fresh(f"exclude_{run.id}"):
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
