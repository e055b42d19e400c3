"""Who is alive: a worker that dies without a word must not leave a run that runs for ever."""

from __future__ import annotations

import json
import os
import socket
import time

import psutil

from creditviz.runs.rows import Run
from creditviz.runs.store import Store

SILENT_SECONDS = 15.0  # a worker on another host that is silent for so long is given up
ASLEEP_SECONDS = 600.0  # one on this host whose process is there may only be asleep
ENGINE_SILENT_SECONDS = 30.0
LOST = "The worker process ended without a word (killed, or out of memory)."


def whoami() -> str:
    """This process as the store names a worker."""
    return f"{socket.gethostname()}:{os.getpid()}"


def local_pid(worker: str | None) -> int | None:
    """Process id of a worker on this host, None for one elsewhere."""
    host, _, pid = (worker or "").rpartition(":")
    return int(pid) if host == socket.gethostname() else None


def is_lost(run: Run, now: float) -> bool:
    """Whether a running run's worker is gone: its process ended, or it has been silent for too long."""
    silent = now - (run.heartbeat or 0.0)
    pid = local_pid(run.worker)
    if pid is None:
        return silent > SILENT_SECONDS
    return not exists(pid) or silent > ASLEEP_SECONDS


def exists(pid: int) -> bool:
    """Whether that process runs and is more than an entry in the table."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def sweep(store: Store, reason: str = LOST) -> None:
    """Mark the runs of dead workers failed; whoever looks at the runs does this."""
    now = time.time()
    for run in store.runs(status=("running",)):
        if is_lost(run, now) and store.end(run.id, run.attempt, "failed", error=reason):
            store.add_event(run.id, reason)


def engine_name() -> str:
    """This process as the store names an engine."""
    me = psutil.Process()
    return json.dumps({"host": socket.gethostname(), "pid": me.pid, "started": me.create_time()})


def engine_runs(store: Store) -> bool:
    """Whether the engine that the store names still runs; one on another host must have been heard of lately."""
    name = store.get("engine")
    if not name:
        return False
    engine = json.loads(name)
    if engine["host"] != socket.gethostname():
        return time.time() - float(store.get("engine_beat") or 0.0) < ENGINE_SILENT_SECONDS
    try:
        same = abs(psutil.Process(engine["pid"]).create_time() - engine["started"]) < 1.0
    except psutil.NoSuchProcess:
        return False
    return same and exists(engine["pid"])
