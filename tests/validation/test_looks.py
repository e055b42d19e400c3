"""A look at test rows is counted at every door, once a fitted model, and cannot be taken back."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from creditviz.runs import Workspace
from creditviz.runs.books import add_book, delete_book
from creditviz.runs.engine import jobs
from creditviz.runs.keeping.verify import verify
from creditviz.runs.reading.looks import looked
from creditviz.specification import BenchmarkSpec, ReportSpec, TrainingSpec
from tests.cli.conftest import commands

TINY = {"max_depth": 1}


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "home")


@pytest.fixture
def german(workspace, real_book):
    return add_book(workspace, real_book("german"), name="German credit")


def trained(workspace, book, **more):
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="decision-tree", **more)
    run = jobs.run_here(workspace, spec, name="tree")
    assert run.status == "finished", run.error
    return run


@pytest.mark.nightly
def test_twelve_trainings_six_of_them_deleted_are_twelve_in_the_pack(workspace, german, real_book, monkeypatch):
    page = [
        trained(workspace, german, seed=seed, parameters={"max_depth": depth}) for seed in range(4) for depth in (1, 2)
    ]
    typed = commands(monkeypatch, workspace.home)
    for seed in range(4):
        said = typed("train", real_book("german"), "--model", "logistic-regression", "--seed", seed).output
        assert f"Judged {9 + seed} times on test rows of this book" in said
    again = typed("train", real_book("german"), "--model", "logistic-regression", "--seed", 3)
    assert "Judged 12 times" in again.output, "an exact rerun is no further look"
    for run in page[2:]:
        jobs.delete_run(workspace, run.id)
    report = jobs.run_here(workspace, ReportSpec(run=page[0].id), name="pack")
    assert report.figures["looks"] == 12
    limits = " ".join(report.figures["sections"]["limits"]["limits"])
    assert f"{report.figures['looks_said']}." in limits and report.figures["looks_said"].startswith("Judged 12 times")
    expected = np.mean([look.standard_error for look in workspace.store.looks(german.hash)])
    expected *= stats.norm.expect(lambda x: 12 * x * stats.norm.cdf(x) ** 11)  # mean of the largest of twelve
    assert report.figures["lead_of_best"] == pytest.approx(expected, rel=1e-6)
    assert verify(workspace).faults == ()


def test_seeds_count_together_and_a_deleted_book_is_not_forgotten(workspace, small_book):
    book = add_book(workspace, small_book, name="book")
    runs = [
        trained(workspace, book, seed=seed, parameters={"max_depth": depth}) for seed in range(2) for depth in (1, 2)
    ]
    assert looked(workspace, book.hash).n == 4 and not looked(workspace, book.hash).at_most
    for run in runs:
        jobs.delete_run(workspace, run.id)
    delete_book(workspace, workspace.store.book(book.hash))
    assert looked(workspace, add_book(workspace, small_book, name="as new").hash).n == 4


def test_cells_of_a_benchmark_count_and_a_second_one_of_the_same_adds_none(workspace, small_book):
    from creditviz.specification import Arm, BenchmarkBook

    book = add_book(workspace, small_book, name="book")
    where = BenchmarkBook(book=book.hash, schema_hash=book.schema_hash, name="book")
    spec = BenchmarkSpec(books=(where,), arms=(Arm(model="decision-tree"), Arm(model="logistic-regression")), repeats=2)
    for one in (spec, spec.model_copy(update={"arms": spec.arms[:1]})):
        run = jobs.run_here(workspace, one, name="grid")
        assert run.status == "finished", run.error
        assert looked(workspace, book.hash).n == 4


def test_a_sealed_run_shows_nothing_of_its_test_rows_until_somebody_says_why(workspace, small_book, monkeypatch):
    typed = commands(monkeypatch, workspace.home)
    said = typed("train", small_book, "--model", "decision-tree", "--sealed", "--json").output
    (run,) = workspace.store.runs(kind="training")
    assert run.figures["sealed"] and "test" not in run.figures and '"test":' not in said.replace('"test": 6', "")
    assert looked(workspace, run.book).n == 0
    refused = typed("report", run.id, "--out", workspace.home / "pack.html")
    assert refused.exit_code == 2 and "sealed" in refused.output
    assert typed("score", run.id, small_book, "--out", workspace.home / "out.csv").exit_code == 2
    assert "0." not in typed("runs").output.replace(run.id, ""), "the list of runs has no figure of it"
    assert typed("unseal", run.id, "--author", "Ana", "--reason", " ").exit_code == 2
    opened = typed("unseal", run.id, "--author", "Ana", "--reason", "the one look")
    assert opened.exit_code == 0 and "Judged once on test rows of this book." in opened.output
    assert workspace.store.run(run.id).figures["test"]["auc"] is not None and looked(workspace, run.book).n == 1
    (entry,) = [entry for entry in workspace.store.chain() if entry.what == "unsealed"]
    assert "Ana" in entry.detail and "the one look" in entry.detail and verify(workspace).faults == ()
    assert typed("unseal", run.id, "--author", "Ana", "--reason", "again").exit_code == 2
