"""A stability run compares the rows that a model learned from with others, from the file up."""

import pytest

from creditviz.evaluation.stability import psi
from creditviz.exceptions import SpecificationError
from creditviz.reporting.performance.stability import column_card, column_shifts_card, score_shift_card
from creditviz.runs import Workspace, jobs
from creditviz.runs.books import add_book, book_frame
from creditviz.runs.reading.trained import load_run_model, load_run_result
from creditviz.runs.work.stability import check, load_stability
from creditviz.specification import StabilitySpec, TrainingSpec


@pytest.fixture(scope="module")
def trained(tmp_path_factory, sample_book):
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    book = add_book(workspace, sample_book, name="Sample")
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="logistic-regression", sampler="random")
    run = jobs.run_here(workspace, spec, name="Logistic")
    assert run.status == "finished", run.error
    return workspace, book, run


def compared(workspace, run, other=""):
    done = jobs.run_here(workspace, StabilitySpec(run=run.id, other=other), name="Stability")
    return done, load_stability(workspace, done.id) if done.status == "finished" else None


def test_training_rows_against_test_rows(trained):
    workspace, book, run = trained
    _, found = compared(workspace, run)
    result = load_run_result(workspace, run.id)
    assert (found.n_expected, found.n_actual) == (result.rows["train"], result.rows["test"]), "no synthetic row"
    assert found.score.actual.sum() == len(result.test) and found.score.index < 0.05
    judged = {*result.test.row_id, *result.validation.row_id}
    model, encoder, _ = load_run_model(workspace, run.id)
    train = book_frame(workspace, book).drop(index=list(judged))
    scores = model.predict_proba(encoder.transform(train))[:, 1]
    if len(train) == found.n_expected:  # no row of the book has an unknown outcome
        assert found.score.index == pytest.approx(psi(scores, result.test.y_score), rel=1e-9)
    indices = [shift.index for shift in found.columns]
    assert indices == sorted(indices, reverse=True) and len(indices) > 10


def test_a_new_file_that_has_moved(trained):
    workspace, book, run = trained
    frame = book_frame(workspace, book).head(1500)
    column = next(name for name in frame.columns if name.lower().startswith(("limit", "income", "credit_limit")))
    frame[column] = frame[column] * 5
    path = workspace.home / "new.csv"
    frame.to_csv(path, index=False)
    other = add_book(workspace, path, name="New accounts")
    _, found = compared(workspace, run, other.hash)
    assert found.actual == "New accounts" and found.n_actual == 1500
    assert found.columns[0].key == column and found.columns[0].index > 0.25
    assert "columns have moved" in column_shifts_card(found).finding
    assert "significant change" in column_card(found, column).finding
    assert "1,500 rows of New accounts" in score_shift_card(found).subtitle


def test_a_file_that_lacks_a_column_is_compared_as_far_as_it_goes(trained):
    workspace, book, run = trained
    frame = book_frame(workspace, book).head(1000)
    _, whole = compared(workspace, run)
    lost = whole.columns[-1].key
    path = workspace.home / "short.csv"
    frame.drop(columns=lost).to_csv(path, index=False)
    _, found = compared(workspace, run, add_book(workspace, path, name="Short").hash)
    assert len(found.columns) == len(whole.columns) - 1
    assert any("is not in Short" in note for note in found.notes)
    if found.score is None:
        card = score_shift_card(found)
        assert card.figure is None and card.finding.startswith("The score cannot be compared")


def test_rows_that_are_the_same_are_not_compared(trained):
    workspace, _, run = trained
    spec = run.specification
    for changes, words in (
        ({"protocol": "kfold"}, "k-fold"),
        ({"sampler": "smote", "resample": "before-split"}, "replay"),
    ):
        odd = workspace.store.add_run(spec.model_copy(update=changes), name="odd", status="finished")
        with pytest.raises(SpecificationError, match=words):
            check(workspace, StabilitySpec(run=odd.id))
        workspace.store.delete_run(odd.id)
    waiting = workspace.store.add_run(spec, name="waiting", status="stopped")
    with pytest.raises(SpecificationError, match="however run .* is a stopped training"):
        check(workspace, StabilitySpec(run=waiting.id))
