"""Studies of transfers: which fits, on which rows, and what interrupted ones keep."""

import numpy as np
import pytest

from creditviz.evaluation.studies.transfers import best_weight, gain_at, study_lines
from creditviz.exceptions import RunCancelled, SpecificationError
from creditviz.experiment.transfer.methods import prepare
from creditviz.experiment.transfer.studies import WEIGHTS, fits, run_study
from creditviz.metrics import auc
from creditviz.results import TransferStudy
from creditviz.specification import TransferStudySpec
from creditviz.transfer import TRANSFER_MODELS
from tests.experiment.transfer.test_methods import books, spec

METHODS = ("source-only-xgboost", "target-logistic-regression")
QUICK = {"n_epochs": 1, "d_extractor": 2, "d_classifier": 2, "d_discriminator": 2, "batch_size": 256}


def labels_study(**more):
    return TransferStudySpec(transfer=spec(*METHODS), **{"labels": (0, 40, 200), "repeats": 2, **more})


def test_a_method_that_reads_no_outcome_is_fitted_once_a_seed():
    found = [(fit.line, fit.at, fit.seed) for fit in fits(labels_study())]
    own, theirs = METHODS
    assert found == [(own, 0, 0), (theirs, 40, 0), (theirs, 200, 0), (own, 0, 1), (theirs, 40, 1), (theirs, 200, 1)]


def test_a_point_is_the_model_of_so_many_outcomes_on_the_seeds_own_test_rows():
    source, target = books()
    study = run_study(labels_study(repeats=1), source, target)
    assert study.at.tolist() == [0, 40, 200] and study.rows["test"] == 100
    ground, _, _ = prepare(spec(METHODS[1], target_labels=40), source, target)
    assert ((ground.domain < 0) & (ground.y >= 0)).sum() == 40
    model = TRANSFER_MODELS[METHODS[1]].build(random_state=0).fit(ground.X, ground.y, sample_domain=ground.domain)
    assert study.auc[1] == auc(ground.y_test, model.predict_proba(ground.X_test)[:, 1])


def test_what_the_rows_do_not_allow_is_a_sentence_and_the_others_go_on():
    study = run_study(labels_study(labels=(8, 40, 5000), repeats=1), *books())
    assert list(study.failed) == [f"{METHODS[1]} with {n} outcomes" for n in ("8", "5,000")]
    assert "needs 5 accounts of each outcome" in next(iter(study.failed.values()))
    assert study.at.tolist() == [0, 40]


def test_a_stopped_study_goes_on_with_the_fits_that_are_left():
    kept = []

    def stop(report):
        if len(kept) == 2:
            raise RunCancelled("stop")

    stop.check = lambda: stop(None)
    with pytest.raises(RunCancelled):
        run_study(labels_study(), *books(), on_epoch=stop, keep=kept.append)
    whole, resumed = run_study(labels_study(), *books()), run_study(labels_study(), *books(), before=kept[-1])
    assert np.array_equal(whole.auc, resumed.auc) and whole.line == resumed.line


def test_a_study_without_anything_to_hold_transfers_against_is_refused():
    source, target = books()
    for wrong in (labels_study(labels=(0,)), TransferStudySpec(transfer=spec("source-only-xgboost"))):
        with pytest.raises(SpecificationError, match="against training on known outcomes"):
            run_study(wrong, source, target)
    with pytest.raises(SpecificationError, match="no transfer is named"):
        run_study(TransferStudySpec())


def test_weights_vary_over_one_fit_on_identical_rows():
    asked = TransferStudySpec(study="vote-weight", source_rows=(500, 1000), repeats=1, parameters=QUICK)
    study = run_study(asked)
    assert list(study_lines(study)) == ["500", "1000"] and study.rows["test"] == 2500
    assert np.array_equal(study.at, np.tile(WEIGHTS, 2))
    assert study.notes[0].startswith("Simulated books")
    again = run_study(asked.model_copy(update={"source_rows": (1000,)}))
    assert np.array_equal(again.auc, study.auc[len(WEIGHTS) :]), "a size does not depend on the others"


def made(auc, line, at, seed):
    rows = {"source": 900, "target": 800, "test": 200, "test_bad": 40}
    return TransferStudy("target-labels", tuple(line), np.array(at, float), np.array(seed), np.array(auc), rows)


def test_gains_are_paired_by_seed_against_the_better_rival():
    study = made(
        [0.70, 0.80, 0.60, 0.72, 0.50, 0.50], ["fdat", "fdat", "target", "target", "other", "other"],
        [0, 0, 50, 50, 50, 50], [0, 1, 0, 1, 0, 1],
    )  # fmt: skip
    gain = gain_at(study, "fdat", ["target", "other"], 50)
    assert gain.value == pytest.approx(0.09) and gain.low < gain.value < gain.high
    assert gain_at(study, "fdat", ["target"], 200) is None


def test_the_best_weight_is_that_of_the_highest_mean():
    at = [0, 0.5, 1] * 2
    study = made([0.6, 0.7, 0.8, 0.6, 0.72, 0.78], ["1000"] * 6, at, [0, 0, 0, 1, 1, 1])
    assert best_weight(study, "1000") == 1
