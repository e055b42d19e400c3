"""The list of what a committee will ask for, each line with a way to the page that mends it."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.committee.ready import Asked, Dossier, asked, open_list, summary
from creditviz.runs.reading.chosen import CUT_OFF
from creditviz.ui.cards import VERDICTS
from creditviz.ui.committee.choice import Question
from creditviz.ui.decision.rows import rows_of
from creditviz.ui.facts import looked_of, verdict_tiles_of
from creditviz.ui.navigation import page_file
from creditviz.ui.words import literal


def show_ready(question: Question) -> None:
    """A headline that counts, then the lines."""
    with st.container(border=True, height="stretch"):
        with st.spinner("Reading"):
            found = asked(_dossier(question))
        st.markdown(f"**{literal(summary(found))}**")
        for one in found:
            _show_line(one)


def _show_line(one: Asked) -> None:
    what, way = st.columns([7, 3], vertical_alignment="center")
    what.markdown(f"{VERDICTS[one.verdict]} **{literal(one.name)}** · {literal(one.sentence)}")
    if one.page:
        with way:
            _link(one)


def _link(one: Asked) -> None:
    st.page_link(page_file(one.page), label=one.page.capitalize(), icon=":material/arrow_forward:")


def open_of(question: Question) -> tuple[str, ...]:
    """What an approval of this question has to answer."""
    cut_offs = question.workspace.store.decisions(question.run.id, CUT_OFF)
    return open_list(asked(_dossier(question)), question.run, cut_offs, challenger=bool(question.challenger))


def _dossier(question: Question) -> Dossier:
    workspace, run = question.workspace, question.run
    return Dossier(
        workspace,
        run,
        looked_of(workspace, run.book or ""),
        tiles=lambda: verdict_tiles_of(workspace, run),
        rows=lambda: rows_of(workspace, run, question.book),
    )
