"""A workspace of an older version opens: built by the migrations of its time, with rows as it wrote them."""

import sqlite3

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import creditviz.runs
from creditviz.runs import Workspace
from creditviz.runs.keeping.verify import verify
from creditviz.runs.shelves.database import HEAD
from creditviz.specification import TrainingSpec

RUN = TrainingSpec(book="b", schema_hash="s", model="xgboost", seed=3)
ROWS = {
    "books": (
        "hash, raw_sha256, name, n_rows, n_columns, schema_hash, created",
        ("b", "r", "loans", 9, 2, "s", 1.0),
    ),
    "schemas": ("hash, body", ("s", "{}")),
    "runs": (
        "id, kind, name, notes, spec, book, status, attempt, created, archived",
        ("run1", "training", "first", "", RUN.to_json(), "b", "finished", "a", 2.0, False),
    ),
    "points": ("run, stage, epoch, name, value", ("run1", "fit", 1, "auc", 0.7)),
    "champions": ("book, run, reason, author, at", ("b", "run1", "best", "Ana", 3.0)),
    "looks": ("test_set, run, at", ("b/holdout/3/0.2/1", "run1", 3.0)),
    "exclusions": ("run, row, reason, author, at", ("run1", 4, "odd", "Ana", 3.0)),
    "decisions": ("run, what, value, author, reason, at", ("run1", "cut-off", "0.1", "Ana", "capacity", 4.0)),
}


@pytest.fixture
def old(tmp_path):
    """Home of a workspace of 0.5.0: its last migration was 0003."""
    config = Config()
    config.set_main_option("script_location", str(next(iter(creditviz.runs.__path__)) + "/migrations"))
    engine = create_engine(f"sqlite:///{tmp_path / 'creditviz.db'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    engine.dispose()
    with sqlite3.connect(tmp_path / "creditviz.db") as database:
        for table, (columns, values) in ROWS.items():
            database.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(values))})", values)
    return tmp_path


def test_a_workspace_of_0_5_0_opens_with_everything_in_it(old):
    store = Workspace(old).store
    run = store.run("run1")
    assert (run.name, run.status, run.specification) == ("first", "finished", RUN)
    assert store.book("b").name == "loans" and store.points("run1") == [{"stage": "fit", "epoch": 1, "auc": 0.7}]
    assert store.champion("b").author == "Ana" and store.exclusions("run1")[4].reason == "odd"
    assert [d.value for d in store.decisions("run1")] == [0.1] and store.sums("run1") == {}
    assert [(look.split, look.seed, look.value) for look in store.looks("b")] == [("holdout 0.2", 3, None)]
    assert verify(Workspace(old)).faults == (), "looks are in the chain from now on"
    with sqlite3.connect(old / "creditviz.db") as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


def test_its_decisions_are_taken_into_the_chain_and_watched_from_then_on(old):
    workspace = Workspace(old)
    assert [(e.what, e.subject) for e in workspace.store.chain()] == [
        ("decided", "run1"),
        ("chose", "run1"),
        ("looked", "b"),
    ]
    assert verify(workspace).faults == ()
    with sqlite3.connect(old / "creditviz.db") as database:
        database.execute("UPDATE decisions SET value = '0.9'")
    assert len(verify(workspace).faults) == 2


def test_a_run_that_cannot_be_read_any_more_keeps_no_workspace_from_opening_and_counts(old):
    with sqlite3.connect(old / "creditviz.db") as database:
        database.execute("UPDATE runs SET spec = '{}', summary = '{\"test\": {\"auc\": 0.7}}'")
    assert [look.value for look in Workspace(old).store.looks("b")] == [0.7]


def test_it_goes_on_from_there(old):
    workspace = Workspace(old)
    workspace.store.decide("run1", "cut-off", 0.2, author="Bo")
    workspace.store.delete_run("run1")
    assert verify(workspace).faults == () and workspace.store.chain()[-1].what == "deleted"
