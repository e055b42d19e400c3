"""Project facts and sign-offs: on record for good, and refused where they would mean nothing."""

from __future__ import annotations

import pytest

from creditviz.exceptions import SpecificationError
from creditviz.results.committee import ProjectFacts, SignOff
from creditviz.runs import Run, Workspace
from creditviz.runs.reading.committee import keep_facts, project_facts, sign, sign_offs
from creditviz.specification import TrainingSpec

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
    second = sign(workspace, run.id, SignOff("approve", ("Ana", "Bo")), author="Secretary")
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
