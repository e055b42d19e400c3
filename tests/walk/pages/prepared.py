"""Workspaces in every state that a user's may be in: built in a process of its own, opened by nobody, walked as copies.

An open SQLite store that is copied inside its own process loses its locks, and with them its content.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import add_book, book_frame, get_schema, keep_schema
from creditviz.runs.engine import jobs
from creditviz.runs.work.scored.files import keep_file
from creditviz.specification import (
    Arm,
    BalancingSpec,
    BenchmarkBook,
    BenchmarkSpec,
    DomainMapSpec,
    ExplanationSpec,
    ReportSpec,
    SamplerStudySpec,
    ScoringSpec,
    SearchSpec,
    Specification,
    StabilitySpec,
    TrainingSpec,
    TransferSpec,
    TransferStudySpec,
)
from tests.walk.pairs.books import KINDS, write_book

WAITING = "waiting"  # name of a run that no engine has begun
ROOT = Path(__file__).resolve().parents[3]
SMALL = {"n_estimators": 10, "learning_rate": 0.3}
NETWORK = {"n_epochs": 3, "d_hidden": 8, "d_attention": 8, "d_embedding": 8, "n_stages": 2, "n_channels": 4}
TRANSFER = {"fdat": {"n_epochs": 3, "d_extractor": 4, "d_classifier": 4, "d_discriminator": 4}}


def build(folder: Path, *states: str) -> None:
    """Build the states in a process that ends afterwards."""
    words = [sys.executable, "-m", "tests.walk.pages.prepared", str(folder), *states]
    subprocess.run(words, check=True, cwd=ROOT)


def copied(folder: Path, state: str, to: Path) -> Path:
    """A copy of a state, to be opened and changed."""
    return Path(shutil.copytree(folder / state, to))


def _land(workspace: Workspace, kind: str, name: str = "") -> Book:
    file = write_book(kind, workspace.home.parent)
    return add_book(workspace, file, name=name or file.name)


def nothing(workspace: Workspace) -> None:
    """No book."""
    workspace.store.set("demo", "off")


def book(workspace: Workspace) -> None:
    """Books of every kind without a run."""
    for kind in KINDS:
        _land(workspace, kind)
    workspace.store.set("open_book", _land(workspace, "months").hash)


def twins(workspace: Workspace) -> None:
    """Two books of one name, two runs of one name, two columns of one business name."""
    first = _land(workspace, "plain", "book.csv")
    second = _land(workspace, "holes", "book.csv")
    for one in (first, second):
        for seed in (0, 1):
            _run(workspace, _training(one, "logistic-regression", seed=seed), "Scorecard")
    schema = get_schema(workspace, second.schema_hash or "")
    from dataclasses import replace

    named = replace(schema, labels={"income": "Amount", "debt": "Amount"})
    keep_schema(workspace, named)
    workspace.store.put_schema(second.hash, named.hash, named.to_json())
    workspace.store.set("open_book", second.hash)


def light(workspace: Workspace) -> None:
    """A book with two trainings, explained, and a balancing: what takes a few seconds to make."""
    here = _land(workspace, "months")
    for model, parameters in (("logistic-regression", {}), ("xgboost", SMALL)):
        run = _run(workspace, _training(here, model, parameters=parameters), model)
        _run(workspace, ExplanationSpec(run=run.id, n_rows=50), f"Explanation of {model}")
    _run(workspace, BalancingSpec(**_of(here), sampler="smote", repeats=0), "SMOTE")
    _ended(workspace, _training(here, "mlp"), "a stopped one", "stopped")
    _ended(workspace, _training(here, "svm"), "a failed one", "failed")


def full(workspace: Workspace) -> None:
    """One of each kind of run, and runs that are stopped, failed, waiting and archived."""
    light(workspace)
    here = workspace.store.books()[0]
    other = _land(workspace, "plain")
    network = _run(workspace, _training(here, "resnet-lstm", parameters=NETWORK), "Network")
    _run(workspace, ExplanationSpec(run=network.id, n_rows=50, n_background=10), "Explanation of the network")
    first = workspace.store.runs(kind="training", status=("finished",))[-1]
    _run(workspace, _training(here, "decision-tree", protocol="kfold", folds=3), "k-fold")
    _run(workspace, _training(here, "decision-tree", protocol="out-of-time", use_protected=True), "out of time")
    _run(workspace, _training(here, "decision-tree", sampler="smote", resample="before-split"), "leaky")
    _run(workspace, StabilitySpec(run=first.id), "Stability")
    kept = keep_file(workspace, workspace.books / f"{here.hash}.parquet", name="applicants.parquet")
    _run(workspace, ScoringSpec(run=first.id, file=kept.hash, file_name=kept.name, reasons=3), "Scoring")
    _run(workspace, ReportSpec(run=first.id), "Pack")
    tiny = {"n_steps": 6, "batch_size": 32}
    _run(workspace, BalancingSpec(**_of(here), sampler="cgan", sampler_parameters=tiny, repeats=1), "CGAN")
    classic = {"samplers": ("none", "smote"), "classifiers": ("decision-tree",), "repeats": 2}
    _run(workspace, SamplerStudySpec(**_of(here), **classic), "Study")
    _run(workspace, SearchSpec(**_of(here), model="decision-tree", n_trials=3), "Search")
    books = (BenchmarkBook(**_of(here), name="months"), BenchmarkBook(**_of(other), name="plain"))
    arms = (Arm(model="logistic-regression"), Arm(model="decision-tree"))
    _run(workspace, BenchmarkSpec(books=books, arms=arms, repeats=2), "Benchmark")
    _transfers(workspace, here, other)
    _put_aside(workspace, here)


def _transfers(workspace: Workspace, here: Book, other: Book) -> None:
    old = {"source": other.hash, "source_schema": other.schema_hash or ""}
    methods = ("source-only", "fdat", "target")
    spec = TransferSpec(**_of(here), **old, methods=methods, parameters=TRANSFER)
    moved = _run(workspace, spec, "Transfer")
    study = TransferStudySpec(transfer=spec.model_copy(update={"methods": ("source-only", "target")}), labels=(0, 50))
    _run(workspace, study.model_copy(update={"repeats": 1}), "Known outcomes")
    _run(workspace, DomainMapSpec(run=moved.id, n_rows=60, n_explained=10), "Map")
    _ended(workspace, spec, "a transfer that failed", "failed")


def _put_aside(workspace: Workspace, here: Book) -> None:
    """Waiting, archived, and ended early, of several kinds."""
    archived = _run(workspace, _training(here, "logistic-regression", seed=3), "archived")
    search = SearchSpec(**_of(here), model="xgboost", n_trials=3)
    for run in (archived, _ended(workspace, search, "an archived search", "stopped")):
        workspace.store.change_run(run.id, archived=True)
    _ended(workspace, BalancingSpec(**_of(here), sampler="actgan"), "a stopped balancing", "stopped")
    _ended(workspace, search, "a failed search", "failed")
    jobs.submit(workspace, _training(here, "cnn"), name=WAITING)
    first = workspace.store.runs(kind="training", status=("finished",))[-1]
    workspace.store.make_champion(here.hash, first.id, reason="best validation AUC", author="Anna")
    workspace.store.set("open_book", here.hash)


def _of(book: Book) -> dict[str, str]:
    return {"book": book.hash, "schema_hash": book.schema_hash or ""}


def _training(book: Book, model: str, **more: object) -> TrainingSpec:
    return TrainingSpec(**_of(book), model=model, **more)


def _run(workspace: Workspace, spec: Specification, name: str) -> Run:
    run = jobs.run_here(workspace, spec, name=name)
    assert run.status == "finished", (name, run.error)
    return run


def _ended(workspace: Workspace, spec: Specification, name: str, status: str) -> Run:
    run = workspace.store.add_run(spec, name=name, status="reserved")
    assert workspace.store.claim(run.id, run.attempt, "test")
    workspace.store.end(run.id, run.attempt, status, error="A fold of the book is empty.", summary=None)
    return workspace.store.run(run.id)


STATES: dict[str, Callable[[Workspace], None]] = {
    "nothing": nothing,
    "book": book,
    "light": light,
    "full": full,
    "twins": twins,
}


def main(folder: str, *states: str) -> None:
    """Build each state in a folder of its own name."""
    np.random.seed(0)
    for name in states:
        workspace = Workspace(Path(folder) / name)
        STATES[name](workspace)
        assert name == "nothing" or len(book_frame(workspace, workspace.store.books()[0]))
        workspace.store.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
