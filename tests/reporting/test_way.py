"""The way says what is done, names the first thing that is not, and offers side rooms with an open question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from creditviz.reporting.way import RARE, State, way_of

SIGNED = State(
    bad_rate=0.08, n_bad=480, finished=2, run="a", name="XGBoost", gini=0.571, lead=0.1, champion=True, cut_off=0.081,
    signed="approve",
)  # fmt: skip
UNDONE = (  # how to undo a step -> where the way leads, and what it says
    ({"bad_rate": None}, "data", "say what counts as bad"),
    ({"finished": 0, "run": "", "champion": False}, "training", "train a first model"),
    ({"finished": 0, "run": "", "champion": False, "working": 2}, "training", "the first result"),
    ({"champion": False}, "performance", "choose a champion"),
    ({"champion": False, "finished": 1}, "performance", "see whether it ranks"),
    ({"cut_off": None}, "decision", "keep a cut-off"),
    ({"signed": ""}, "committee", "ask the committee"),
    ({"signed": "decline"}, "training", "train a better one"),
    ({}, "scoring", "score accounts"),
)


@pytest.mark.parametrize(("change", "page", "what"), UNDONE)
def test_the_first_thing_undone_comes_next(change, page, what):
    found = way_of(replace(SIGNED, **change))
    assert (found.next.page, found.next.what) == (page, what)
    assert len(found.next.what) <= 22, "the sidebar is narrow"
    assert sum(step.status == "now" for step in found.steps) == bool(change)


def test_an_empty_state_has_one_step_to_go_and_no_side_rooms():
    found = way_of(State())
    assert [step.status for step in found.steps] == ["now", "open", "open", "open", "open"]
    assert not found.side_rooms


def test_what_is_done_later_stays_done():
    found = way_of(replace(SIGNED, champion=False))
    assert [step.status for step in found.steps] == ["done", "done", "now", "done", "done"]


def test_steps_say_figures_of_the_state_in_few_letters():
    steps = way_of(SIGNED).steps
    assert [step.words for step in steps] == ["8.0% bad", "2 runs", "Gini 0.57", "kept: 8.1%", "approved"]
    for signed in ("", "approve", "approve-with-conditions", "decline"):
        for state in (State(signed=signed), replace(SIGNED, signed=signed, working=12, finished=1_234)):
            assert max(len(step.words) for step in way_of(state).steps) <= 17


def test_side_rooms_are_offered_while_their_question_is_open():
    def offered(**change):
        return [offer.page for offer in way_of(replace(SIGNED, **change)).side_rooms]

    assert offered() == ["balancing", "explanation"]
    assert offered(bad_rate=RARE) == ["explanation"]
    assert offered(tried=frozenset({"balancing", "explanation"})) == []
    assert offered(lead=0.001) == ["balancing", "benchmark"]
    assert offered(bad_rate=0.3, other_books=True) == ["transfer", "explanation"]
    assert offered(bad_rate=0.3, other_books=True, n_bad=5_000) == ["explanation"]
    assert offered(finished=0) == []
