"""Where there are roles, a login may do what its role allows and nothing else; its name is kept for what it does."""

import json
import threading

import pytest

from creditviz.exceptions import DataError, SpecificationError
from creditviz.results.committee import SignOff
from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.runs.engine import jobs
from creditviz.runs.reading.committee import sign
from creditviz.runs.row_exports import rows_leave
from creditviz.runs.shelves.people import Person, as_now, recognise_by, role_of, system_account, whoever
from creditviz.specification import TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")
ROLES = {"vic@bank.example": "viewer", "ana@bank.example": "analyst", "bo@bank.example": "approver"}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    file = tmp_path / "roles.json"
    file.write_text(json.dumps(ROLES))
    monkeypatch.setenv("CREDITVIZ_ROLES", str(file))
    yield Workspace.open(tmp_path / "home")
    recognise_by(system_account)


def log_in(name):
    recognise_by(lambda: Person(name, verified=True, role=role_of(name)))


DEEDS = {
    "started": lambda w, run, book: w.store.add_run(SPEC, name="x"),
    "resumed": lambda w, run, book: w.store.requeue(run),
    "renamed": lambda w, run, book: w.store.change_run(run, name="y"),
    "stopped": lambda w, run, book: w.store.ask_to_stop(run),
    "decided": lambda w, run, book: w.store.decide(run, "cut-off", 0.1, author="Eve"),
    "chose": lambda w, run, book: w.store.make_champion("b", run, reason="best", author="Eve"),
    "excluded": lambda w, run, book: w.store.exclude(run, [1], reason="odd", author="Eve"),
    "uploaded": lambda w, run, book: add_book(w, book, name="loans.csv"),
    "schema": lambda w, run, book: w.store.put_schema("b", "s", "{}"),
    "exported": lambda w, run, book: rows_leave(w, run, "scored rows"),
    "deleted": lambda w, run, book: jobs.delete_run(w, run),
}


@pytest.mark.parametrize("name", ["vic@bank.example", "nobody@bank.example"])
@pytest.mark.parametrize("deed", DEEDS)
def test_who_may_only_look_changes_nothing(workspace, small_book, deed, name):
    run = workspace.store.add_run(SPEC, name="x")
    workspace.store.change_run(run.id, status="failed")
    before = (workspace.store.runs(), workspace.store.books(), workspace.store.chain())
    log_in(name)
    with pytest.raises(SpecificationError, match="takes the role of analyst"):
        DEEDS[deed](workspace, run.id, small_book)
    assert (workspace.store.runs(), workspace.store.books(), workspace.store.chain()) == before
    assert workspace.store.decisions(run.id) == [] and workspace.store.exclusions(run.id) == {}


@pytest.mark.parametrize("deed", DEEDS)
def test_an_analyst_does_the_work(workspace, small_book, deed):
    log_in("Ana@Bank.example")
    run = workspace.store.add_run(SPEC, name="x")
    workspace.store.change_run(run.id, status="failed")
    DEEDS[deed](workspace, run.id, small_book)


def test_the_name_of_a_decision_is_that_of_the_login_not_the_one_typed(workspace):
    log_in("ana@bank.example")
    run = workspace.store.add_run(SPEC, name="x")
    workspace.store.decide(run.id, "cut-off", 0.1, author="Somebody Else")
    assert workspace.store.decisions(run.id)[0].author == "ana@bank.example"
    assert workspace.store.chain()[-1].verified


def test_four_eyes_sign_and_only_those_of_an_approver(workspace):
    answers = {"No cut-off is kept with a reason.": "The branch has its own."}
    signed = SignOff("approve", ("Ana", "Bo"), answers=answers)
    log_in("bo@bank.example")
    own = workspace.store.add_run(SPEC, name="x")
    log_in("ana@bank.example")
    theirs = workspace.store.add_run(SPEC, name="y")
    for run in (own, theirs):
        workspace.store.change_run(run.id, status="finished", summary="{}")
    with pytest.raises(SpecificationError, match="takes the role of approver"):
        sign(workspace, own.id, signed)
    log_in("bo@bank.example")
    with pytest.raises(SpecificationError, match="somebody else than who started it"):
        sign(workspace, own.id, signed)
    sign(workspace, theirs.id, signed)
    assert [d.author for d in workspace.store.decisions(theirs.id, "sign-off")] == ["bo@bank.example"]
    assert workspace.store.decisions(own.id, "sign-off") == []


def test_workers_and_the_command_line_act_for_the_account_of_the_machine(workspace):
    run = workspace.store.add_run(SPEC, name="x")
    assert workspace.store.claim(run.id, run.attempt, "host:1")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"ana": "admin"}', '{"ana": ["analyst"]}', "{"])
def test_a_file_of_roles_that_is_none_lets_nobody_do_anything(workspace, tmp_path, text):
    (tmp_path / "roles.json").write_text(text)
    recognise_by(lambda: Person("ana@bank.example", verified=True))
    with pytest.raises(DataError):
        workspace.store.note("exported", "x")


def test_a_download_is_taken_by_who_pressed_it_though_another_thread_writes_it():
    recognise_by(lambda: Person("ana@bank.example", verified=True))
    found = []
    write = as_now(lambda: found.append(whoever().name))
    recognise_by(system_account)
    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert found == ["ana@bank.example"]
