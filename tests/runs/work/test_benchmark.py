"""A benchmark in a workspace: the table is there while it runs, and what a killed worker had finished is kept."""

import json

import numpy as np
import pytest

from creditviz.exceptions import DataError, RunCancelled, SpecificationError
from creditviz.results import BenchmarkFit, ScoredRows
from creditviz.runs import Workspace, books
from creditviz.runs.engine import jobs
from creditviz.runs.liveness import sweep
from creditviz.runs.work import benchmark as benchmarks
from creditviz.runs.work.benchmark import CELLS, FITS, FolderShelf, load_benchmark, load_scores
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec, TrainingSpec, TransferSpec

ARMS = (Arm(model="logistic-regression"), Arm(model="decision-tree"))


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


@pytest.fixture
def spec(workspace, sample_book):
    book = books.add_book(workspace, sample_book, name="book.csv.gz")
    part = BenchmarkBook(book=book.hash, schema_hash=book.schema_hash, name="Book", rows=800)
    return BenchmarkSpec(books=(part,), arms=ARMS, repeats=2)


def rows(n=4):
    return ScoredRows(
        np.arange(n), np.tile([0, 1], n // 2).astype(np.int8), np.linspace(0, 1, n), {"model": np.ones(n)}
    )


def test_a_line_torn_by_a_killed_worker_is_no_line(tmp_path):
    shelf = FolderShelf(tmp_path)
    assert list(shelf.fits()) == []
    shelf.put(BenchmarkFit(0, -1, {"auc": 0.7, "ks": float("nan")}, 1.5, 2.0, ("a note",)), {"test": rows()})
    with (tmp_path / FITS).open("ab") as file:
        file.write(b'{"number": 1, "fold": -1, "metr')
    shelf.put(BenchmarkFit(2, -1, error="no: \u201cquotes\u201d"), {})
    first, last = FolderShelf(tmp_path).fits()
    assert (first.number, first.metrics["auc"], first.notes, first.wall) == (0, 0.7, ("a note",), 2.0)
    assert np.isnan(first.metrics["ks"])
    assert (last.number, last.error) == (2, "no: \u201cquotes\u201d")


def test_the_table_is_there_while_it_runs_and_after_a_stop(workspace, spec, monkeypatch):
    from creditviz.experiment.benchmark import grid as engine

    benchmarks.check(workspace, spec)
    fit_one, seen, fitted = engine.fit_one, [], []

    def watched(spec_, fit, stand, silent):
        run = workspace.store.runs(kind="benchmark")[0]
        seen.append((len(load_benchmark(workspace, run.id)), run.epoch, run.n_epochs))
        fitted.append(fit.cell.number)
        if len(fitted) == 3:
            raise RunCancelled("Stopped as asked.")
        return fit_one(spec_, fit, stand, silent)

    monkeypatch.setattr(engine, "fit_one", watched)
    run = jobs.run_here(workspace, spec, name="grid")
    assert run.status == "stopped" and seen == [(0, 0, 4), (1, 1, 4), (2, 2, 4)]
    kept = load_benchmark(workspace, run.id)
    assert kept.number.tolist() == [0, 1] and kept.n_cells == 4
    before = (workspace.run_folder(run.id) / CELLS / "0-test.safetensors").stat().st_mtime_ns
    resumed = jobs.resume(workspace, run.id, here=True)
    assert resumed.status == "finished" and fitted == [0, 1, 2, 2, 3]
    assert resumed.figures["cells"] == 4 and not resumed.figures["failed"]
    assert (workspace.run_folder(run.id) / CELLS / "0-test.safetensors").stat().st_mtime_ns == before
    whole = load_benchmark(workspace, jobs.run_here(workspace, spec, name="again").id)
    again = load_benchmark(workspace, run.id)
    for name, values in whole.metrics.items():
        assert np.array_equal(again.metrics[name], values, equal_nan=True), name


def test_a_killed_worker_loses_one_fit(workspace, spec, monkeypatch):
    from creditviz.experiment.benchmark import grid as engine

    class Killed(BaseException):
        """As if the process had gone: nothing is written any more."""

    fit_one, fitted = engine.fit_one, []

    def deadly(spec_, fit, stand, silent):
        fitted.append(fit.cell.number)
        if len(fitted) == 2:
            raise Killed
        return fit_one(spec_, fit, stand, silent)

    monkeypatch.setattr(engine, "fit_one", deadly)
    with pytest.raises(Killed):
        jobs.run_here(workspace, spec, name="grid")
    run = workspace.store.runs(kind="benchmark")[0]
    assert workspace.store.end(run.id, run.attempt, "failed", error="The worker was lost.")
    sweep(workspace)
    assert jobs.resume(workspace, run.id, here=True).status == "finished"
    assert fitted == [0, 1, 1, 2, 3]


def test_scores_of_a_cell_are_those_of_the_table(workspace, spec):
    run = jobs.run_here(workspace, spec.model_copy(update={"protocols": ("kfold",), "folds": 2}), name="folds")
    found = load_benchmark(workspace, run.id)
    names = {path.name for path in (workspace.run_folder(run.id) / CELLS).iterdir()}
    assert "0-test.safetensors" in names and not any("fold" in name for name in names)
    assert len(load_scores(workspace, run.id, 0)) == found.metrics["n"][0] == 800
    with pytest.raises(DataError, match="none yet"):
        load_scores(workspace, run.id, 99)


def test_a_book_of_a_benchmark_cannot_be_deleted_under_it(workspace, spec):
    run = workspace.store.add_run(spec, name="grid")
    book = books.get_book(workspace, spec.books[0].book)
    assert run.book == book.hash
    other = spec.books[0].model_copy(update={"book": "another"})
    workspace.store.end(run.id, run.attempt, "stopped")
    workspace.store.delete_run(run.id)
    many = workspace.store.add_run(spec.model_copy(update={"books": (*spec.books, other)}), name="two books")
    assert many.book is None
    with pytest.raises(SpecificationError, match="no run refers to it"):
        books.delete_book(workspace, book)


def test_the_old_product_of_a_transfer_cannot_be_deleted_under_it(workspace, spec):
    book = books.get_book(workspace, spec.books[0].book)
    asked = TransferSpec(book="new", schema_hash="s", source=book.hash, source_schema="s")
    run = workspace.store.add_run(asked, name="transfer")
    with pytest.raises(SpecificationError, match="however 1 do"):
        books.delete_book(workspace, book)
    workspace.store.end(run.id, run.attempt, "stopped")
    workspace.store.delete_run(run.id)
    books.delete_book(workspace, book)
    assert workspace.store.book(book.hash) is None


def test_another_kind_of_run_has_no_benchmark(workspace):
    run = workspace.store.add_run(TrainingSpec(book="b", schema_hash="s", model="svm"), name="x")
    with pytest.raises(SpecificationError, match="needs a benchmark"):
        load_benchmark(workspace, run.id)
    assert json.loads(run.spec)["kind"] == "training"
