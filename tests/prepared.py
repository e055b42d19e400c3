"""Workspaces that are made once a test run, opened by nobody afterwards, and copied by every test that needs one.

Copying a store that is open in the same process would damage it: closing any handle of the file drops every POSIX
lock that this process' SQLite holds on it, and the next process to close the store removes its journal from under it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.runs.engine import jobs
from creditviz.specification import ExplanationSpec, TrainingSpec

SMALL_TREES = {"n_estimators": 20, "learning_rate": 0.3}


def prepared(factory: pytest.TempPathFactory, name: str, make: Callable[[Workspace], None]) -> Path:
    """Home of a workspace that `make` has filled, shared by all workers of a test run; copy it, never open it."""
    base = factory.getbasetemp()
    root = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base  # the workers' bases lie side by side
    home, done = root / f"prepared-{name}", root / f"prepared-{name}.done"
    with open(root / f"prepared-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first worker makes it, the others wait
        if not done.exists():
            workspace = Workspace(home)
            make(workspace)
            workspace.store.engine.dispose()
            left = [file.path for file in psutil.Process().open_files() if home in Path(file.path).parents]
            assert not left, f"a prepared workspace is opened by nobody, however: {left}"
            done.touch()
    return home


def explained_models(sample_book: Path) -> Callable[[Workspace], None]:
    """The sample book, a logistic regression and a few trees on it, and an explanation of each."""

    def make(workspace: Workspace) -> None:
        workspace.store.set("demo", "off")
        book = add_book(workspace, sample_book, name="Sample credit cards")
        for model, name, parameters in (
            ("logistic-regression", "Logistic regression", {}),
            ("xgboost", "XGBoost", SMALL_TREES),
        ):
            spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model=model, parameters=parameters)
            run = jobs.run_here(workspace, spec, name=name)
            assert run.status == "finished", run.error
            explanation = ExplanationSpec(run=run.id, n_rows=60)
            explained = jobs.run_here(workspace, explanation, name=f"Explanation of {name}")
            assert explained.status == "finished", explained.error

    return make
