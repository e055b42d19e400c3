"""Runs on a Dask cluster: a worker of the cluster starts the one command of a run and watches over it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from creditviz.runs.causes import sentence_of_exit
from creditviz.runs.engine.local import Backoff
from creditviz.runs.engine.workers import Task
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

WATCH_SECONDS = 0.5
NO_SCHEDULER = (
    "Runs wait, because the Dask scheduler at {address} cannot be reached. Start it again; the engine tries by itself."
)
NO_WORKERS = (
    "Runs wait, because no worker is connected to the Dask scheduler at {address}. A worker does not come back by "
    "itself when its scheduler was started again: start the workers again."
)


def carry_out_there(home: str, run_id: str, attempt: str) -> str:
    """What a worker of the cluster does: start a run, end it when it is not wanted; returns "" or why it died."""
    store = Workspace(Path(home), os.environ.get("CREDITVIZ_STORE", "")).store
    command = [sys.executable, "-m", "creditviz.runs.worker", "--home", home, "--run", run_id, "--attempt", attempt]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            time.sleep(WATCH_SECONDS)
            run = store.run(run_id)
            if run.attempt != attempt or not run.open:  # the engine has ended it: a forest cannot hear that
                break
    finally:
        with suppress(subprocess.TimeoutExpired):
            process.wait(1.0)
        process.kill()
        store.close()
    code = process.wait()
    return sentence_of_exit(code) if code else ""


class DaskWorkers:
    """Workers of a cluster; what it has no room for waits there.

    Parameters
    ----------
    address : of the scheduler, e.g. "tcp://10.0.0.5:8786".
    home : folder of the workspace, mounted at the same path on every machine. The store comes from each worker's own
        environment, so that no password travels.
    """

    local = False

    def __init__(self, address: str, home: Path) -> None:
        self.address, self.home = address, str(home)
        self.trouble: str | None = None
        self._client: Any = None
        self._backoff = Backoff()

    def submit(self, run: Run, lane: str) -> Task:
        """Give an attempt to the cluster; where the scheduler is away the task ends at once and is handed out again."""
        task = Task(run.id, run.attempt, lane)
        client = self._connected()
        if client is None:
            task.over = True
            return task
        future = client.submit(
            carry_out_there, self.home, run.id, run.attempt, key=f"{run.id}-{run.attempt}", retries=0, pure=False
        )
        task.handle = future
        future.add_done_callback(lambda done: _finish(task, done))
        return task

    def end(self, task: Task) -> None:
        """Nothing but what `carry_out_there` sees: the store says that the attempt has ended."""

    def close(self) -> None:
        """Leave the cluster."""
        if self._client is not None:
            with suppress(Exception):  # a scheduler that is gone
                self._client.close(timeout=2)

    def _connected(self) -> Any:
        """A client whose scheduler answers, or None; sets `trouble`."""
        if self._client is not None and self._client.status == "running":
            has_workers = bool(self._client.scheduler_info().get("workers"))
            self.trouble = None if has_workers else NO_WORKERS.format(address=self.address)
            return self._client
        self.close()
        self._client = None
        if not self._backoff.ready():
            return None
        from distributed import Client

        self._backoff.began()
        try:
            self._client = Client(self.address, set_as_default=False, timeout=3)
            self.trouble = None
        except OSError:
            self._backoff.failed()
            self.trouble = NO_SCHEDULER.format(address=self.address)
        return self._client


def _finish(task: Task, future: Any) -> None:
    """What Dask knows of a task that is over."""
    if future.status == "finished":
        task.reason = future.result() or None
    elif future.status == "error":
        why = type(future.exception()).__name__
        killed = "The worker of the cluster ended while this was running."
        task.reason = killed if why == "KilledWorker" else f"The worker could not carry this out ({why})."
    else:
        task.reason = "The Dask scheduler was started again while this was under way. It can go on from where it was."
    task.over = True
