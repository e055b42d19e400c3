"""The chain page -> store -> worker -> live points -> stop -> resume, with a real engine and real processes."""

import os
import signal
import threading
import time

import psutil
import pytest

from creditviz.experiment.fitting import resolve
from creditviz.runs import Workspace, books
from creditviz.runs.engine import jobs
from creditviz.runs.engine.keeper import Keeper
from creditviz.runs.liveness import ENGINE_BEAT
from creditviz.runs.reading.trained import load_run_result
from creditviz.specification import TrainingSpec

LONG = {"n_epochs": 400, "patience": 400}


def wait(workspace, run, condition, seconds=90.0):
    """Poll the store until `condition(run)`."""
    pause = threading.Event()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        now = workspace.store.run(run.id)
        if condition(now):
            return now
        pause.wait(0.05)
    raise AssertionError(f"waited {seconds} s in vain: {workspace.store.run(run.id)}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory, small_book):
    workspace = Workspace.open(tmp_path_factory.mktemp("engine"))
    book = books.add_book(workspace, small_book, name="sample")
    jobs.start_engine(workspace)
    yield workspace, book
    jobs.stop_engine(workspace)


def specification(book, model="resnet-lstm", **parameters):
    return resolve(TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model=model, parameters=parameters))


def points(workspace, run):
    return len(workspace.store.points(run.id))


def test_a_run_is_watched_stopped_killed_and_resumed(desk):
    workspace, book = desk
    run = jobs.submit(workspace, specification(book, **LONG), name="long")
    wait(workspace, run, lambda r: points(workspace, r) >= 3)
    asked = time.monotonic()
    jobs.stop(workspace, run.id)
    stopped = wait(workspace, run, lambda r: not r.open)
    assert stopped.status == "stopped" and time.monotonic() - asked < 5
    reached = points(workspace, run)

    jobs.resume(workspace, run.id)
    wait(workspace, run, lambda r: points(workspace, r) > reached)
    first_epochs = [p["epoch"] for p in workspace.store.points(run.id)]
    assert first_epochs == list(range(1, len(first_epochs) + 1)), "an epoch is missing or written twice"

    pid = int(workspace.store.run(run.id).worker.rpartition(":")[2])
    os.kill(pid, signal.SIGKILL)
    failed = wait(workspace, run, lambda r: r.status == "failed")
    assert "ended from outside (signal 9)" in failed.error and "Resume" in failed.error

    after = jobs.submit(workspace, specification(book, "logistic-regression"), name="after the kill")
    assert wait(workspace, after, lambda r: not r.open).status == "finished"
    assert workspace.store.run(run.id).status == "failed", "the killed run was started a second time"
    jobs.delete_run(workspace, run.id)


def test_a_resumed_network_ends_with_the_scores_of_an_uninterrupted_one(desk):
    workspace, book = desk
    spec = specification(book, n_epochs=7, patience=7)
    interrupted = jobs.submit(workspace, spec, name="interrupted")
    wait(workspace, interrupted, lambda r: points(workspace, r) >= 2)
    jobs.stop(workspace, interrupted.id)
    assert wait(workspace, interrupted, lambda r: not r.open).status == "stopped"
    jobs.resume(workspace, interrupted.id)
    whole = jobs.submit(workspace, spec, name="uninterrupted")
    assert wait(workspace, interrupted, lambda r: not r.open).status == "finished"
    assert wait(workspace, whole, lambda r: not r.open).status == "finished"
    one, other = (load_run_result(workspace, r.id) for r in (interrupted, whole))
    assert one.test.y_score.tolist() == other.test.y_score.tolist()
    assert len(workspace.store.points(interrupted.id)) == len(workspace.store.points(whole.id))


def test_a_second_app_uses_the_engine_that_is_there(desk):
    workspace, _ = desk
    before = workspace.store.get(ENGINE_BEAT).split()[0]
    second = Keeper(Workspace(workspace.home))
    threading.Event().wait(2.5)
    assert workspace.store.get(ENGINE_BEAT).split()[0] == before and second.engine is None
    second.close()


def test_what_a_closed_app_leaves_is_offered_for_resumption(tmp_path, small_book):
    workspace = Workspace.open(tmp_path)
    book = books.add_book(workspace, small_book, name="sample")
    run = jobs.submit(workspace, specification(book, **LONG), name="long")
    jobs.start_engine(workspace)
    wait(workspace, run, lambda r: points(workspace, r) >= 1)
    pid = int(workspace.store.run(run.id).worker.rpartition(":")[2])
    jobs.stop_engine(workspace)
    assert not psutil.pid_exists(pid), "a worker outlived the app"
    left = wait(workspace, run, lambda r: not r.open, 30)
    assert left.resumable and "closed" in left.error
