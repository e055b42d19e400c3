"""The audit log grows by one entry with whatever is done, and by none where it was not done."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.runs.books import add_book, delete_book
from creditviz.runs.shelves.people import Person, recognise_by, system_account
from creditviz.specification import TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(tmp_path)


@pytest.fixture
def logged_in():
    recognise_by(lambda: Person("ana@bank.example", verified=True))
    yield
    recognise_by(system_account)


def said(workspace):
    return [(entry.what, entry.subject) for entry in workspace.store.chain()]


def test_who_uploaded_started_decided_chose_and_deleted_is_told_in_order(workspace, small_book, logged_in):
    store = workspace.store
    book = add_book(workspace, small_book, name="loans.csv")
    run = store.add_run(SPEC, name="x")
    store.decide(run.id, "cut-off", 0.1, author="Ana", reason="capacity")
    store.make_champion(book.hash, run.id, reason="best", author="Ana")
    store.exclude(run.id, [1, 2], reason="odd", author="Ana")
    store.include(run.id, [2])
    store.put_sums(run.id, {"model.ubj": "0" * 64})
    store.delete_run(run.id)
    delete_book(workspace, book)
    whats = ["started", "decided", "chose", "excluded", "included", "wrote", "deleted"]
    assert said(workspace) == [("uploaded", book.hash), *((what, run.id) for what in whats), ("deleted", book.hash)]
    chain = store.chain()
    assert [entry.number for entry in chain] == list(range(1, 10))
    assert all((entry.who, entry.verified) == ("ana@bank.example", True) for entry in chain)
    assert all(entry.hash == entry.expected_hash() for entry in chain)
    assert [entry.previous for entry in chain] == ["", *(entry.hash for entry in chain[:-1])]
    assert json.loads(chain[0].detail)["file"] == "loans.csv"


def test_renaming_archiving_and_stopping_leave_one_entry_each(workspace):
    store = workspace.store
    run = store.add_run(SPEC, name="x")
    store.change_run(run.id, name="x", notes="no other name")
    store.change_run(run.id, name="y")
    store.change_run(run.id, archived=True)
    store.change_run(run.id, archived=False)
    store.ask_to_stop(run.id)
    store.ask_to_stop(run.id)  # it has ended: nothing is done
    assert said(workspace) == [(what, run.id) for what in ("started", "renamed", "archived", "restored", "stopped")]
    assert json.loads(store.chain()[1].detail) == {"from": "x", "to": "y"}
    assert all(entry.hash == entry.expected_hash() for entry in store.chain())


def test_without_a_login_the_account_of_the_machine_is_named_and_not_verified(workspace):
    workspace.store.note("exported", "abc")
    (entry,) = workspace.store.chain()
    assert entry.who == system_account().name and not entry.verified


def test_what_was_refused_leaves_no_entry(workspace):
    with pytest.raises(SpecificationError):
        workspace.store.decide("nothing", "cut-off", 0.1)
    assert workspace.store.chain() == []


def test_many_at_once_make_one_chain(workspace):
    assert workspace.store.chain() == []
    stores = [Workspace(workspace.home).store for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: stores[i % 4].note("exported", str(i)), range(40)))
    chain = workspace.store.chain()
    assert sorted(int(entry.subject) for entry in chain) == list(range(40))
    assert [entry.number for entry in chain] == list(range(1, 41))
    assert [entry.previous for entry in chain] == ["", *(entry.hash for entry in chain[:-1])]
