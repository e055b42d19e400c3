"""A run has one cut-off: whichever door it is asked at, page, pack, letter or scoring file, the same number comes."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from sklearn.metrics import roc_curve

from creditviz.evaluation.cutting.cutoff import cut_off_of
from creditviz.experiment.summary import figures_of
from creditviz.reporting.committee.pack.judged import Judged
from creditviz.reporting.committee.pack.stand import stand_of
from creditviz.reporting.performance.cards import score_distribution_card
from creditviz.reporting.performance.ranking import cut_off_card
from creditviz.reporting.words import percent
from creditviz.runs import Workspace
from creditviz.runs.reading import explained_model
from creditviz.runs.reading.applicants import applicants_of
from creditviz.runs.reading.trained import load_run_result
from creditviz.runs.work.scored.scoring import rules_of
from tests.prepared import explained_models, prepared


@pytest.fixture
def workspace(tmp_path_factory, sample_book, tmp_path):
    home = prepared(tmp_path_factory, "explained-models", explained_models(sample_book))
    return Workspace(shutil.copytree(home, tmp_path / "home"))


def at_every_door(workspace, run):
    """What each page, file and letter takes for the cut-off."""
    result = load_run_result(workspace, run.id)
    spec = run.specification
    book = workspace.store.book(spec.book)
    marked = score_distribution_card("run", result).figure.layout.shapes
    assert percent(cut_off_of(result)) in cut_off_card("run", result).subtitle
    assert marked is not None
    return {
        "Performance": figures_of(result)["test"]["threshold"],
        "Decision": applicants_of(workspace, result, spec.book, spec.schema_hash).cut_off,
        "pack": stand_of(workspace, Judged(run, "run", result), book).at.cut_off,
        "scoring file": rules_of(workspace, run, result).cut_off,
        "letter and explanation": explained_model.cut_off_of(workspace, run),
    }


def test_every_door_gives_one_number_suggested_or_kept(workspace):
    run = workspace.store.runs(kind="training")[0]
    result = load_run_result(workspace, run.id)
    fpr, tpr, thresholds = roc_curve(result.validation.y_true, result.validation.pd(result.calibration))
    gap = {float(t): g for t, g in zip(thresholds, tpr - fpr, strict=True)}
    found = at_every_door(workspace, run)
    (one,) = set(found.values())
    flagged = result.validation.pd(result.calibration) >= one
    bad = result.validation.y_true == 1
    assert flagged[bad].mean() - flagged[~bad].mean() == pytest.approx(max(gap.values())), "the KS point"
    assert "suggested" in rules_of(workspace, run, result).cut_off_about
    workspace.store.decide(run.id, "cut-off", {"pd": 0.1234}, author="Ana", reason="capacity")
    assert set(at_every_door(workspace, run).values()) == {0.1234}
    assert np.isclose(load_run_result(workspace, run.id).kept_cut_off, 0.1234)
