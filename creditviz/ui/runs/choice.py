"""Which run of a kind a page speaks of, and what can be done with it: the newest unless another was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from creditviz.reporting.words import moment
from creditviz.runs import Run, Workspace
from creditviz.ui.buttons import press
from creditviz.ui.frame.choice import begin_run, say_runs
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.details import put_away, rename, show_log, show_notes
from creditviz.ui.runs.judging import judged_run
from creditviz.ui.runs.names import labels, status_words
from creditviz.ui.runs.progress import resume
from creditviz.ui.words import literal
from creditviz.ui.workspace import Place


def choose_run(runs: Sequence[Run], key: str, label: str, help_text: str) -> Run | None:
    """The picker: name, when, how it stands; None while there is none.

    Parameters
    ----------
    runs : newest first.
    key : of the widget; the session keeps the id of the chosen run under it.
    """
    ids, known = [run.id for run in runs], st.session_state.get(f"{key}_known")
    if ids and known is not None and ids[0] not in known:
        st.session_state[key] = ids[0]
    st.session_state[f"{key}_known"] = ids
    if not ids:
        return None
    begin_run(key, ids, ids[0])
    names, by_id = labels(runs), {run.id: run for run in runs}
    picked = pick(
        st.selectbox,
        label,
        ids,
        format_func=lambda one: _words(names[one], by_id[one]),
        key=key,
        label_visibility="collapsed",
        help=help_text,
    )
    say_runs([picked])
    return by_id[picked]


def choose_judged_run(
    place: Place,
    every: Sequence[Run],
    names: Mapping[str, str],
    *,
    key: str,
    label: str,
    help_text: str,
    **look: Any,
) -> Run:
    """A picker of the runs of the open book: the champion, or the suggested one, unless another is chosen.

    Parameters
    ----------
    every : at least one.
    key : begins the key of the widget, which is one a book.
    look : further arguments of the widget, e.g. its width.
    """
    assert place.book is not None, "asked for with a book"
    judged = judged_run(place.workspace, place.book, every)
    by_id = {run.id: run for run in every}
    ids = list(by_id)
    first = judged.run.id if judged and judged.run.id in by_id else ids[0]
    widget = f"{key}_{place.book.hash[:8]}"
    begin_run(widget, ids, first)
    picked = pick(
        st.selectbox,
        label,
        ids,
        format_func=lambda one: names[one] + (" (leaky replay)" if by_id[one].figures.get("leaky") else ""),
        key=widget,
        help=f"{help_text} First comes the champion, else the one that validation rows suggest.",
        **look,
    )
    run = by_id.get(picked, by_id[first])
    say_runs([run.id])
    return run


def show_run(
    workspace: Workspace,
    run: Run,
    settings: Callable[[], dict[str, str]],
    *,
    place: str,
    deleted: str,
    more: Callable[[], None] = lambda: None,
) -> None:
    """Settings, log, name, resume, archive and delete of a run.

    Parameters
    ----------
    settings : what was asked, line by line; asked for inside the card, so that its mistakes stay there.
    place : begins the keys of the widgets, e.g. "transfer_".
    deleted : what deleting does, before it is confirmed.
    more : draws further buttons.
    """  # fmt: skip
    with st.container(border=True), mistakes():
        st.markdown(f"**{literal(run.name)}** · run {run.id}")
        show_notes(run)
        with st.container(horizontal=True):
            if run.resumable:
                press(
                    st.button,
                    "Resume",
                    resume,
                    workspace,
                    run.id,
                    icon=":material/play_arrow:",
                    key=f"{place}resume_{run.id}",
                )
            if st.button("Name and notes", icon=":material/edit:", key=f"{place}rename"):
                rename(workspace, run)
            if not run.open:
                put_away(workspace, run, deleted, place=place)
            more()
        left, right = st.columns(2)
        with left, st.expander("Settings", icon=":material/tune:"):
            rows = settings()
            st.dataframe(
                {"setting": list(rows), "value": list(rows.values())},
                hide_index=True, alt=f"Settings of {run.name}.", height="content",
            )  # fmt: skip
        with right, st.expander("Log", icon=":material/list_alt:"):
            show_log(workspace, run)


def _words(name: str, run: Run) -> str:
    """Nothing that moves by itself: a label that changes between drawing and click is a choice that is lost."""
    status = run.status if run.status == "running" else status_words(run, None)
    return f"{name} · {moment(run.created)} · {status}"
