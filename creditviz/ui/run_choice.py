"""Which run of a kind a page speaks of: the newest unless another was chosen, and a new one at once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from creditviz.runs import Run
from creditviz.ui.run_names import labels, status_words
from creditviz.ui.words import ago


def choose_run(runs: Sequence[Run], key: str, label: str, help_text: str) -> Run | None:
    """The picker: name, when, how it stands; None while there is none.

    Parameters
    ----------
    runs : newest first.
    key : of the widget; the session keeps the id of the chosen run under it.
    """
    ids, known = [run.id for run in runs], st.session_state.get(f"{key}_known")
    if ids and (st.session_state.get(key) not in ids or (known is not None and ids[0] not in known)):
        st.session_state[key] = ids[0]
    st.session_state[f"{key}_known"] = ids
    if not ids:
        return None
    names, by_id = labels(runs), {run.id: run for run in runs}
    picked = st.selectbox(
        label,
        ids,
        format_func=lambda one: _words(names[one], by_id[one]),
        key=key,
        label_visibility="collapsed",
        help=help_text,
    )
    return by_id[picked]


def _words(name: str, run: Run) -> str:
    return f"{name} · {ago(run.ended or run.created)} · {status_words(run, None)}"
