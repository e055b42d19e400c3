"""The engine: a process of its own that takes queued runs from the store and gives them to workers.

Pages only write "queued" and read progress. The engine ends with the app that started it (its standard input closes),
so no worker outlives the app by more than a moment. It holds a lock that the system frees however it ends.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from creditviz.exceptions import StoreError
from creditviz.runs.causes import CLOSED, ENGINE_ENDED, STOPPED
from creditviz.runs.engine.workers import Task, Workers
from creditviz.runs.kinds import KINDS
from creditviz.runs.liveness import ENGINE_BEAT, TROUBLE, Silence, engine_runs, give_up, whoami
from creditviz.runs.lock import EngineLock
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

POLL_SECONDS = 0.2
BEAT_SECONDS = 2.0
KILL_SECONDS = 3.0  # a run that does not stop by itself (a forest, an SVM) loses its worker after this
CLOSE_SECONDS = 8.0


class Dispatcher:
    """Moves runs from the store to the workers, one poll at a time.

    Parameters
    ----------
    workspace : whose queue it serves.
    workers : what carries runs out.
    """

    def __init__(self, workspace: Workspace, workers: Workers) -> None:
        self.workspace, self.store, self.workers = workspace, workspace.store, workers
        self.tasks: dict[str, Task] = {}  # what the workers have, by run
        self._unwritten: list[tuple[str, str, str]] = []  # endings that the store could not take yet
        self._asked = Silence()
        self._beats, self._beat, self._trouble = 0, -BEAT_SECONDS, ""

    def poll(self) -> None:
        """Hand out what is queued, end what will not stop, give up what is silent."""
        self._say_alive()
        self._let_go()
        runs = self.store.runs(status=("queued", "running"))
        self._asked.forget_all_but({run.attempt for run in runs if run.cancel is not None})
        for run in reversed(runs):
            if run.status == "queued":
                self._hand_out(run)
            elif run.cancel is not None and self._asked.seconds(run.attempt, True) >= KILL_SECONDS:
                self._kill(run)
        give_up(self.workspace, spare=set(self.tasks) if self.workers.local else set())

    def _say_alive(self) -> None:
        """A beat that changes, and what is wrong with the workers."""
        if time.monotonic() - self._beat >= BEAT_SECONDS:
            self._beats, self._beat = self._beats + 1, time.monotonic()
            self.store.set(ENGINE_BEAT, f"{whoami()} {self._beats}")
        trouble = self.workers.trouble or ""
        if trouble != self._trouble or self._beats == 1:
            self.store.set(TROUBLE, trouble)
            self._trouble = trouble

    def _let_go(self) -> None:
        """Forget what is over; an attempt that could not write its own ending must not stay open, or begin for ever."""
        for task in [task for task in self.tasks.values() if task.over]:
            del self.tasks[task.run]
            if task.reason is not None:
                self._unwritten.append((task.run, task.attempt, task.reason))
        while self._unwritten:
            run_id, attempt, reason = self._unwritten[0]
            if self.store.end(run_id, attempt, "failed", error=reason):
                self.store.add_event(run_id, reason)
            self._unwritten.pop(0)

    def _hand_out(self, run: Run) -> None:
        """Submit a run once its lane is free."""
        lane = "light" if KINDS[run.kind].light else "heavy"
        busy = self.workers.local and any(task.lane == lane for task in self.tasks.values())
        if not busy and run.id not in self.tasks:
            self.tasks[run.id] = self.workers.submit(run, lane)

    def _kill(self, run: Run) -> None:
        """End the worker of a run that cannot hear the flag, if it is one of ours: not a terminal's or a notebook's."""
        stopped = self.store.end(run.id, run.attempt, "stopped", error=STOPPED)
        task = self.tasks.get(run.id)
        if stopped and task is not None:
            self.workers.end(task)


def take_over(workspace: Workspace) -> EngineLock | None:
    """Become the engine of the workspace; None when another one is. What a dead one left is made resumable."""
    lock = EngineLock(workspace.home)
    if engine_runs(workspace) or not lock.take():
        return None
    give_up(workspace, ENGINE_ENDED)
    return lock


def serve(workspace: Workspace, workers: Workers, ended: threading.Event) -> None:
    """Serve the queue until `ended`; a store that cannot be reached for long is tried again."""
    dispatcher = Dispatcher(workspace, workers)
    try:
        while not ended.wait(POLL_SECONDS):
            try:
                dispatcher.poll()
            except StoreError as away:
                logging.warning("%s", away)
                workspace.check_there()
                ended.wait(BEAT_SECONDS)
    finally:
        close(workspace, dispatcher)


def close(workspace: Workspace, dispatcher: Dispatcher) -> None:
    """End what runs, saying that the app was closed; what was queued waits for the next app."""
    with suppress(StoreError):
        for task in dispatcher.tasks.values():
            if workspace.store.run(task.run).status == "running":
                workspace.store.end(task.run, task.attempt, "failed", error=CLOSED)
    dispatcher.workers.close()
    workspace.close()


def start_workers(workspace: Workspace) -> Workers:
    """A cluster where CREDITVIZ_CLUSTER names one, else processes on this machine."""
    address = os.environ.get("CREDITVIZ_CLUSTER", "")
    if address:
        from creditviz.runs.engine.dask import DaskWorkers

        return DaskWorkers(address, workspace.home)
    from creditviz.runs.engine.local import LocalWorkers

    return LocalWorkers(workspace.home, workspace.url)


def main() -> None:
    """`python -m creditviz.runs.engine.dispatch --home FOLDER`: serve until standard input closes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--home", required=True)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    workspace = Workspace(Path(arguments.home), os.environ.get("CREDITVIZ_STORE", ""))
    workspace.check_there()
    ended = threading.Event()

    def wait_for_the_app() -> None:
        sys.stdin.read()
        ended.set()
        threading.Timer(CLOSE_SECONDS, os._exit, (1,)).start()  # a worker that hangs must not keep the engine

    threading.Thread(target=wait_for_the_app, daemon=True).start()
    lock = take_over(workspace)
    if lock is not None:
        serve(workspace, start_workers(workspace), ended)
        lock.release()
    os._exit(0)  # the timer above must not keep what has ended


if __name__ == "__main__":
    main()
