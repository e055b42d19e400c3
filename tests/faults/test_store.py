"""A store that is locked, away, full, deleted: what waits, what is said, and that nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from creditviz.exceptions import StoreError
from creditviz.runs import Workspace
from creditviz.runs.causes import DISK_FULL
from creditviz.runs.shelves import database
from creditviz.runs.shelves.database import patiently, when_slow
from creditviz.runs.worker import carry_out
from creditviz.specification import TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")


@contextmanager
def locked(workspace, seconds):
    """Another program holds the store for so long."""
    holder = sqlite3.connect(workspace.home / "creditviz.db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(seconds, holder.rollback)
    timer.start()
    yield
    timer.join()
    holder.close()


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(tmp_path)


def test_a_write_waits_for_a_lock_and_says_so_after_two_seconds(workspace, monkeypatch):
    run, told = workspace.store.add_run(SPEC, name="x"), []
    monkeypatch.setattr(database, "SLOW", 0.2)
    when_slow(lambda: told.append(time.monotonic()))
    with locked(workspace, 2.6):
        began = time.monotonic()
        workspace.store.add_event(run.id, "written after all")
        waited = time.monotonic() - began
    when_slow(None)
    assert 2.0 < waited < 10 and len(told) == 1
    assert [text for _, text in workspace.store.events(run.id)] == ["written after all"]


def test_reading_does_not_wait_for_a_writer(workspace):
    workspace.store.add_run(SPEC, name="x")
    with locked(workspace, 1.0):
        began = time.monotonic()
        assert len(workspace.store.runs()) == 1 and time.monotonic() - began < 0.5


def test_a_lock_that_stays_is_a_sentence(workspace, monkeypatch):
    workspace.store.runs()
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with locked(workspace, 2.5), pytest.raises(StoreError, match=r"longer \(database is locked\). Nothing was lost"):
        workspace.store.set("a", "b")
    workspace.store.set("a", "b")


@pytest.mark.parametrize(
    "said", ["server closed the connection unexpectedly", "the database system is starting up", "connection refused"]
)
def test_a_server_that_comes_back_costs_a_wait_and_no_work(said):
    answers = [OperationalError("SELECT 1", {}, Exception(said))] * 2 + ["done"]

    def work():
        if isinstance(answers[0], Exception):
            raise answers.pop(0)
        return answers[0]

    assert patiently(work) == "done"


def test_our_own_mistake_in_a_statement_is_not_tried_again(workspace):
    began = time.monotonic()
    with pytest.raises(OperationalError, match="no such table"):
        workspace.store.transaction(lambda connection: connection.exec_driver_sql("SELECT * FROM no_such_table"))
    assert time.monotonic() - began < 1


def test_a_full_disk_is_a_sentence_and_what_was_kept_stays(workspace):
    """SQLite's own error, at a page limit instead of a disk's end."""
    run = workspace.store.add_run(SPEC, name="x")
    with workspace.store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError) as full:
        workspace.store.add_event(run.id, "x" * 100_000)
    assert str(full.value) == DISK_FULL
    assert workspace.store.run(run.id) == run and workspace.store.events(run.id) == []


def test_a_deleted_store_is_noticed_said_and_nothing_is_written(workspace):
    run = workspace.store.add_run(SPEC, name="x")
    file = workspace.home / "creditviz.db"
    moved = file.rename(file.with_name("moved.db"))
    with pytest.raises(StoreError, match="was deleted or replaced"):
        workspace.store.add_event(run.id, "lost")
    assert not file.exists()
    with pytest.raises(StoreError, match="was deleted"):
        Workspace(workspace.home).check_there()
    moved.rename(file)  # put back where it was: all is well
    workspace.store.add_event(run.id, "kept")
    assert [text for _, text in workspace.store.events(run.id)] == ["kept"]


def test_another_file_in_its_place_is_not_written_to(workspace):
    workspace.store.runs()
    file = workspace.home / "creditviz.db"
    file.rename(file.with_name("moved.db"))
    Workspace(workspace.home).store.runs()
    with pytest.raises(StoreError, match="replaced"):
        workspace.store.add_run(SPEC, name="lost")
    assert Workspace(workspace.home).store.runs() == []


def test_a_claim_that_was_kept_though_the_answer_was_lost_is_served(workspace):
    run = workspace.store.add_run(SPEC, name="x")
    assert workspace.store.claim(run.id, run.attempt, "h:1") and workspace.store.claim(run.id, run.attempt, "h:1")
    assert not workspace.store.claim(run.id, run.attempt, "h:2")


def test_a_store_that_was_closed_holds_no_file_open(workspace):
    import psutil

    workspace.store.add_run(SPEC, name="x")
    workspace.close()
    open_files = [file.path for file in psutil.Process().open_files()]
    assert not any(path.startswith(str(workspace.home)) for path in open_files)


@pytest.mark.nightly
def test_a_training_outlives_a_lock_of_a_minute(served):
    run = served.wait(
        served.submit("resnet-lstm", n_epochs=12, patience=12), lambda run: run.status == "running" and run.epoch
    )
    with locked(served.workspace, 58.0):
        pass
    ended = served.wait(run)
    assert ended.status == "finished", ended.error
    epochs = [point["epoch"] for point in served.workspace.store.points(run.id)]
    assert epochs == list(range(1, len(epochs) + 1))
    served.works_on()


@pytest.mark.nightly
def test_the_engine_outlives_a_lock(served):
    engine = served.engine()
    with locked(served.workspace, 5.0):
        threading.Event().wait(0.1)
    served.works_on()
    assert served.engine() == engine


def test_a_run_at_a_full_disk_ends_with_its_sentence(quiet, monkeypatch):
    """The run's files do not fit; the store, which needs a few bytes, does."""

    def full(*arguments, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("creditviz.runs.work.training.save_result", full)
    run = quiet.workspace.store.add_run(quiet.specification(), name="x")
    assert carry_out(quiet.workspace, run.id, run.attempt) == "failed"
    assert quiet.workspace.store.run(run.id).error == DISK_FULL
