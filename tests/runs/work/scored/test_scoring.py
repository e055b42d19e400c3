"""A file through a fitted run: rows, points, mismatches, drift, outcomes, early alerts."""

import numpy as np
import pandas as pd
import pytest

from creditviz.evaluation.cutting.points import points
from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.metrics import auc
from creditviz.reporting.scoring import scoring_tiles
from creditviz.runs import Workspace, books
from creditviz.runs.books import book_frame
from creditviz.runs.engine import jobs
from creditviz.runs.reading.fitted import load_fitted
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.work.scored import scoring
from creditviz.runs.work.scored.files import keep_file
from creditviz.specification import ScoringSpec, TrainingSpec
from tests.transfer_runs import transfer_run


@pytest.fixture(scope="module")
def desk(tmp_path_factory, small_book):
    workspace = Workspace.open(tmp_path_factory.mktemp("scoring"))
    book = books.add_book(workspace, small_book, name="sample")
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="logistic-regression")
    run = jobs.run_here(workspace, spec, name="Logistic regression")
    assert run.status == "finished", run.error
    test = load_run_result(workspace, run.id).test.row_id
    return workspace, run, book_frame(workspace, book).iloc[test].reset_index(drop=True)


def keep(workspace, frame, name="applicants.csv"):
    file = workspace.home / name
    frame.to_csv(file, index=False)
    return keep_file(workspace, file, name=name)


def specification(run, file, **more):
    return ScoringSpec(run=run.id, file=file.hash, file_name=file.name, **more)


def scored(desk, frame, **more):
    workspace, run, _ = desk
    done = jobs.run_here(workspace, specification(run, keep(workspace, frame), **more), name="Scoring")
    assert done.status == "finished", done.error
    return done, scoring.load_scoring(workspace, done.id), pd.concat(scoring.scored_parts(workspace, done.id))


def test_every_row_gets_the_pd_of_the_run_its_points_and_its_decision(desk, monkeypatch):
    workspace, run, frame = desk
    monkeypatch.setattr(scoring, "PART", 500)  # several parts
    _, found, rows = scored(desk, frame)
    result = load_run_result(workspace, run.id)
    assert np.array_equal(rows["row"], np.arange(1, len(frame) + 1))
    assert rows["pd"].to_numpy() == pytest.approx(result.test.pd(result.calibration), abs=1e-9)
    assert np.array_equal(rows["points"], np.rint(points(rows["pd"].to_numpy())))
    assert np.array_equal(rows["decision"] == "decline", rows["pd"] >= found.rules.cut_off)
    assert found.n_approved == (rows["decision"] == "approve").sum()
    assert np.array_equal(rows["account"], frame["account"])
    assert found.by_grade.sum() == found.n_rows == len(frame)
    assert all((rows["grade"] == "A") == (rows["pd"] < found.rules.limits[0]))


def test_the_test_rows_themselves_have_not_moved_and_rank_as_before(desk):
    _, found, _ = scored(desk, desk[2])
    assert found.stability.score.index == pytest.approx(0, abs=1e-9)
    assert max(shift.index for shift in found.stability.columns) == pytest.approx(0, abs=1e-9)
    assert found.outcomes.auc.value == pytest.approx(found.development.auc.value)
    assert found.outcomes.ks == pytest.approx(found.development.ks)
    assert not found.mismatches


def test_a_column_that_moved_is_first_in_the_drift(desk):
    _, found, _ = scored(desk, desk[2].assign(income=desk[2]["income"] * 3))
    assert found.stability.columns[0].key == "income" and found.stability.columns[0].index > 0.25


def test_outcomes_are_judged_where_they_are_known(desk):
    frame = desk[2].copy()
    frame["default_12m"] = frame["default_12m"].astype(float)
    frame.loc[::2, "default_12m"] = np.nan
    _, found, rows = scored(desk, frame)
    known = frame["default_12m"].notna().to_numpy()
    assert found.outcomes.n == known.sum()
    assert found.outcomes.auc.value == pytest.approx(auc(frame["default_12m"][known], rows["score"][known]))
    _, without, _ = scored(desk, frame.drop(columns="default_12m"))
    assert without.outcomes is None and without.development is not None


def test_swapped_outcomes_are_a_warning_on_page_command_line_and_in_the_file(desk, tmp_path):
    swapped = desk[2].assign(default_12m=1 - desk[2]["default_12m"])
    done, found, _ = scored(desk, swapped)
    assert found.outcomes.auc.high < 0.5 and found.outcomes.turned and not found.development.turned
    warning = done.figures["notes"][0]
    assert warning.startswith("WARNING: the ranking is the wrong way round") and "n = " in warning
    tile = scoring_tiles(found)[3]
    assert tile.verdict == "stop" and "may be swapped" in tile.sentence
    scoring.write_scores(desk[0], done.id, tmp_path / "out.csv")
    assert (pd.read_csv(tmp_path / "out.csv")["warning"] == warning).all()
    assert warning not in scored(desk, desk[2])[0].figures["notes"]


def test_a_missing_column_stops_with_its_fix_and_others_are_scored_and_listed(desk):
    workspace, run, frame = desk
    file = keep(workspace, frame.rename(columns={"income": "Income_"}), "renamed.csv")
    with pytest.raises(SchemaError, match="Rename 'Income_' to 'income'"):
        scoring.check(workspace, specification(run, file))
    (found,) = scoring.check_file(workspace, run, file.hash)
    assert (found.column, found.verdict) == ("income", "stop")

    odd = frame.assign(income=frame["income"].astype(object))
    odd.loc[3:5, "income"] = "n/a soon"
    odd.loc[:9, "region"] = "atlantis"
    _, result, rows = scored(desk, odd)
    by_column = {m.column: m for m in result.mismatches}
    assert any("income: 3 cells with 'n/a soon' read as missing" in note for note in result.notes)
    assert by_column["region"].rows == 10 and "atlantis" in by_column["region"].what
    assert len(rows) == len(frame)


def test_early_alerts_come_by_the_largest_rise(desk):
    _, _, frame = desk
    _, plain, rows = scored(desk, frame)
    before = rows["pd"].to_numpy().copy()
    before[7], before[11] = before[7] / 10, before[11] / 3
    before[2] = np.nan
    _, found, again = scored(desk, frame.assign(old_pd=before), previous="old_pd")
    rise = rows["pd"] - before
    expected = rise[rise > 1e-9].sort_values(ascending=False)
    assert found.alerts.row[: len(expected)].tolist() == (expected.index + 1).tolist()
    assert found.alerts.identifier[0] == str(frame["account"][expected.index[0]])
    assert found.alerts.n_known == len(frame) - 1
    assert again["pd_rise"].to_numpy() == pytest.approx(rise, abs=1e-6, nan_ok=True)
    old_points = frame.assign(old_points=points(np.full(len(frame), 0.05)))
    _, by_points, _ = scored(desk, old_points, previous="old_points")
    assert by_points.alerts.before == pytest.approx(0.05, abs=1e-6)
    assert plain.alerts is None


def test_a_kept_cut_off_and_scale_are_the_ones_in_force(desk):
    workspace, run, frame = desk
    result = load_run_result(workspace, run.id)
    before = scoring.rules_of(workspace, run, result)
    assert "nobody has kept one" in before.cut_off_about
    workspace.store.decide(run.id, "cut-off", {"pd": 0.3}, author="Ann", reason="capacity")
    scale = {"pdo": 40.0, "base_points": 500.0, "base_odds": 20.0, "limits": [0.1, 0.5]}
    workspace.store.decide(run.id, "master-scale", scale)
    done, found, rows = scored(desk, frame)
    assert found.rules.cut_off == 0.3 and "kept by Ann" in found.rules.cut_off_about
    assert set(rows["grade"]) <= {"A", "B", "C"}
    assert done.figures["cut_off"] == 0.3


def test_three_applicants_are_scored_without_a_drift_that_means_nothing(desk):
    done, found, rows = scored(desk, desk[2].head(3).drop(columns="default_12m"))
    assert len(rows) == 3 and found.stability is None
    assert done.figures["psi"] is None


def test_a_chosen_calibration_is_what_new_rows_get(desk):
    from creditviz.runs.reading.calibration import choose_calibration

    workspace, run, frame = desk
    choose_calibration(workspace, run.id, "platt", bad_rate=0.4, author="Ann", reason="a worse year")
    result = load_run_result(workspace, run.id)
    fitted = load_fitted(workspace, run.id)
    assert fitted.calibration == result.calibration == "platt to 40% bad"
    assert fitted.pd(frame) == pytest.approx(result.test.pd(result.calibration), abs=1e-9)


def test_what_is_written_is_read_again_and_holds_no_formula(desk, tmp_path):
    workspace, _, frame = desk
    evil = frame.assign(account="=1+1")
    done, _, rows = scored(desk, evil)
    for name in ("out.csv", "out.csv.gz", "out.parquet", "out.xlsx"):
        scoring.write_scores(workspace, done.id, tmp_path / name)
    assert pd.read_csv(tmp_path / "out.csv")["account"].iloc[0] == "'=1+1"
    assert pd.read_csv(tmp_path / "out.csv.gz")["pd"].to_numpy() == pytest.approx(rows["pd"], abs=1e-12)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out.parquet"), rows.reset_index(drop=True))
    with pytest.raises(SpecificationError, match="is written as"):
        scoring.write_scores(workspace, done.id, tmp_path / "out.doc")


def test_a_transfer_scores_a_file_of_the_new_product(tmp_path_factory):
    workspace = Workspace.open(tmp_path_factory.mktemp("transfer"))
    run = transfer_run(workspace, methods=("fdat",))
    new = book_frame(workspace, books.get_book(workspace, run.book))
    file = keep(workspace, new.head(200).drop(columns="y"), "new.csv")
    done = jobs.run_here(workspace, specification(run, file), name="Scoring")
    assert done.status == "finished", done.error
    found = scoring.load_scoring(workspace, done.id)
    rows = pd.concat(scoring.scored_parts(workspace, done.id))
    assert rows["pd"].to_numpy() == pytest.approx(load_fitted(workspace, run.id).pd(new.head(200)), abs=1e-9)
    assert "accounts of old" in found.rules.cut_off_about
    assert found.stability.columns


def test_a_stopped_scoring_leaves_no_half_file(desk, monkeypatch):
    from creditviz.exceptions import RunCancelled
    from creditviz.runs.recorder import Recorder

    workspace, run, frame = desk

    def stop(self, report):
        raise RunCancelled("stop")

    monkeypatch.setattr(Recorder, "__call__", stop)
    done = jobs.run_here(workspace, specification(run, keep(workspace, frame)), name="Scoring")
    assert done.status == "stopped"
    assert not (workspace.run_folder(done.id) / scoring.ROWS).exists()


def test_declined_rows_are_told_what_raised_their_pd_most(desk, monkeypatch):
    from creditviz.runs.work.scored import reasons as scoring_reasons

    workspace, first, frame = desk
    monkeypatch.setattr(scoring, "PART", 500)
    monkeypatch.setattr(scoring_reasons, "MOST", 25)
    tree = first.specification.model_copy(update={"model": "decision-tree", "parameters": {}})
    run = jobs.run_here(workspace, tree, name="Tree")  # explained by sampled orders
    done, found, rows = scored((workspace, run, frame), frame, reasons=2)
    told = rows["reason_1"] != ""
    declined = rows["decision"] == "decline"
    assert told.sum() == found.n_told == done.figures["with_reasons"] == 25 < declined.sum()
    assert told[declined].head(25).all() and not told[~declined].any()
    assert (rows["reason_1"][told] != rows["reason_2"][told]).all() and "reason_3" not in rows
    (note,) = (note for note in found.notes if f"the first 25 of {declined.sum():,} declined rows" in note)
    assert "of accounts would change in other orders" in note


def test_a_model_that_gives_all_accounts_one_pd_offers_no_decision(desk):
    from creditviz.reporting.scoring import scoring_tiles

    workspace, first, frame = desk
    stump = {"n_estimators": 1, "gamma": 1e6, "learning_rate": 0.3}  # no split is worth so much
    spec = first.specification.model_copy(update={"model": "xgboost", "parameters": stump})
    run = jobs.run_here(workspace, spec, name="Constant")
    workspace.store.decide(run.id, "cut-off", {"pd": 0.3}, author="Ann", reason="capacity")
    done, found, rows = scored((workspace, run, frame), frame, reasons=3)
    assert set(rows["decision"]) == {"none"} and "reason_1" not in rows
    assert done.figures["cut_off"] is None and done.figures["approved"] is None and found.n_told == 0
    assert any("it tells nobody apart" in note for note in found.notes)
    assert not any("stand beside" in note for note in found.notes)
    assert scoring_tiles(found)[0].verdict == "stop"


def test_reasons_of_trees_are_those_of_the_explanation_page_and_a_protected_one_needs_an_answer(desk):
    from creditviz.explanation.reasons import least_steps, main_reasons
    from creditviz.runs.reading.explained_model import load_at_once
    from creditviz.runs.reading.reasons import KEPT, answer_for, as_told, kept_reasons

    workspace, first, frame = desk
    small = {"n_estimators": 20, "learning_rate": 0.3}
    spec = first.specification.model_copy(update={"model": "xgboost", "parameters": small})
    run = jobs.run_here(workspace, spec, name="XGBoost")
    workspace.store.decide(run.id, KEPT, '{"reasons": [{"column": "income", "sentence": "=Income"}]}')
    _, found, rows = scored((workspace, run, frame), frame, reasons=3)
    declined = rows.index[(rows["decision"] == "decline").to_numpy()]
    assert found.n_told == len(declined) and f"all {len(declined):,} declined rows" in found.notes[0]
    at_once = load_at_once(workspace, run.id, "portfolio", 50, run.specification.seed)
    players = tuple(at_once.model.subject.players)
    sentences, _ = kept_reasons(workspace, run.id, players, at_once.model.names())
    for row in declined[:20]:
        account = frame.iloc[[row]].reset_index(drop=True)
        values, pd_of, base = at_once.explain(account)
        (least,) = least_steps(values[None], np.array([pd_of]), base, found.rules.cut_off)
        told = as_told(main_reasons(values, players, sentences, 3, least), account, at_once.model.fitted.schema)
        expected = [reason.sentence for reason in told]
        assert [text for text in rows.loc[row, ["reason_1", "reason_2", "reason_3"]] if text] == expected
    assert (rows[["reason_1", "reason_2", "reason_3"]] == "=Income").to_numpy().any()

    twin = jobs.run_here(workspace, spec.model_copy(update={"use_protected": True}), name="with")
    _, refused, rows = scored((workspace, twin, frame), frame, reasons=3)
    held = rows["reason_1"].str.startswith("refused: ")
    assert rows["reason_1"][held].str.contains("a protected attribute, needs an answer").all()
    assert 0 < held.sum() == (rows["reason_1"] != "").sum() - refused.n_told
    assert f" {held.sum():,} of them are refused: a protected attribute" in refused.notes[0]
    assert (rows["reason_2"][held] == "").all() and (rows["decision"][held] == "decline").all()
    protected, sentences = ("Age ", "Sex ", "Marital status "), ["reason_1", "reason_2", "reason_3"]
    assert not any(rows.loc[~held, name].str.startswith(protected).any() for name in sentences)
    for column in ("age", "sex", "marital_status"):
        answer_for(workspace, twin.id, column, author="Ann", reason="The law of this country allows it.")
    _, answered, rows = scored((workspace, twin, frame), frame, reasons=3)
    assert answered.n_told == refused.n_told + held.sum() and not rows["reason_1"].str.startswith("refused").any()
    assert any(rows.loc[held, name].str.startswith(protected).any() for name in sentences)


def test_training_rows_that_come_back_are_counted_and_named(desk):
    workspace, run, frame = desk
    book = book_frame(workspace, books.get_book(workspace, run.book))
    judged = load_run_result(workspace, run.id)
    learned = book.drop(index=np.r_[judged.test.row_id, judged.validation.row_id]).head(3)
    back = pd.concat([frame.head(20), learned], ignore_index=True)
    _, found, _ = scored((workspace, run, frame), back)
    assert any("3 rows of this file are equal to training rows" in note for note in found.notes)
    assert any(f"({', '.join(map(str, learned['account']))})" in note for note in found.notes), "by their identifier"
    _, found, _ = scored((workspace, run, frame), frame.head(20))
    assert not any("equal to training rows" in note for note in found.notes)
