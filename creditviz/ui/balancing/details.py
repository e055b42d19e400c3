"""One balancing run: what it was asked, what it says, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.words import day
from creditviz.runs import Run, Workspace
from creditviz.sampling import SAMPLERS
from creditviz.ui.balancing.form import TEMPLATE
from creditviz.ui.buttons import press
from creditviz.ui.mistakes import mistakes
from creditviz.ui.runs.details import put_away, rename, show_log, show_notes
from creditviz.ui.runs.names import PROTOCOLS, amount_words
from creditviz.ui.runs.progress import resume
from creditviz.ui.words import count, duration, literal

DELETED = "This deletes the run with its rows and everything that was found of them. It cannot be undone."


def show_details(workspace: Workspace, run_id: str) -> None:
    """Settings, log and actions of a balancing run."""
    with mistakes():
        run = workspace.store.run(run_id)
        with st.container(border=True):
            st.markdown(f"**{literal(run.name)}** · run {run.id}")
            show_notes(run)
            _show_actions(workspace, run)
            settings, log = st.columns(2)
            with settings, st.expander("Settings", icon=":material/tune:"):
                _show_settings(run)
            with log, st.expander("Log", icon=":material/list_alt:"):
                show_log(workspace, run)


def _show_actions(workspace: Workspace, run: Run) -> None:
    with st.container(horizontal=True):
        if run.resumable:
            press(
                st.button,
                "Resume",
                resume,
                workspace,
                run.id,
                icon=":material/play_arrow:",
                key=f"details_resume_{run.id}",
            )
        if st.button("Make again with changes", icon=":material/replay:", key="balancing_again"):
            st.session_state[TEMPLATE] = run.id
            st.rerun()
        if st.button("Name and notes", icon=":material/edit:", key="balancing_rename"):
            rename(workspace, run)
        if not run.open:
            put_away(workspace, run, deleted_words(workspace, run))


def deleted_words(workspace: Workspace, run: Run) -> str:
    """What is lost with a run: its rows, and the means of repeating the trainings that took them."""
    trainings = [one for put_by in (False, True) for one in workspace.store.runs(kind="training", archived=put_by)]
    n = sum(one.specification.balancing == run.id for one in trainings)
    if not n:
        return DELETED
    return (
        f"{DELETED} **{count(n, 'training')}** {'uses' if n == 1 else 'use'} these rows: "
        f"{'it stays, but it' if n == 1 else 'they stay, but they'} can then not be repeated."
    )


def _show_settings(run: Run) -> None:
    spec, found = run.specification, run.figures
    rows = {
        "sampler": f"{SAMPLERS[spec.sampler].label}, preset {spec.sampler_preset}",
        "bad per good" if spec.rate is None else "synthetic rows": amount_words(spec).strip(", "),
        "rows kept apart": PROTOCOLS[spec.protocol],
        "repeats of the test whether they help": str(spec.repeats),
        "seed": str(spec.seed),
        "device": found.get("device", spec.device),
        "created": day(run.created),
        "notes": run.notes or "none",
        **{name: str(value) for name, value in spec.sampler_parameters.items()},
    }
    if found.get("rows"):
        rows["rows"] = ", ".join(f"{name} {n:,}" for name, n in found["rows"].items())
    if found.get("seconds"):
        rows["seconds"] = duration(found["seconds"])
    st.dataframe(
        {"setting": list(rows), "value": list(rows.values())},
        hide_index=True,
        alt="Settings of the balancing run.",
        height="content",
    )
