"""The same queue on a Dask cluster of the user's own; its scheduler restarted; a PostgreSQL server restarted."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from creditviz.runs import Workspace, books
from creditviz.runs.engine import jobs
from creditviz.runs.engine.dask import DaskWorkers
from creditviz.runs.engine.dispatch import Dispatcher
from creditviz.runs.liveness import local_pid
from tests.faults.conftest import FOREST, Desk

POSTGRES = shutil.which("postgres") and shutil.which("initdb")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def poll_until(dispatcher, condition, seconds=120.0):
    """Serve the queue until `condition()`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        dispatcher.poll()
        if condition():
            return
        threading.Event().wait(0.2)
    raise AssertionError(f"waited {seconds} s in vain: {dispatcher.store.runs()}")


@pytest.fixture
def cluster():
    """`start("scheduler")`, `start("worker")`: the two commands of Dask, on loopback; ended after the test."""
    port, started = free_port(), []

    def start(what):
        options = {
            "scheduler": ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
            "worker": [f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard"],
        }
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *options[what]]
        started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return started[-1]

    yield f"tcp://127.0.0.1:{port}", start
    for process in reversed(started):
        process.terminate()
        process.wait(20)


@pytest.mark.nightly
def test_a_cluster_carries_out_runs_ends_what_hears_no_flag_and_outlives_its_scheduler(quiet, cluster):
    address, start = cluster
    workers = DaskWorkers(address, quiet.workspace.home)
    dispatcher, store = Dispatcher(quiet.workspace, workers), quiet.workspace.store
    run = quiet.submit()
    dispatcher.poll()
    assert "scheduler" in workers.trouble and store.run(run.id).status == "queued"

    scheduler = start("scheduler")
    start("worker")
    poll_until(dispatcher, lambda: not store.run(run.id).open)
    assert store.run(run.id).status == "finished", store.run(run.id).error
    assert workers.trouble is None

    forest = quiet.submit("random-forest", **FOREST)
    poll_until(dispatcher, lambda: store.run(forest.id).status == "running")
    process = psutil.Process(local_pid(store.run(forest.id).worker))
    jobs.stop(quiet.workspace, forest.id)
    poll_until(dispatcher, lambda: not store.run(forest.id).open and not process.is_running(), 20)
    assert store.run(forest.id).status == "stopped"

    scheduler.terminate()
    scheduler.wait(20)
    waiting = quiet.submit()
    poll_until(dispatcher, lambda: bool(workers.trouble), 60)
    assert "Dask scheduler" in workers.trouble
    start("scheduler")
    start("worker")
    poll_until(dispatcher, lambda: store.run(waiting.id).status == "finished")
    workers.close()


@pytest.fixture
def postgres():
    """`(url, restart)` of a server of the test's own on loopback."""
    if not POSTGRES:
        pytest.skip("no postgres and initdb on this machine")
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="pg"))
    become = {"user": "nobody", "cwd": folder} if os.geteuid() == 0 else {}  # the server refuses to be root
    if become:
        shutil.chown(folder, "nobody")
    data, running = folder / "data", []
    with open(folder / "log", "w") as log:
        quiet = {"stdout": log, "stderr": log}
        subprocess.run(["initdb", "-D", data, "-U", "creditviz", "-A", "trust"], check=True, **become, **quiet)

    def start():
        options = ["-c", "listen_addresses=127.0.0.1", "-p", str(port), "-k", str(folder)]
        with open(folder / "log", "a") as log:
            running.append(subprocess.Popen(["postgres", "-D", data, *options], stdout=log, stderr=log, **become))

    def restart():
        running[-1].send_signal(2)  # fast: every connection is cut
        running[-1].wait(30)
        threading.Event().wait(1.4)
        start()

    start()
    url = f"postgresql+psycopg://creditviz@127.0.0.1:{port}/postgres"
    yield url, restart
    running[-1].send_signal(3)
    running[-1].wait(30)
    shutil.rmtree(folder)


@pytest.mark.nightly
def test_a_training_outlives_a_restart_of_postgresql(tmp_path, small_book, postgres):
    url, restart = postgres
    workspace = Workspace(tmp_path / "home", url)
    desk = Desk(workspace, books.add_book(workspace, small_book, name="sample"))
    jobs.start_engine(workspace)
    try:
        run = desk.submit("resnet-lstm", n_epochs=12, patience=12)
        desk.wait(run, lambda run: bool(run.epoch))
        engine = desk.engine()
        restart()
        ended = desk.wait(run)
        assert ended.status == "finished", ended.error
        epochs = [point["epoch"] for point in workspace.store.points(run.id)]
        assert epochs == list(range(1, len(epochs) + 1))
        desk.works_on()
        assert desk.engine() == engine
        assert not any(url in " ".join(process.cmdline()) for process in (engine, desk.warm()))
    finally:
        jobs.stop_engine(workspace)
        workspace.close()
