"""The order of the steps: nothing is learned on test rows, nothing synthetic is judged."""

import numpy as np
import pytest

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.evaluation.calibration.calibrations import PriorCorrected
from creditviz.exceptions import RunCancelled, SpecificationError
from creditviz.experiment.folds import typical
from creditviz.experiment.training import check, train_model
from creditviz.metrics import auc
from creditviz.sampling import SAMPLERS
from creditviz.specification import TrainingSpec

QUICK = {"n_estimators": 30, "learning_rate": 0.2}


@pytest.fixture(scope="module")
def book(tmp_path_factory, sample_book):
    landed = land(sample_book, name="sample", folder=tmp_path_factory.mktemp("books"))
    frame = read_frame(landed.path)
    return frame, infer_schema(frame)[0]


def specification(**more):
    values = {"book": "b", "schema_hash": "s", "model": "xgboost", "parameters": QUICK, **more}
    return TrainingSpec(**values)


@pytest.mark.parametrize("sampler", [key for key in SAMPLERS if key != "none"])
@pytest.mark.parametrize("protocol", ["holdout", "kfold"])
def test_no_synthetic_row_is_validated_or_tested_on(book, sampler, protocol):
    frame, schema = book[0].head(800), book[1]
    entry = SAMPLERS[sampler]
    how = {"parameters": {"n_estimators": 3}, "sampler_parameters": dict(entry.tiny)}
    spec = specification(sampler=sampler, protocol=protocol, folds=2, **how)
    trained = train_model(spec, frame, schema).result
    assert (trained.rows["synthetic"] > 0) != entry.removes
    target = (frame[schema.target] == schema.bad[0]).to_numpy()
    for part in (trained.test, trained.validation):
        assert part.synthetic is None and part.row_id.min() >= 0
        assert np.array_equal(part.y_true, target[part.row_id]), "a judged row is not a row of the book"


def test_the_leaky_replay_is_marked_and_flatters_itself(book):
    frame, schema = book
    wanted = specification(sampler="random", ratio=1.0, resample="before-split", parameters={"max_depth": 8})
    leaky = train_model(wanted, frame, schema).result
    honest = train_model(wanted.model_copy(update={"resample": "after-split"}), frame, schema).result
    assert leaky.leaky and leaky.test.synthetic.any() and not honest.leaky
    assert (leaky.test.row_id < 0).tolist() == leaky.test.synthetic.tolist()
    assert leaky.rows["test"] == int((~leaky.test.synthetic).sum())
    assert auc(leaky.test.y_true, leaky.test.y_score) > auc(honest.test.y_true, honest.test.y_score) + 0.05


@pytest.mark.parametrize(("preset", "corrected"), [("default", False), ("as-published", True)])
def test_pds_that_a_model_fitted_to_validation_rows_are_not_corrected_again(book, preset, corrected):
    """AdaBoost learns a curve on real rows; without its height (as published) it counts votes of sampled ones."""
    frame, schema = book
    spec = specification(model="adaboost", preset=preset, parameters={}, sampler="random", ratio=1.0)
    trained = train_model(spec, frame, schema)
    assert trained.result.calibration == ("prior-corrected" if corrected else "model")
    assert (trained.fitted.prior_train == pytest.approx(0.5)) == corrected
    if not corrected:
        pd = trained.result.test.pd("model")
        assert pd.mean() == pytest.approx(trained.result.test.y_true.mean(), abs=0.02)


@pytest.mark.parametrize("model", ["logistic-regression", "xgboost", "focal-xgboost", "resnet-lstm"])
def test_same_specification_same_scores(book, model):
    frame, schema = book[0].head(2000), book[1]
    tiny = {"n_epochs": 2} if model == "resnet-lstm" else {}
    runs = [train_model(specification(model=model, parameters=tiny, seed=5), frame, schema).result for _ in range(2)]
    assert runs[0].test.y_score.tolist() == runs[1].test.y_score.tolist()
    assert auc(runs[0].test.y_true, runs[0].test.y_score) > 0.6


def test_test_rows_teach_nothing(book):
    """Wild values in the test rows must not move a single validation score."""
    frame, schema = book
    before = train_model(specification(model="logistic-regression", parameters={}), frame, schema).result
    wild = frame.copy()
    for column in schema.numeric:
        wild[column] = wild[column].astype(float)
        wild.loc[before.test.row_id, column] = 1e9
    after = train_model(specification(model="logistic-regression", parameters={}), wild, schema).result
    assert before.test.row_id.tolist() == after.test.row_id.tolist()
    assert before.validation.y_score.tolist() == after.validation.y_score.tolist()
    assert before.test.y_score.tolist() != after.test.y_score.tolist()


def test_protected_attributes_stay_out_unless_asked_for(book):
    frame, schema = book
    assert schema.protected
    without = train_model(specification(), frame, schema).fitted.encoder.layout_.sources
    with_them = train_model(specification(use_protected=True), frame, schema).fitted.encoder.layout_.sources
    assert not set(schema.protected) & set(without)
    assert set(schema.protected) <= set(with_them)


def test_the_prior_correction_brings_pds_back_to_the_book(book):
    frame, schema = book
    wanted = specification(model="logistic-regression", parameters={}, sampler="random", ratio=1.0)
    trained = train_model(wanted, frame, schema)
    result = trained.result
    assert result.calibration == "prior-corrected"
    assert isinstance(trained.calibrations["prior-corrected"], PriorCorrected)
    bad_rate = result.test.y_true.mean()
    raw, corrected = result.test.pd("model").mean(), result.test.pd("prior-corrected").mean()
    assert raw > 2 * bad_rate
    assert abs(corrected - bad_rate) < 0.25 * bad_rate


def test_k_fold_scores_every_row_once_and_keeps_a_model_of_all_rows(book):
    frame, schema = book
    trained = train_model(specification(protocol="kfold", folds=4), frame, schema)
    test = trained.result.test
    assert sorted(test.row_id.tolist()) == list(range(len(frame)))
    assert sorted(set(test.fold.tolist())) == [0, 1, 2, 3]
    assert trained.fitted.model.early_stopping_rounds is None
    assert 0.6 < auc(test.y_true, test.y_score) < 0.95


def test_a_stopped_k_fold_goes_on_with_the_folds_it_has(book):
    frame, schema = book
    spec = specification(protocol="kfold", folds=3)
    kept, stages = [], []

    def stop_in_the_third_fold(report):
        kept.append(report.state())
        if report.stage.startswith("fold 3"):
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        train_model(spec, frame, schema, on_epoch=stop_in_the_third_fold)
    assert kept[-1].epoch == 2
    resumed = train_model(spec, frame, schema, on_epoch=lambda r: stages.append(r.stage), resume_from=kept[-1])
    assert not any(stage.startswith(("fold 1", "fold 2")) for stage in stages)
    whole = train_model(spec, frame, schema)
    assert resumed.result.test.y_score.tolist() == whole.result.test.y_score.tolist()
    assert resumed.result.calibration == whole.result.calibration


def test_typical_settings_are_medians():
    assert typical([{"n": 3, "stop": None}, {"n": 10, "stop": None}, {"n": 4, "stop": None}]) == {"n": 4, "stop": None}
    assert typical([]) == {}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"model": "oracle"}, "there is no model called 'oracle'"),
        ({"sampler": "oracle"}, "there is no sampler called 'oracle'"),
        ({"preset": "oracle"}, "has the presets"),
        ({"parameters": {"depth": 3}}, "has no setting 'depth'"),
        ({"parameters": {"max_depth": 0}}, "max_depth must be a whole number from"),
        ({"parameters": {"max_depth": True}}, "max_depth must be a whole number from"),
    ],
)
def test_a_wrong_specification_is_refused_before_any_work(book, change, sentence):
    with pytest.raises(SpecificationError, match=sentence):
        check(specification(**change), *book)
