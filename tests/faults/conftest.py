"""A workspace with a small book, and an engine that tests may kill."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil
import pytest

from creditviz.experiment.fitting import resolve
from creditviz.runs import Workspace, books
from creditviz.runs.engine import jobs
from creditviz.runs.liveness import ENGINE_BEAT, local_pid
from creditviz.runs.shelves.rows import Book, Run
from creditviz.specification import TrainingSpec

FOREST = {"n_estimators": 5000}  # a minute of work that hears no flag


@dataclass(frozen=True)
class Desk:
    """A workspace, its book, and what a test does with them."""

    workspace: Workspace
    book: Book

    def specification(self, model: str = "logistic-regression", **parameters: object) -> TrainingSpec:
        """What to train."""
        key = {"book": self.book.hash, "schema_hash": self.book.schema_hash}
        return resolve(TrainingSpec(**key, model=model, parameters=parameters))

    def submit(self, model: str = "logistic-regression", **parameters: object) -> Run:
        """Queue a training."""
        return jobs.submit(self.workspace, self.specification(model, **parameters), name=model)

    def wait(self, run: Run, condition: Callable[[Run], bool] = lambda run: not run.open, seconds: float = 120) -> Run:
        """Poll the store until `condition(run)`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if condition(now := self.workspace.store.run(run.id)):
                return now
            threading.Event().wait(0.05)
        raise AssertionError(f"waited {seconds} s in vain: {self.workspace.store.run(run.id)}")

    def begun(self, run: Run) -> Run:
        """The run once a worker is busy with it."""
        return self.wait(run, lambda run: run.status == "running")

    def engine(self, *, other_than: psutil.Process | None = None, seconds: float = 60) -> psutil.Process:
        """The process that serves the queue."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            pid = local_pid((self.workspace.store.get(ENGINE_BEAT) or "").split(" ")[0] or None)
            if pid and psutil.pid_exists(pid) and (other_than is None or pid != other_than.pid):
                return psutil.Process(pid)
            threading.Event().wait(0.05)
        raise AssertionError(f"no engine came within {seconds} s")

    def warm(self) -> psutil.Process:
        """The process that runs are forked from."""
        return next(p for p in self.engine().children() if "creditviz.runs.engine.warm" in p.cmdline())

    def works_on(self) -> None:
        """The proof that nothing hangs: a new run finishes."""
        ended = self.wait(self.submit())
        assert ended.status == "finished", ended.error


def kill(process: psutil.Process | int | None) -> None:
    """`kill -9`."""
    os.kill(process.pid if isinstance(process, psutil.Process) else process, signal.SIGKILL)


@pytest.fixture(scope="module")
def served(tmp_path_factory, small_book) -> Iterator[Desk]:
    """A desk whose queue this process keeps an engine for."""
    workspace = Workspace.open(tmp_path_factory.mktemp("faults"))
    book = books.add_book(workspace, small_book, name="sample")
    jobs.start_engine(workspace)
    yield Desk(workspace, book)
    jobs.stop_engine(workspace)


@pytest.fixture
def quiet(tmp_path, small_book) -> Desk:
    """A desk that nobody serves."""
    workspace = Workspace.open(tmp_path / "home")
    return Desk(workspace, books.add_book(workspace, small_book, name="sample"))
