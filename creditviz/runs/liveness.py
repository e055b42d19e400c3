"""Who is alive: a worker that dies without a word must not leave a run that runs for ever.

Nothing here trusts the clock of the wall, which may be set back: a process is known by the ticks at which it started
and the boot it belongs to, silence is measured by how long a watcher has seen no change.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Collection
from functools import cache
from pathlib import Path

import psutil

from creditviz.runs.causes import LOST, REBOOTED, SILENT
from creditviz.runs.lock import EngineLock
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

TAKE_OVER_SECONDS = 5.0  # a dead engine has a successor within this, while an app is open
SILENT_SECONDS = 15.0  # a worker or an engine on another host that is silent for so long is given up
ENGINE_BEAT = "engine_beat"  # in the store: whoever serves the queue, and a number that changes
TROUBLE = "engine_trouble"  # in the store: what keeps the engine from working, in a sentence


@cache
def _boot() -> str:
    """A name of this start of the system, eight letters; empty where the system gives none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process started, by a clock that nobody sets; raises `psutil.NoSuchProcess`."""
    if sys.platform == "linux":
        try:
            line = Path(f"/proc/{pid}/stat").read_text()
        except OSError as error:
            raise psutil.NoSuchProcess(pid) from error
        return line.rpartition(")")[2].split()[19]  # ticks since the boot
    return str(psutil.Process(pid).create_time())  # kept by the system when the process started


def process_name(pid: int) -> str:
    """A process as the store names it: host, boot and start, then its id."""
    return f"{socket.gethostname()}#{_boot()}-{_started(pid)}:{pid}"


@cache
def _name_of(pid: int) -> str:
    return process_name(pid)


def whoami() -> str:
    """This process as the store names a worker."""
    return _name_of(os.getpid())  # a fork has another id


def local_pid(worker: str | None) -> int | None:
    """Process id of a worker on this host, None for one elsewhere."""
    host, _, pid = (worker or "").rpartition(":")
    return int(pid) if host.partition("#")[0] == socket.gethostname() else None


def worker_lives(worker: str) -> bool:
    """Whether the process of that name, on this host, runs: the same one, not a later one with its number."""
    pid = local_pid(worker)
    if pid is None or not exists(pid):
        return False
    try:
        return "#" not in worker or process_name(pid) == worker
    except psutil.NoSuchProcess:
        return False


def exists(pid: int) -> bool:
    """Whether that process runs and is more than an entry in the table."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Silence:
    """For how long each of several values has not changed, as this process saw it."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[object, float]] = {}

    def seconds(self, key: str, value: object) -> float:
        """Seconds since `value` was first seen under `key`; a new value begins at 0."""
        before, since = self._seen.get(key, (None, 0.0))
        if key not in self._seen or before != value:
            since = time.monotonic()
            self._seen[key] = (value, since)
        return time.monotonic() - since

    def forget_all_but(self, keys: set[str]) -> None:
        """Keep no more than these."""
        self._seen = {key: seen for key, seen in self._seen.items() if key in keys}


_heartbeats = Silence()


def lost_reason(run: Run) -> str | None:
    """Why a running run's worker is given up: its process ended, or (elsewhere) it has been silent for too long."""
    worker = run.worker or ""
    if local_pid(worker) is not None:
        boot = worker.partition("#")[2].partition("-")[0]
        gone = REBOOTED if boot and boot != _boot() else LOST
        return None if worker_lives(worker) else gone
    silent = _heartbeats.seconds(f"{run.id}-{run.attempt}", run.heartbeat)
    return SILENT if silent > SILENT_SECONDS else None


def sweep(workspace: Workspace) -> None:
    """Mark the runs of dead workers failed; an engine that lives does it itself, because it knows why they died."""
    if not EngineLock(workspace.home).held():
        give_up(workspace)


def give_up(workspace: Workspace, reason: str | None = None, *, spare: Collection[str] = ()) -> None:
    """Mark the runs of dead workers failed, for their own reason or the one given; `spare` names runs to leave."""
    store = workspace.store
    running = [run for run in store.runs(status=("running",)) if run.id not in spare]
    _heartbeats.forget_all_but({f"{run.id}-{run.attempt}" for run in running})
    for run in running:
        found = lost_reason(run)
        why = reason if reason and found == LOST else found
        if why and store.end(run.id, run.attempt, "failed", error=why):
            store.add_event(run.id, why)


def engine_runs(workspace: Workspace, wait: float = 0.0) -> bool:
    """Whether an engine serves this workspace, or does within `wait` seconds.

    One on this host holds the lock. One on another host, which shares no lock, is known by a beat that changes.
    """
    until = time.monotonic() + wait
    first = workspace.store.get(ENGINE_BEAT)
    while True:
        if EngineLock(workspace.home).held():
            return True
        beat = workspace.store.get(ENGINE_BEAT)
        if beat != first and beat is not None:
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.1)
