"""Project facts and sign-offs: on record for good, and refused where they would mean nothing."""

from __future__ import annotations

import pytest

from creditviz.exceptions import SpecificationError
from creditviz.results.committee import ProjectFacts, SignOff
from creditviz.runs import Run, Workspace
from creditviz.runs.reading.committee import keep_facts, open_items, project_facts, sign, sign_offs
from creditviz.specification import TrainingSpec

ANSWERED = {"No cut-off is kept with a reason.": "The branch has its own."}
SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace.open(tmp_path)


def run_of(workspace, *, status="finished", leaky=False) -> Run:
    run = workspace.store.add_run(SPEC, name="x")
    if status == "finished":
        assert workspace.store.end(run.id, run.attempt, "finished", summary={"leaky": leaky})
    return workspace.store.run(run.id)


def test_facts_are_empty_until_kept_and_the_newest_count(workspace):
    run = run_of(workspace)
    assert project_facts(workspace, run.id) == ProjectFacts()
    assert ProjectFacts().missing == ("purpose", "owner", "population", "exclusions", "outcome", "window")
    keep_facts(workspace, run.id, ProjectFacts(purpose=" Limits of new cards ", owner="Retail risk"), "Ana")
    keep_facts(workspace, run.id, ProjectFacts(purpose="Limits", owner="Retail risk", population="New"), "Bo")
    found = project_facts(workspace, run.id)
    assert found == ProjectFacts("Limits", "Retail risk", "New")
    assert found.missing == ("exclusions", "outcome", "window")
    kept = workspace.store.decisions(run.id, "project-facts")
    assert [(d.author, d.value["purpose"]) for d in kept] == [("Bo", "Limits"), ("Ana", "Limits of new cards")]


def test_facts_need_a_name_and_a_word(workspace):
    run = run_of(workspace)
    with pytest.raises(SpecificationError, match="Fill in your name"):
        keep_facts(workspace, run.id, ProjectFacts(purpose="x"), " ")
    with pytest.raises(SpecificationError, match="every field is empty"):
        keep_facts(workspace, run.id, ProjectFacts(purpose="  "), "Ana")
    assert workspace.store.decisions(run.id) == []


def test_a_later_decision_supersedes_and_the_earlier_stay(workspace):
    run = run_of(workspace)
    first = sign(workspace, run.id, SignOff("decline", ("Ana", " "), "No reasons yet", pack="abc"))
    second = sign(workspace, run.id, SignOff("approve", ("Ana", "Bo"), answers=ANSWERED), author="Secretary")
    assert sign_offs(workspace, run.id) == (second, first)
    assert first.names == ("Ana",) and first.pack == "abc" and second.at >= first.at > 0
    assert [d.author for d in workspace.store.decisions(run.id, "sign-off")] == ["Secretary", "Ana"]


@pytest.mark.parametrize(
    ("signed", "rule"),
    [
        (SignOff("approve", ()), "at least one person"),
        (SignOff("approve", ("  ",)), "at least one person"),
        (SignOff("approve-with-conditions", ("Ana",), " "), "names them"),
        (SignOff("decline", ("Ana",)), "for a reason"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(workspace, signed, rule):
    run = run_of(workspace)
    with pytest.raises(SpecificationError, match=rule):
        sign(workspace, run.id, signed)
    assert sign_offs(workspace, run.id) == ()


def test_a_leaky_replay_can_only_be_declined(workspace):
    run = run_of(workspace, leaky=True)
    for verdict in ("approve", "approve-with-conditions"):
        with pytest.raises(SpecificationError, match="leaky order"):
            sign(workspace, run.id, SignOff(verdict, ("Ana",), "if trained again"))
    assert sign(workspace, run.id, SignOff("decline", ("Ana",), "leaky")).verdict == "decline"


def test_only_a_finished_run_is_decided_about(workspace):
    run = run_of(workspace, status="queued")
    with pytest.raises(SpecificationError, match="queued"):
        sign(workspace, run.id, SignOff("approve", ("Ana",)))


def test_an_approval_answers_what_is_open_and_the_answer_is_kept(workspace):
    run = workspace.store.add_run(SPEC, name="x")
    workspace.store.end(run.id, run.attempt, "finished", summary={"leaks": ["Columns that alone tell it: recovered."]})
    items = open_items(workspace.store.run(run.id), [])
    assert items == (
        "These figures may be false. Columns that alone tell it: recovered.",
        "No cut-off is kept with a reason.",
    )
    for answers in ({}, ANSWERED, dict.fromkeys(items, "  ")):
        with pytest.raises(SpecificationError, match="closes or answers what is open"):
            sign(workspace, run.id, SignOff("approve", ("Ana",), answers=answers))
    assert sign(workspace, run.id, SignOff("decline", ("Ana",), "a leak")).answers == {}
    workspace.store.decide(run.id, "cut-off", {"pd": 0.1}, author="Ana", reason="capacity")
    said = {items[0]: " It is known at the time of application. "}
    with pytest.raises(SpecificationError, match="Fairness"):
        sign(workspace, run.id, SignOff("approve", ("Ana",), answers=said), asked=("Fairness: fails",))
    signed = sign(workspace, run.id, SignOff("approve", ("Ana",), answers=said))
    assert sign_offs(workspace, run.id)[0].answers == signed.answers == {items[0]: said[items[0]].strip()}
