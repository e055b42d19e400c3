"""What the Committee page shows: what will be asked, the pack, the decision."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.ui.committee.choice import Question, choose_question
from creditviz.ui.committee.facts import show_facts
from creditviz.ui.committee.pack import show_pack
from creditviz.ui.committee.ready import show_ready
from creditviz.ui.committee.sign import show_sign
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import line, section
from creditviz.ui.workspace import Place


def show_committee(place: Place) -> None:
    """The whole page below its title."""
    line(
        "One pack holds all that is known of a model: what the committee is asked, how the model ranks, where it cuts, "
        "whom it treats how, and what all this does not say. Here it is made, read and signed."
    )
    question = choose_question(place)
    if question is None:
        return
    section("What a committee will ask for")
    left, right = st.columns([3, 2])
    _in(left, show_ready, question)
    _in(right, show_facts, question)
    section("The pack")
    _in(st.container(), show_pack, question)
    section("The decision")
    _in(st.container(), show_sign, question)


def _in(where: st.delta_generator.DeltaGenerator, body: Callable[[Question], None], question: Question) -> None:
    """A panel; its mistakes stay in it."""
    with where, mistakes():
        body(question)
