"""What a committee is told of packs and signatures: who may challenge, what has changed since, what was signed."""

from __future__ import annotations

import pytest

from creditviz.reporting.committee.record import (
    changes_since,
    known_at,
    signed_pack_words,
    signed_since,
    why_no_challenger,
)
from creditviz.results.committee import ProjectFacts, SignOff
from creditviz.runs import Workspace
from creditviz.runs.reading.committee import keep_facts, sign
from creditviz.specification import ReportSpec, TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace.open(tmp_path)


def finished(workspace, spec, **figures):
    run = workspace.store.add_run(spec, name="x")
    assert workspace.store.end(run.id, run.attempt, "finished", summary=figures)
    return workspace.store.run(run.id)


def test_a_challenger_is_judged_on_the_same_rows(workspace):
    run = finished(workspace, SPEC)
    assert why_no_challenger(run, finished(workspace, SPEC.model_copy(update={"model": "svm"}))) == ""
    assert why_no_challenger(run, finished(workspace, SPEC, leaky=True)) == "a leaky replay"
    other = finished(workspace, SPEC.model_copy(update={"seed": 3, "test_share": 0.4}))
    assert why_no_challenger(run, other) == "other test rows: another seed and share of test rows"


def test_a_leaky_run_has_no_challenger_and_its_challenger_can_make_a_pack_older(workspace):
    honest, leaky = finished(workspace, SPEC), finished(workspace, SPEC, leaky=True)
    assert why_no_challenger(leaky, honest) == "the run to be signed is a leaky replay"
    run, at = finished(workspace, SPEC), honest.ended
    workspace.store.decide(honest.id, "calibration", {"name": "platt"}, author="Bo", reason="r")
    assert changes_since(workspace, run.id, at) == ()
    assert changes_since(workspace, run.id, at, challenger=honest.id) == ("the challenger's calibration",)


def test_what_a_pack_prints_makes_it_older_and_a_signature_does_not(workspace):
    run = finished(workspace, SPEC)
    pack = finished(workspace, ReportSpec(run=run.id), sha256="abc")
    at = pack.ended
    answers = {"No cut-off is kept with a reason.": "The branch has its own."}
    signed = sign(workspace, run.id, SignOff("approve", ("Ana",), pack="abc", answers=answers))
    assert changes_since(workspace, run.id, at) == () and signed_since(workspace, run.id, at)
    assert signed_pack_words(signed, [pack], pack, ()) == "the one shown here"
    keep_facts(workspace, run.id, ProjectFacts("Limits"), "Bo")
    workspace.store.decide(run.id, "cut-off", {"pd": 0.1}, author="Bo", reason="r")
    changed = changes_since(workspace, run.id, signed.at)
    assert set(changed) == {"the project facts", "the cut-off"}
    too_late = sign(workspace, run.id, SignOff("approve", ("Ana",), pack="abc"))
    assert changes_since(workspace, run.id, too_late.at) == ()
    assert changes_since(workspace, run.id, known_at(too_late, [pack])) == changed, "the pack that was signed is older"
    assert known_at(too_late, []) == too_late.at
    later = finished(workspace, ReportSpec(run=run.id), sha256="def")
    words = signed_pack_words(signed, [later, pack], later, changed)
    assert words.startswith("that of ") and words.endswith("changed since: the cut-off and the project facts")
    assert signed_pack_words(signed, [later], later, ()) == "deleted"
    assert signed_pack_words(SignOff("decline", ("Ana",), "r"), [], None, ()) == "no pack"
