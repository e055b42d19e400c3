"""A balancing run from the specification to the exported table, in a workspace of its own."""

import json

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace, books, jobs
from creditviz.runs.books import book_path, get_schema
from creditviz.runs.reading import export, synthetic
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.work import balancing
from creditviz.specification import BalancingSpec, TrainingSpec

QUICK = {"n_estimators": 20, "learning_rate": 0.2}


@pytest.fixture(scope="module")
def desk(tmp_path_factory, small_book):
    workspace = Workspace.open(tmp_path_factory.mktemp("balancing"))
    return workspace, books.add_book(workspace, small_book, name="sample")


def specification(book, sampler="smote", **more):
    return BalancingSpec(book=book.hash, schema_hash=book.schema_hash, sampler=sampler, **{"repeats": 0, **more})


@pytest.fixture(scope="module")
def smote(desk):
    workspace, book = desk
    run = jobs.run_here(workspace, specification(book), name="SMOTE")
    assert run.status == "finished", run.error
    return run


def test_every_part_of_the_judgement_is_there(desk, smote):
    workspace, _ = desk
    result = synthetic.load_balancing(workspace, smote.id)
    rows = synthetic.load_synthetic(workspace, smote.id)
    assert len(rows) == result.rows["synthetic"] > 0
    for part in ("fidelity", "privacy", "neighbours", "trained_on_synthetic"):
        assert getattr(result, part) is not None, part
    assert result.rules and result.months and result.maps
    assert len(result.neighbours.nearest) == len(result.privacy.distance) == len(rows)
    assert set(result.neighbours.nearest) <= set(result.training_bad)
    figures = smote.figures
    assert figures["fidelity"]["two_sample_auc"] == pytest.approx(result.fidelity.two_sample.auc.value, abs=1e-6)
    json.dumps(figures, allow_nan=False)


def test_nothing_that_is_judged_was_learned_from(desk, smote):
    result = synthetic.load_balancing(desk[0], smote.id)
    assert not set(result.training) & set(result.judged)
    assert set(result.training_bad) <= set(result.training)
    assert set(result.held_out_bad) <= set(result.judged)


def test_a_training_on_stored_rows_is_judged_on_rows_their_sampler_never_saw(desk, smote):
    workspace, book = desk
    workspace.store.exclude(smote.id, [0, 5], reason="a limit that nobody has", author="A. Nalyst")
    settled = synthetic.training_on(workspace, smote.id)
    assert settled["excluded"] == (0, 5)
    given = {"book": book.hash, "schema_hash": book.schema_hash, "model": "xgboost", "parameters": QUICK}
    run = jobs.run_here(workspace, TrainingSpec(**given, **settled), name="on stored rows")
    assert run.status == "finished", run.error
    balanced = synthetic.load_balancing(workspace, smote.id)
    assert run.figures["rows"]["synthetic"] == balanced.rows["synthetic"] - 2
    assert run.figures["calibration"] == "prior-corrected"
    assert set(load_run_result(workspace, run.id).test.row_id) <= set(balanced.judged)
    other = jobs.run_here(workspace, TrainingSpec(**given, **{**settled, "seed": 1}), name="another split")
    assert other.status == "failed" and "were learned from" in other.error
    workspace.store.include(smote.id, [0])
    assert list(workspace.store.exclusions(smote.id)) == [5]
    workspace.store.include(smote.id, [5])


def test_the_exported_table_has_the_books_columns_and_says_where_rows_come_from(desk, smote, tmp_path):
    workspace, book = desk
    workspace.store.exclude(smote.id, [3], reason="r", author="a")
    beside = export.write_with_origin(workspace, smote.id, tmp_path / "out.parquet")
    table, original = pd.read_parquet(tmp_path / "out.parquet"), read_frame(book_path(workspace, book))
    assert list(table.columns) == [*original.columns, export.ORIGIN, export.ROW]
    schema = get_schema(workspace, book.schema_hash)
    for name in schema.features(use_protected=True):
        assert table[name].dtype == original[name].dtype, name
    real = table[table[export.ORIGIN] == "real"]
    assert len(real) == smote.figures["rows"]["real"]
    pd.testing.assert_frame_equal(
        real[original.columns].reset_index(drop=True),
        original.iloc[real[export.ROW]].reset_index(drop=True),
        check_dtype=False,
    )
    made = table[table[export.ORIGIN] == "synthetic"]
    assert len(made) == smote.figures["rows"]["synthetic"] - 1 and 3 not in set(made[export.ROW])
    assert made[schema.target].map(str).isin(map(str, schema.bad)).all()
    told = json.loads(beside.read_text())
    assert told["prior"]["bad_rate_table"] == pytest.approx(table[schema.target].isin(made[schema.target]).mean())
    assert told["excluded"][0]["reason"] == "r" and told["specification"]["sampler"] == "smote"
    workspace.store.include(smote.id, [3])


def test_a_ratio_that_is_reached_already_is_said_plainly(desk):
    workspace, book = desk
    run = jobs.run_here(workspace, specification(book, ratio=0.01), name="nothing to do")
    assert run.status == "finished"
    assert run.figures["rows"]["synthetic"] == 0 and run.figures["fidelity"] is None
    assert "no row was added" in run.figures["notes"][0]


def test_undersampling_makes_no_rows_and_leaves_good_ones_out(desk):
    workspace, book = desk
    run = jobs.run_here(workspace, specification(book, "random-under"), name="under")
    assert run.status == "finished", run.error
    rows = run.figures["rows"]
    good = rows["real"] - rows["removed"] - rows["bad"]
    assert rows["synthetic"] == 0 and rows["removed"] > 0 and rows["bad"] / good == pytest.approx(0.4, abs=0.001)
    table = export.balanced_table(workspace, run.id)
    assert len(table) == rows["bad"] + good


def test_a_stopped_judgement_goes_on_with_the_same_rows(desk, monkeypatch):
    workspace, book = desk
    from creditviz.experiment.balancing import judging

    def fails(bench):
        from creditviz.exceptions import RunCancelled

        raise RunCancelled("stopped here")

    monkeypatch.setitem(judging.PARTS, "privacy", fails)
    run = jobs.run_here(workspace, specification(book, seed=3), name="stopped")
    assert run.status == "stopped"
    before = synthetic.load_synthetic(workspace, run.id)
    assert synthetic.load_balancing(workspace, run.id).fidelity is not None, "finished parts are kept"
    monkeypatch.undo()
    monkeypatch.setattr("creditviz.experiment.balancing.making.make_rows", None)  # the rows must not be made again
    again = jobs.resume(workspace, run.id, here=True)
    assert again.status == "finished", again.error
    pd.testing.assert_frame_equal(synthetic.load_synthetic(workspace, run.id), before)


def test_the_same_seed_makes_the_same_rows(desk, smote):
    workspace, book = desk
    again = jobs.run_here(workspace, specification(book), name="again")
    pd.testing.assert_frame_equal(
        synthetic.load_synthetic(workspace, again.id), synthetic.load_synthetic(workspace, smote.id)
    )
    a, b = (synthetic.load_balancing(workspace, r.id).privacy.distance for r in (again, smote))
    np.testing.assert_array_equal(a, b)


def test_what_cannot_be_made_is_refused_before_it_is_queued(desk):
    workspace, book = desk
    with pytest.raises(SpecificationError, match="Choose another"):
        balancing.check(workspace, specification(book, "none"))
    with pytest.raises(SpecificationError, match="no sampler called"):
        balancing.check(workspace, specification(book, "smoat"))
    with pytest.raises(SpecificationError, match="k_neighbors"):
        balancing.check(workspace, specification(book, sampler_parameters={"k_neighbors": 0}))
    with pytest.raises(SpecificationError, match="a rate counts synthetic rows"):
        balancing.check(workspace, specification(book, "random-under", rate=2))
