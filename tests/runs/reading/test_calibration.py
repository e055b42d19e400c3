"""A chosen calibration is kept with its reason, and every later figure is drawn with it."""

import numpy as np
import pytest

from creditviz.evaluation.calibration.calibrations import PriorCorrected, from_json
from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.runs.engine import jobs
from creditviz.runs.reading.calibration import choose_calibration
from creditviz.runs.reading.chosen import CALIBRATION, FOCAL_SCORE, focal_inverse, with_focal_score
from creditviz.runs.reading.explained_model import cut_off_of
from creditviz.runs.reading.trained import load_calibrations, load_run_result
from creditviz.runs.work.scored.scoring import rules_of
from creditviz.specification import TrainingSpec

WHO = {"author": "Anna", "reason": "the staircase has few rows a step"}


@pytest.fixture(scope="module")
def trained(tmp_path_factory, sample_book):
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    book = add_book(workspace, sample_book, name="Sample")
    runs = [
        jobs.run_here(workspace, TrainingSpec(
            book=book.hash, schema_hash=book.schema_hash, model=model, parameters=parameters
        ), name=model)
        for model, parameters in (("logistic-regression", {}), ("focal-xgboost", {"n_estimators": 15, "gamma": 2.0}))
    ]  # fmt: skip
    return workspace, *runs


def test_the_last_choice_counts_and_the_history_stays(trained):
    workspace, run, _ = trained
    assert load_run_result(workspace, run.id).calibration == "model"
    for name in ("isotonic", "platt"):
        assert choose_calibration(workspace, run.id, name, **WHO) == name
    assert load_run_result(workspace, run.id).calibration == "platt"
    assert load_run_result(workspace, run.id[:8]).calibration == "platt"
    kept = workspace.store.decisions(run.id, CALIBRATION)
    assert [(d.value["name"], d.author, d.reason) for d in kept] == [
        ("platt", *WHO.values()), ("isotonic", *WHO.values())
    ]  # fmt: skip


def test_the_cut_off_that_nobody_chose_moves_with_the_calibration(trained):
    workspace, run, _ = trained
    choose_calibration(workspace, run.id, "platt", **WHO)
    result = load_run_result(workspace, run.id)
    rules = rules_of(workspace, run, result)
    assert cut_off_of(workspace, run) == pytest.approx(rules.cut_off)
    assert cut_off_of(workspace, run) != pytest.approx(run.figures["test"]["threshold"], rel=1e-3)


def test_a_stated_bad_rate_scales_the_odds_and_keeps_the_ranking(trained):
    workspace, run, _ = trained
    name = choose_calibration(workspace, run.id, "isotonic", bad_rate=0.05, **WHO)
    assert name == "isotonic to 5% bad"
    result = load_run_result(workspace, run.id)
    here = float(result.validation.y_true.mean())
    np.testing.assert_allclose(result.test.pd(name), PriorCorrected(here, 0.05).apply(result.test.pd("isotonic")))
    np.testing.assert_allclose(result.validation.pd(name).mean(), 0.05, atol=0.02)
    assert result.calibration == name
    again = load_calibrations(workspace, run.id)[name]
    np.testing.assert_allclose(again.apply(result.test.y_score), result.test.pd(name), atol=1e-12)
    assert from_json(again.to_json()) == again
    choose_calibration(workspace, run.id, "platt", **WHO)
    assert name in load_run_result(workspace, run.id).test.calibrated, "what was kept stays on offer"


@pytest.mark.parametrize(
    "wrong",
    [{"author": " "}, {"reason": ""}, {"of": "best"}, {"bad_rate": 0.0}, {"bad_rate": 1.0}, {"of": FOCAL_SCORE}],
)
def test_a_choice_that_cannot_be_kept_is_refused_in_words(trained, wrong):
    workspace, run, _ = trained
    before = len(workspace.store.decisions(run.id))
    with pytest.raises(SpecificationError, match="however"):
        choose_calibration(workspace, run.id, **{"of": "platt", **WHO, **wrong})
    assert len(workspace.store.decisions(run.id)) == before


def test_the_focal_score_is_what_the_inverse_undoes(trained):
    workspace, plain, focal = trained
    result = load_run_result(workspace, focal.id)
    inverse = focal_inverse(focal.specification)
    assert (inverse.alpha, inverse.gamma) == (0.6, 2.0), "the preset's alpha, the run's gamma"
    assert focal_inverse(plain.specification) is None
    beside = with_focal_score(focal.specification, result)
    np.testing.assert_allclose(
        inverse.apply(beside.test.pd(FOCAL_SCORE)), np.clip(result.test.y_score, 1e-12, 1), atol=1e-5
    )
    assert beside.test.pd(FOCAL_SCORE).mean() > result.test.y_score.mean() + 0.05, "focal scores are no PDs"
    assert with_focal_score(plain.specification, load_run_result(workspace, plain.id)).test.calibrated.keys() == (
        load_run_result(workspace, plain.id).test.calibrated.keys()
    )
