"""The engine: a process of its own that takes queued runs from the store and gives them to Dask workers.

Pages only write "queued" and read progress; they never hold a Dask client. The engine ends with the app
that started it (its standard input closes), so no worker outlives the app by more than a moment.
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
from typing import Any

import psutil

from creditviz.runs.kinds import KINDS
from creditviz.runs.liveness import LOST, engine_name, engine_runs, local_pid, sweep
from creditviz.runs.rows import Run
from creditviz.runs.worker import task
from creditviz.runs.workspace import Workspace

POLL_SECONDS = 0.2
BEAT_SECONDS = 2.0
KILL_SECONDS = 3.0  # a run that does not stop by itself (a forest, an SVM) loses its worker after this
CLOSED = "The app was closed while this was running."


def start_cluster() -> Any:
    """One worker for heavy work and one for light work, each a process of its own with one thread."""
    import dask
    from distributed import Nanny, Scheduler
    from distributed.deploy.spec import SpecCluster

    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": 0,  # a killed worker's task is never tried again
            "distributed.worker.memory.target": False,
            "distributed.worker.memory.spill": False,
            "distributed.worker.memory.pause": False,
            "distributed.worker.memory.terminate": False,
            "distributed.worker.profile.enabled": False,  # its own profiler costs an idle worker 4% of a core
            "distributed.admin.tick.interval": "500ms",
            "distributed.admin.system-monitor.interval": "5s",
        }
    )

    def worker(resource: str, preload: list[str]) -> dict[str, Any]:
        options = {
            "nthreads": 1,
            "resources": {resource: 1},
            "preload": preload,
            "dashboard": False,
            "host": "127.0.0.1",
        }
        return {"cls": Nanny, "options": options}

    return SpecCluster(
        workers={
            "heavy": worker("heavy", ["creditviz.runs.preload"]),
            "light": worker("light", []),
        },
        scheduler={"cls": Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}},
        name="creditviz",
    )


class Dispatcher:
    """Moves runs from the store to Dask, one poll at a time.

    Parameters
    ----------
    workspace : whose queue it serves.
    client : a Dask client.
    cluster : whether the workers are a cluster of the user's own, which knows no "heavy" and "light".
    """

    def __init__(self, workspace: Workspace, client: Any, *, cluster: bool = False) -> None:
        self.workspace, self.store, self.client, self.cluster = workspace, workspace.store, client, cluster
        self.futures: dict[str, Any] = {}  # what Dask has, by key
        self._beat = 0.0

    def poll(self) -> None:
        """Hand out what is queued, end what will not stop, give up what is silent."""
        now = time.time()
        if now - self._beat > BEAT_SECONDS:
            self.store.set("engine_beat", str(now))
            self._beat = now
        self._let_go()
        for run in reversed(self.store.runs(status=("queued", "running"))):
            if run.status == "queued":
                self._hand_out(run)
            elif run.cancel is not None and now - run.cancel > KILL_SECONDS:
                self._kill(run)
        sweep(self.store)

    def _let_go(self) -> None:
        """Forget what is done; a task that raised before or after its run must not leave it open, or begin for ever."""
        done = {key: future for key, future in self.futures.items() if future.done()}
        for key, future in done.items():
            del self.futures[key]
            if future.status == "error":
                _, run_id, attempt = key.split("-")
                why = type(future.exception()).__name__
                reason = LOST if why == "KilledWorker" else f"The worker could not carry this out ({why})."
                self.store.end(run_id, attempt, "failed", error=reason)

    def _hand_out(self, run: Run) -> None:
        """Submit a run once its worker is free: a task that waits inside a worker would die with it."""
        lane = "light" if KINDS[run.kind].light else "heavy"
        busy = any(key.startswith(f"{lane}-") for key in self.futures) and not self.cluster
        key = f"{lane}-{run.id}-{run.attempt}"
        if busy or key in self.futures:
            return
        self.futures[key] = self.client.submit(
            task,
            str(self.workspace.home),
            self.workspace.url,
            run.id,
            run.attempt,
            key=key,
            resources={} if self.cluster else {lane: 1},
            retries=0,
            pure=False,
        )

    def _kill(self, run: Run) -> None:
        """End the worker of a run that cannot hear the flag; its nanny starts a fresh one."""
        stopped = self.store.end(run.id, run.attempt, "stopped", error="Stopped as asked; it can be started again.")
        pid = local_pid(run.worker)
        if stopped and pid is not None:
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                if os.getpid() in [parent.pid for parent in process.parents()]:  # not a terminal's or a notebook's
                    process.kill()


def take_over(workspace: Workspace) -> bool:
    """Become the engine of the workspace; False when another one is. What a dead one left is made resumable."""
    store = workspace.store
    before = store.get("engine")
    if engine_runs(store) or not store.swap("engine", before, engine_name()):
        return False
    sweep(store, CLOSED)
    return True


def serve(workspace: Workspace, ended: threading.Event, cluster_address: str = "") -> None:
    """Serve the queue until `ended`."""
    from distributed import Client

    cluster = None if cluster_address else start_cluster()
    try:
        with Client(cluster_address or cluster, set_as_default=False) as client:
            dispatcher = Dispatcher(workspace, client, cluster=bool(cluster_address))
            while not ended.wait(POLL_SECONDS):
                dispatcher.poll()
    finally:
        if cluster is not None:
            cluster.close(timeout=5)
            sweep(workspace.store, CLOSED)


def main() -> None:
    """`python -m creditviz.runs.engine.dispatch --home FOLDER`: serve until standard input closes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--home", required=True)
    parser.add_argument("--url", default="")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    workspace = Workspace(Path(arguments.home), arguments.url)
    if not take_over(workspace):
        return
    ended = threading.Event()

    def wait_for_the_app() -> None:
        sys.stdin.read()
        ended.set()
        threading.Timer(8.0, os._exit, (1,)).start()  # a worker that hangs must not keep the engine

    threading.Thread(target=wait_for_the_app, daemon=True).start()
    serve(workspace, ended, os.environ.get("CREDITVIZ_CLUSTER", ""))


if __name__ == "__main__":
    main()
