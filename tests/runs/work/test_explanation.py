"""Explanation runs: every kind of model adds up, against the portfolio and against approved applicants."""

import numpy as np
import pytest

from creditviz.runs import Workspace, jobs
from creditviz.runs.books import add_book
from creditviz.runs.reading.explained import load_accounts
from creditviz.runs.reading.explained_model import background_rows, cut_off_of, enough_below, load_explained
from creditviz.runs.work.explanation import _reference_words
from creditviz.specification import ExplanationSpec, TrainingSpec
from tests.transfer_runs import transfer_run


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("home"))


def explained(workspace, run, **how):
    done = jobs.run_here(workspace, ExplanationSpec(run=run.id, n_rows=50, n_background=12, **how), name="e")
    assert done.status == "finished", done.error
    return load_accounts(workspace, done.id)


def adds_up(found):
    np.testing.assert_allclose(found.values.sum(1) + found.base, found.margin, atol=1e-6)
    assert len(found.names) == found.values.shape[1] == found.features.shape[1]
    assert found.again.shape[1] == found.values.shape[1] and 0 < found.base_pd < 1


def test_a_transfer_is_explained_pair_by_pair(workspace):
    run = transfer_run(workspace, methods=("source-only",))
    found = explained(workspace, run)
    adds_up(found)
    pairs = {pair["target"]: pair["source"] for pair in run.figures["pairs"]}
    assert set(found.columns) == set(pairs)
    for column, name in zip(found.columns, found.names, strict=True):
        assert column in name and pairs[column] in name


def test_trees_are_compared_with_approved_applicants_of_the_cut_off_in_force(workspace, sample_book):
    book = add_book(workspace, sample_book, name="Sample")
    spec = TrainingSpec(
        book=book.hash,
        schema_hash=book.schema_hash,
        model="xgboost",
        parameters={"n_estimators": 20, "learning_rate": 0.3},
    )
    run = jobs.run_here(workspace, spec, name="XGBoost")
    workspace.store.decide(run.id, "cut-off", {"pd": 0.07})
    assert cut_off_of(workspace, run) == 0.07
    everyone, approved = explained(workspace, run), explained(workspace, run, reference="approved")
    adds_up(everyone)
    adds_up(approved)
    assert "PD under 7.0%" in approved.reference and approved.base < everyone.base
    model = load_explained(workspace, run.id)
    rows = background_rows(model.test, model.fitted.calibration, n=50, below=0.07, seed=0)
    assert np.all(model.fitted.pd(model.rows(rows)) < 0.07)


def test_where_nobody_is_approved_everybody_is_the_reference_and_it_is_said(workspace):
    run = workspace.store.runs(kind="training")[0]
    model = load_explained(workspace, run.id)
    assert enough_below(model.test, model.fitted.calibration, 0.0) is None
    assert enough_below(model.test, model.fitted.calibration, 0.5) == 0.5
    assert _reference_words(0.001, None) == "the portfolio (too few have a PD under 0.1%)"


def test_sampled_values_that_do_not_say_how_far_chance_goes_are_explained_again(workspace, monkeypatch):
    from creditviz.explanation.shapley import steadiness

    run = workspace.store.runs(kind="transfer")[0]
    assert "would change in other orders" in explained(workspace, run).method
    monkeypatch.setattr(steadiness, "with_share", lambda words, changes: words)  # as versions before wrote it
    assert explained(workspace, run) is None
