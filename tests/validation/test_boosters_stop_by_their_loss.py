"""Boosters stop by the loss that they minimise; what is kept, saved and printed are the trees that predict."""

import inspect
import json

import numpy as np
import pytest
from sklearn.metrics import log_loss

from creditviz.data.meaning.inference import infer_schema
from creditviz.evaluation.calibration.summary import calibration_slope
from creditviz.experiment.fitting import resolve
from creditviz.experiment.summary import summarise
from creditviz.experiment.training import train_model
from creditviz.models import MODELS
from creditviz.models.persistence import load_model, save_model
from creditviz.models.trees.focal_xgboost import FocalXGBClassifier
from creditviz.specification import TrainingSpec
from creditviz.transfer.learner import LEARNERS
from tests.models.books import book

SETTINGS = {"n_estimators": 400, "learning_rate": 0.2, "max_depth": 3, "early_stopping_rounds": 10}


def specification(**more):
    return TrainingSpec(**{"book": "b", "schema_hash": "s", "model": "xgboost", "device": "cpu", **more})


@pytest.fixture(scope="module")
def german(only_real):
    import pandas as pd

    frame = pd.read_csv(only_real("german"))
    return frame, infer_schema(frame)[0]


@pytest.fixture(scope="module")
def trained(german):
    return train_model(specification(parameters=SETTINGS), *german, on_epoch=lambda report: None)


def test_german_credit_keeps_its_spread(german):
    """By AUC seed 0 ended with 6 trees and a calibration slope of 11.9."""
    result = train_model(specification(), *german).result
    assert result.trees["booster"][0] > 50
    slope = calibration_slope(result.test.y_true, result.test.pd(result.calibration))
    assert slope.low < 1 < slope.high


def test_the_round_of_least_log_loss_is_kept(trained, german):
    """Recomputed by scikit-learn from the library's own staged predictions."""
    model, validation = trained.fitted.model, trained.result.validation
    told = [row["validation_loss"] for row in model.history_]
    used, allowed = trained.result.trees["booster"]
    assert used == int(np.argmin(told)) + 1 and allowed == 400
    assert log_loss(validation.y_true, validation.y_score) == pytest.approx(min(told), abs=1e-5)


def test_the_saved_model_holds_exactly_the_trees_used(trained, german, tmp_path):
    used, _ = trained.result.trees["booster"]
    assert used < len(trained.fitted.model.history_), "it must have stopped early"
    assert trained.fitted.model.get_booster().num_boosted_rounds() == used
    save_model(trained.fitted.model, tmp_path)
    assert len(json.loads(_as_json(tmp_path))["learner"]["gradient_booster"]["model"]["trees"]) == used
    again = load_model("xgboost", tmp_path)
    X = trained.fitted.encoder.transform(german[0])
    np.testing.assert_array_equal(again.predict_proba(X), trained.fitted.model.predict_proba(X))
    assert summarise("r", trained.spec, trained.result)["trees"] == {"booster": [used, 400]}


def _as_json(folder):
    import xgboost

    booster = xgboost.Booster(model_file=str(folder / "model.ubj"))
    return bytes(booster.save_raw("json")).decode()


def test_no_booster_can_be_asked_to_stop_by_auc():
    for key in MODELS:
        entry = MODELS[key]
        if entry.family == "trees":
            assert "stop_on" not in entry.hyperparameters
            assert "stop_on" not in inspect.signature(entry.load()).parameters
    for preset in MODELS["xgboost"].presets.values():
        assert preset.parameters["eval_metric"][-1] == "logloss"  # the library stops by the last
    assert LEARNERS["xgboost"]["eval_metric"][-1] == "logloss"


def test_the_focal_one_stops_by_the_focal_loss():
    X, y = book(n=600)
    held = book(n=400, seed=1)
    model = FocalXGBClassifier(n_estimators=300, learning_rate=0.2, patience=10, gamma=2.0, random_state=0)
    model.fit(X, y, eval_set=[held])
    margin, truth = model.margin(held[0]), held[1]
    p = 1 / (1 + np.exp(-margin))
    focal = -np.where(truth == 1, 0.6 * (1 - p) ** 2 * np.log(p), 0.4 * p**2 * np.log(1 - p)).mean()
    told = [row["validation_focal_loss"] for row in model.history_]
    assert focal == pytest.approx(min(told), abs=1e-5) and len(told) > int(np.argmin(told)) + 1


@pytest.mark.parametrize(
    ("model", "old"),
    [
        ("focal-xgboost", {"stop_on": "auc"}),
        ("resnet-lstm-xgboost", {"stop_on": "auc"}),
        ("xgboost", {"eval_metric": "auc"}),
    ],
)
def test_a_stored_run_that_names_the_old_setting_can_still_be_read_and_trained_again(model, old):
    found = resolve(specification(model=model, parameters=old)).parameters
    assert "stop_on" not in found and found.get("eval_metric") != "auc"


def test_a_stored_model_with_the_old_setting_loads(tmp_path):
    X, y = book(n=200)
    model = FocalXGBClassifier(n_estimators=5, early_stopping=False, random_state=0).fit(X, y)
    save_model(model, tmp_path)
    head = json.loads((tmp_path / "model.json").read_text())
    head["parameters"]["stop_on"] = "auc"
    (tmp_path / "model.json").write_text(json.dumps(head))
    np.testing.assert_array_equal(load_model("focal-xgboost", tmp_path).predict_proba(X), model.predict_proba(X))
