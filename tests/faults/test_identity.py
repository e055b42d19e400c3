"""Who is alive is known without a clock that can be set, and by more than a number that is used again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import pytest

from creditviz.runs import Workspace, liveness
from creditviz.runs.causes import LOST, REBOOTED, SILENT
from creditviz.runs.engine.dispatch import take_over
from creditviz.runs.engine.local import Backoff
from creditviz.runs.liveness import Silence, give_up, lost_reason, process_name, whoami, worker_lives
from creditviz.runs.lock import EngineLock
from creditviz.specification import TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")
HOLD = """
import sys, pathlib
from creditviz.runs.lock import EngineLock
print(EngineLock(pathlib.Path(sys.argv[1])).take(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(tmp_path)


def running(workspace, worker):
    run = workspace.store.add_run(SPEC, name="x")
    workspace.store.claim(run.id, run.attempt, worker)
    return workspace.store.run(run.id)


def test_one_process_holds_the_lock_and_kill_9_frees_it(tmp_path):
    lock = EngineLock(tmp_path)
    assert not lock.held()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=-1, stdout=-1, text=True)
    assert holder.stdout.readline() == "True\n"
    assert lock.held() and not lock.take()
    holder.kill()
    holder.wait()
    assert not lock.held() and lock.take() and lock.held()
    lock.release()
    assert not lock.held()


@pytest.mark.parametrize("step", [-3600.0, -2.0, 2.0, 3600.0])
def test_a_clock_that_is_set_starts_no_second_engine_and_gives_up_no_worker(workspace, monkeypatch, step):
    run = running(workspace, whoami())
    lock = take_over(workspace)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + step)
    assert take_over(workspace) is None
    liveness._name_of.cache_clear()
    assert whoami() == run.worker and worker_lives(run.worker)
    give_up(workspace)
    lock.release()
    assert workspace.store.run(run.id).status == "running"


def test_a_number_that_is_used_again_is_another_process(workspace):
    host, _, pid = whoami().rpartition(":")
    assert worker_lives(whoami()) and not worker_lives(f"{host}0:{pid}")
    assert lost_reason(running(workspace, f"{host}0:{pid}")) == LOST
    assert worker_lives(f"{socket.gethostname()}:{pid}"), "a name of an earlier version"


def test_a_machine_that_was_started_again_is_said(workspace):
    run = running(workspace, f"{socket.gethostname()}#0000aaaa-1:{os.getpid()}")
    give_up(workspace, "The engine ended.")
    assert workspace.store.run(run.id).error == REBOOTED


def test_an_ended_process_that_nobody_collected_is_gone():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = process_name(child.pid)
    assert worker_lives(name)
    child.stdin.close()
    until = time.monotonic() + 10
    while worker_lives(name) and time.monotonic() < until:
        time.sleep(0.01)
    assert not worker_lives(name)
    child.wait()


def test_a_worker_elsewhere_is_given_up_by_its_silence_not_by_its_clock(workspace, monkeypatch):
    run = running(workspace, "elsewhere:1")
    workspace.store.change_run(run.id, heartbeat=1.0)  # its clock is fifty years behind
    give_up(workspace)
    assert workspace.store.run(run.id).status == "running"
    monkeypatch.setattr(liveness, "SILENT_SECONDS", 0.05)
    workspace.store.change_run(run.id, heartbeat=2.0)
    give_up(workspace)
    assert workspace.store.run(run.id).status == "running", "it has just been heard of"
    time.sleep(0.1)
    give_up(workspace)
    assert workspace.store.run(run.id).error == SILENT


def test_silence_begins_anew_with_every_change():
    silence = Silence()
    assert silence.seconds("a", 1) < 0.05
    time.sleep(0.1)
    assert silence.seconds("a", 1) >= 0.1 and silence.seconds("a", 2) < 0.05
    silence.forget_all_but(set())
    assert silence.seconds("a", 2) < 0.05


def test_what_ends_at_once_is_started_ever_more_slowly():
    now = [0.0]
    backoff = Backoff(lambda: now[0])
    pauses = []
    for _ in range(8):
        backoff.began()
        pauses.append(backoff.failed())
        assert not backoff.ready()
        now[0] += pauses[-1]
        assert backoff.ready()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.began()
    now[0] += 31.0
    assert backoff.failed() == 0 and backoff.ready()
