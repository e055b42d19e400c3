"""The door to a fitted run: raw rows in, the stored scores out."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.models import MODELS
from creditviz.runs import Workspace, books, jobs
from creditviz.runs.artifacts import save_result
from creditviz.runs.books import book_frame
from creditviz.runs.reading.fitted import load_fitted
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.reading.transferred import load_transfer, load_transfer_model
from creditviz.specification import TrainingSpec
from tests.transfer_runs import transfer_run

QUICK = {"n_estimators": 20, "learning_rate": 0.2}


@pytest.fixture(scope="module")
def desk(tmp_path_factory, sample_book):
    workspace = Workspace.open(tmp_path_factory.mktemp("fitted"))
    return workspace, books.add_book(workspace, sample_book, name="sample")


@pytest.fixture(scope="module")
def transferred(tmp_path_factory):
    workspace = Workspace.open(tmp_path_factory.mktemp("transfer"))
    return workspace, transfer_run(workspace, methods=("source-only-xgboost", "fdat", "subspace-alignment"))


def trained(desk, model, **more):
    workspace, book = desk
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model=model, device="cpu", **more)
    run = jobs.run_here(workspace, spec, name=model)
    assert run.status == "finished", run.error
    return run


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        ("logistic-regression", {}),
        ("xgboost", QUICK),
        ("attention-bilstm", MODELS["attention-bilstm"].tiny),  # reads months
    ],
)
def test_the_door_gives_the_stored_scores_of_a_training(desk, model, parameters):
    workspace, book = desk
    run = trained(desk, model, parameters=parameters)
    test = load_run_result(workspace, run.id).test
    fitted = load_fitted(workspace, run.id)
    rows = book_frame(workspace, book).iloc[test.row_id]
    assert fitted.score(rows) == pytest.approx(test.y_score, abs=1e-9)
    for name, pd in test.calibrated.items():
        assert fitted.pd(rows, name) == pytest.approx(pd, abs=1e-9)
    assert np.array_equal(fitted.pd(rows), fitted.pd(rows, fitted.calibration))


def test_it_needs_only_the_columns_that_it_names(desk):
    workspace, book = desk
    fitted = load_fitted(workspace, trained(desk, "logistic-regression").id)
    rows = book_frame(workspace, book).head(50)
    assert "sex" not in fitted.columns, "protected attributes were left out"
    assert np.array_equal(fitted.score(rows[list(fitted.columns)]), fitted.score(rows))
    with pytest.raises(SchemaError, match="1 of them are not in this table: income"):
        fitted.score(rows.drop(columns="income"))
    with pytest.raises(SpecificationError, match="calibration of this run"):
        fitted.pd(rows, "magic")


def test_a_k_fold_run_scores_with_the_model_of_all_rows(desk):
    workspace, book = desk
    run = trained(desk, "xgboost", parameters=QUICK, protocol="kfold", folds=2)
    test = load_run_result(workspace, run.id).test
    score = load_fitted(workspace, run.id).score(book_frame(workspace, book).iloc[test.row_id])
    assert np.corrcoef(score, test.y_score)[0, 1] > 0.7


def test_the_door_gives_the_stored_scores_of_a_transfer(transferred):
    workspace, run = transferred
    assert run.figures["model"] == "fdat"
    result, found = load_run_result(workspace, run.id), load_transfer(workspace, run.id)
    new = book_frame(workspace, books.get_book(workspace, run.specification.book))
    rows = new.iloc[result.test.row_id]
    fitted = load_fitted(workspace, run.id)
    assert fitted.score(rows) == pytest.approx(result.test.y_score, abs=1e-9)
    assert fitted.pd(rows) == pytest.approx(result.test.pd(result.calibration), abs=1e-9)
    assert fitted.schema.target == "y" and set(fitted.columns) <= set(new.columns)
    for score in found.scores:
        model, encoder = load_transfer_model(workspace, run.id, score.method)
        assert model.predict_proba(encoder.target(rows))[:, 1] == pytest.approx(score.y_score, abs=1e-9)


def test_validation_rows_of_a_transfer_are_old_accounts_that_nothing_learned_from(transferred):
    workspace, run = transferred
    result = load_run_result(workspace, run.id)
    model, encoder = load_transfer_model(workspace, run.id, "fdat")
    old = book_frame(workspace, books.get_book(workspace, run.specification.source))
    rows = old.iloc[result.validation.row_id]
    assert np.array_equal(result.validation.y_true, rows["default"])
    assert model.source_probability(encoder.source(rows)) == pytest.approx(result.validation.y_score, abs=1e-9)
    assert result.rows["train"] + len(result.validation) == len(old)
    assert result.validation_from == "old" and any("accounts of old" in note for note in result.notes)
    assert run.figures["methods"]["fdat"]["auc"] == pytest.approx(run.figures["test"]["auc"])


def test_a_transfer_that_goes_on_keeps_the_models_of_the_methods_it_takes_over(tmp_path, monkeypatch):
    from creditviz.runs.reading import transferred
    from creditviz.runs.work import transfer as runs

    workspace = Workspace.open(tmp_path)
    run = transfer_run(workspace, methods=("source-only-xgboost", "subspace-alignment"))
    before = load_transfer(workspace, run.id)
    folder = workspace.run_folder(run.id)
    written = (folder / "models" / "source-only-xgboost").stat().st_mtime_ns
    save_result(replace(before, scores=before.scores[:1]), folder / transferred.RESULT)
    workspace.store.change_run(run.id, status="stopped")
    again = jobs.resume(workspace, run.id, here=True)
    assert again.status == "finished", again.error
    assert (folder / "models" / "source-only-xgboost").stat().st_mtime_ns == written, "taken over, not fitted again"
    after = load_transfer(workspace, run.id)
    assert [s.method for s in after.scores] == [s.method for s in before.scores]
    shutil.rmtree(folder / "models" / "source-only-xgboost")
    assert [s.method for s in runs._with_models(after, folder).scores] == ["subspace-alignment"]


def test_runs_without_a_model_have_no_door(desk):
    workspace, book = desk
    waiting = jobs.submit(
        workspace, TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="xgboost"), name="waits"
    )
    with pytest.raises(SpecificationError, match="is queued"):
        load_fitted(workspace, waiting.id)
    jobs.stop(workspace, waiting.id)
