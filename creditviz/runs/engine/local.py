"""Runs on this machine: one warm process whose forks carry them out, watched and started again when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from creditviz.runs.causes import memory_kills, sentence_of_exit
from creditviz.runs.engine.workers import Task
from creditviz.runs.shelves.rows import Run

LONGEST_PAUSE = 60.0  # seconds between two tries to start what ends at once
CLOSE_SECONDS = 5.0
HEALTHY_SECONDS = 30.0  # a process that lived for so long may be replaced at once


class Backoff:
    """How long to wait before the next try: 1 s, then twice as long each time, at most a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self.failures, self._began, self._until = clock, 0, clock(), 0.0

    def ready(self) -> bool:
        """Whether the pause is over."""
        return self._clock() >= self._until

    def began(self) -> None:
        """A try begins."""
        self._began = self._clock()

    def failed(self) -> float:
        """It ended; returns the pause, 0 where it had lived for long enough."""
        now = self._clock()
        self.failures = 0 if now - self._began > HEALTHY_SECONDS else self.failures + 1
        pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE) if self.failures else 0.0
        self._until = now + pause
        return pause


class LocalWorkers:
    """Workers on this machine, each a process of its own; no port is open.

    Parameters
    ----------
    home : folder of the workspace.
    url : URL of the store, empty for the file in `home`; handed on in the environment, which only this user can read.
    """

    local = True

    def __init__(self, home: Path, url: str = "") -> None:
        self._command = [sys.executable, "-m", "creditviz.runs.engine.warm", "--home", str(home)]
        self._environment = {**os.environ, "CREDITVIZ_STORE": url}
        self.trouble: str | None = None
        self._tasks: dict[str, Task] = {}
        self._begun: set[str] = set()
        self._kills = memory_kills()
        self._lock, self._closed, self._backoff = threading.Lock(), threading.Event(), Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._supervise, name="warm process", daemon=True)
        self._thread.start()

    def submit(self, run: Run, lane: str) -> Task:
        """Begin an attempt; while the warm process is started again, it waits for that."""
        task = Task(run.id, run.attempt, lane)
        with self._lock:
            self._tasks[run.id] = task
            self._tell(f"run {run.id} {run.attempt}")
        return task

    def end(self, task: Task) -> None:
        """Kill its process."""
        with self._lock:
            if self._tasks.get(task.run) is task:
                self._tell(f"end {task.run}")

    def close(self) -> None:
        """End every run and the warm process; returns when they are gone."""
        with self._lock:
            self._closed.set()
            for run_id in self._tasks:
                self._tell(f"end {run_id}")
            process = self._process
            if process is not None and process.stdin is not None:
                with suppress(OSError):
                    process.stdin.close()
        self._thread.join(CLOSE_SECONDS)
        if process is not None and process.poll() is None:
            process.kill()

    def _supervise(self) -> None:
        """Keep one warm process running until closed; one that keeps ending is started ever more slowly."""
        while not self._closed.is_set():
            self._backoff.began()
            try:
                why = self._serve()
            except OSError as error:  # no memory for a process, or too many of them
                why = f"It cannot be started: {error.strerror}."
            pause = self._backoff.failed()
            if pause and not self._closed.is_set():
                self.trouble = f"Runs wait, because the process that carries them out keeps ending. {why}"
            self._closed.wait(pause)

    def _serve(self) -> str:
        """Start a warm process and hear what it says until it ends; returns why it did."""
        process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self._environment)
        with self._lock:
            self._process = process
            for task in self._tasks.values():  # those that wait since the last one ended
                self._tell(f"run {task.run} {task.attempt}")
            if self._closed.is_set() and process.stdin is not None:
                process.stdin.close()
        assert process.stdout is not None
        for line in process.stdout:
            self._hear(*line.decode().split())
        why = sentence_of_exit(process.wait())
        with self._lock:
            self._process = None
        for run_id in list(self._begun):
            self._over(run_id, why)
        return why

    def _hear(self, what: str, run_id: str = "", code: str = "0") -> None:
        if what == "ready":
            self.trouble = None
        elif what == "began":
            self._begun.add(run_id)
        else:
            before, self._kills = self._kills, memory_kills()
            self._over(run_id, sentence_of_exit(int(code), memory_kills=self._kills - before))

    def _tell(self, line: str) -> None:
        """Write to the warm process; that it has just ended is noticed elsewhere."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError, ValueError):
                self._process.stdin.write(f"{line}\n".encode())
                self._process.stdin.flush()

    def _over(self, run_id: str, reason: str) -> None:
        self._begun.discard(run_id)
        with self._lock:
            task = self._tasks.pop(run_id, None)
        if task is not None:
            task.reason, task.over = reason, True
