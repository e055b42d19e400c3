"""Whatever is killed: the run that it carried says so, nothing else is lost, and the queue goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import psutil
import pytest

from creditviz.runs import Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.engine.keeper import Keeper
from creditviz.runs.liveness import TAKE_OVER_SECONDS, local_pid
from creditviz.runs.lock import EngineLock
from tests.faults.conftest import FOREST, kill

SLACK = 10.0  # seconds more than promised that a busy machine may take to start a process


def test_no_port_is_open_and_no_secret_is_in_a_command_line(served):
    run = served.begun(served.submit("random-forest", **FOREST))
    family = [served.engine(), *served.engine().children(recursive=True)]
    assert len(family) == 3, "the engine, the warm process and the run"
    assert [c for process in family for c in process.net_connections() if c.status == psutil.CONN_LISTEN] == []
    assert not any("--url" in process.cmdline() for process in family)
    jobs.stop(served.workspace, run.id)


def test_a_run_that_hears_no_flag_is_ended_within_four_seconds_and_its_worker_is_gone(served):
    run = served.begun(served.submit("random-forest", **FOREST))
    warm = served.warm()
    threading.Event().wait(1.0)  # so that it is inside the forest
    asked = time.monotonic()
    jobs.stop(served.workspace, run.id)
    stopped = served.wait(run)
    assert stopped.status == "stopped" and time.monotonic() - asked < 4 + 1
    served.works_on()
    assert not _lives(local_pid(run.worker))
    assert served.warm() == warm, "a stop cost more than the run's own process"


@pytest.mark.nightly
def test_stops_in_a_row_leave_a_working_queue(served):
    warm = served.warm()
    for _ in range(20):
        run = served.begun(served.submit("random-forest", **FOREST))
        jobs.stop(served.workspace, run.id)
        assert served.wait(run).status == "stopped"
    served.works_on()
    assert served.warm() == warm, "a stop cost more than the run's own process"


@pytest.mark.nightly
def test_two_kills_13_6_seconds_apart_leave_a_working_queue(served):
    """Dask's cluster forgot its heavy worker for ever after these."""
    for _ in range(2):
        run = served.begun(served.submit("random-forest", **FOREST))
        kill(local_pid(run.worker))
        assert "signal 9" in served.wait(run).error
        threading.Event().wait(13.6)
    served.works_on()


def test_a_dead_warm_process_is_started_again_and_what_waited_goes_on(served):
    run = served.begun(served.submit("random-forest", **FOREST))
    waiting = served.submit()
    kill(served.warm())
    failed = served.wait(run)
    assert failed.status == "failed" and "signal 9" in failed.error
    assert served.wait(waiting).status == "finished"
    served.wait(waiting, lambda _: not jobs.troubles(served.workspace), seconds=10)  # said with the engine's next beat


def test_a_dead_engine_has_a_successor_though_nothing_is_queued(served):
    engine, worker = served.engine(), served.begun(served.submit("random-forest", **FOREST))
    kill(engine)
    died = time.monotonic()
    served.engine(other_than=engine, seconds=TAKE_OVER_SECONDS + SLACK)
    took = time.monotonic() - died
    failed = served.wait(worker)
    assert failed.status == "failed" and "engine" in failed.error and "app was closed" not in failed.error
    assert failed.resumable
    assert not _lives(local_pid(worker.worker)), "its worker computes on"
    served.works_on()
    assert took < TAKE_OVER_SECONDS + SLACK


APP = """
import sys, time
from creditviz.runs import Workspace
from creditviz.runs.engine import jobs
jobs.start_engine(Workspace.open(sys.argv[1]))
time.sleep(600)
"""


def app(home) -> subprocess.Popen:
    """What an open app is to the queue: a process that keeps an engine."""
    return subprocess.Popen([sys.executable, "-c", APP, str(home)])


def _lives(pid: int) -> bool:
    """Whether a process does more than wait to be counted by the system's first one, which may take its time."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_killed_app_leaves_no_process_and_a_second_one_takes_over(quiet):
    first = app(quiet.workspace.home)
    engine = quiet.engine()
    second = Keeper(Workspace(quiet.workspace.home))
    try:
        run = quiet.begun(quiet.submit("random-forest", **FOREST))
        assert second.engine is None, "two engines serve one queue"
        kill(first.pid)
        first.wait()
        successor = quiet.engine(other_than=engine)
        assert successor.ppid() == os.getpid()
        failed = quiet.wait(run)
        assert failed.status == "failed" and "app was closed" in failed.error
        assert not _lives(local_pid(run.worker)) and not _lives(engine.pid)
    finally:
        second.close()
    assert not EngineLock(quiet.workspace.home).held()


def test_a_store_that_was_deleted_gets_no_engine_and_no_empty_file(quiet):
    quiet.workspace.store.runs()
    file = quiet.workspace.home / "creditviz.db"
    for name in ("", "-wal", "-shm"):
        file.with_name(file.name + name).unlink(missing_ok=True)
    keeper = Keeper(quiet.workspace)
    try:
        until = time.monotonic() + 10
        while not keeper.trouble and time.monotonic() < until:
            threading.Event().wait(0.05)
        assert "was deleted" in keeper.trouble and keeper.engine is None
    finally:
        keeper.close()
    assert not file.exists()


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_200_queued_runs_end_in_their_order(served):
    runs = [served.submit() for _ in range(200)]
    ended = [served.wait(run, seconds=900) for run in runs]
    assert {run.status for run in ended} == {"finished"}
    assert [run.started for run in ended] == sorted(run.started for run in ended)
    pauses = [later.started - earlier.ended for earlier, later in zip(ended, ended[1:], strict=False)]
    assert sorted(pauses)[100] < 1.0
    assert served.warm().num_fds() < 30 and served.engine().num_fds() < 60
