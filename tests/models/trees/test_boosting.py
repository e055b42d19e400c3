"""What the library is handed and what comes back."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

from creditviz.exceptions import RunCancelled
from creditviz.models import MODELS
from creditviz.models.trees.boosting import Boosting, FocalObjective, boost, booster_margin
from creditviz.models.trees.focal_loss import MIN_HESSIAN, focal_intercept, focal_probability
from creditviz.models.trees.focal_xgboost import FocalXGBClassifier
from creditviz.models.trees.xgboost import report_rounds, stopped_parameters


def rows(n=600, seed=0):
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(n, 5)).astype(np.float32)
    return X, (generator.random(n) < 1 / (1 + np.exp(-(X[:, 0] + X[:, 1] - 1.5)))).astype(np.int8)


def fitted(**settings):
    X, y = rows()
    return FocalXGBClassifier(**{"random_state": 0, "n_estimators": 60, **settings}).fit(X, y, eval_set=[rows(seed=1)])


def test_first_margin_is_the_constant_of_least_loss(monkeypatch):
    seen = []
    call = FocalObjective.__call__
    monkeypatch.setattr(FocalObjective, "__call__", lambda self, m, d: seen.append(m.copy()) or call(self, m, d))
    X, y = rows()
    how = Boosting(alpha=0.75, gamma=2.0, n_estimators=3)
    boost((X, y), None, how)
    base = how.library_parameters(y.mean())["base_score"]
    np.testing.assert_allclose(seen[0], np.log(base / (1 - base)), atol=1e-6)
    np.testing.assert_allclose(seen[0], focal_intercept(y.mean(), 0.75, 2.0), atol=1e-6)  # margins are float32


def test_the_logged_losses_are_those_of_the_margins():
    X, y = rows()
    X_val, y_val = rows(seed=1)
    how = Boosting(n_estimators=9, patience=9, alpha=0.6, gamma=1.5)
    boosted = boost((X, y), (X_val, y_val), how)
    at_best = boosted.history[boosted.n_rounds - 1]
    p = focal_probability(booster_margin(boosted.booster, X_val), 0.6, 1.5)
    assert at_best["validation_loss"] == pytest.approx(log_loss(y_val, p), abs=2e-6)  # the library prints six digits
    assert boosted.history[0]["loss"] == pytest.approx(log_loss(y, np.full(len(y), y.mean())), abs=1e-6)  # no tree yet


def test_probabilities_are_calibrated_whatever_the_loss():
    X, y = rows(4000, seed=2)
    plain = fitted(alpha=0.5, gamma=0.0).predict_proba(X)[:, 1]
    focal = fitted(alpha=0.75, gamma=2.0).predict_proba(X)[:, 1]
    assert ((focal > 0) & (focal < 1)).all()
    assert np.mean((focal - y) ** 2) == pytest.approx(np.mean((plain - y) ** 2), abs=0.003)
    assert focal.mean() == pytest.approx(plain.mean(), abs=0.03)


def test_negative_hessians_are_clipped_and_counted():
    objective = FocalObjective(np.ones(4), 0.5, 2.0)
    _, hessian = objective(np.array([-9.0, -5.0, 0.0, 1.0], np.float32), None)
    assert hessian.min() == MIN_HESSIAN
    assert objective.clipped == 0.5


def test_the_booster_is_cut_to_its_best_round():
    model = fitted(n_estimators=400, patience=5, learning_rate=0.3)
    told = [row["validation_focal_loss"] for row in model.history_]
    assert model.best_epochs_ == {"booster": int(np.argmin(told)) + 1}
    assert len(told) == model.best_epochs_["booster"] + 5
    assert model.booster_.num_boosted_rounds() == model.best_epochs_["booster"]


def test_every_round_is_reported_and_a_stop_is_obeyed():
    reports = []

    def stop_at_seven(report):
        reports.append(report)
        if report.epoch == 7:
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        FocalXGBClassifier(n_estimators=50).fit(*rows(), eval_set=[rows(seed=1)], on_epoch=stop_at_seven)
    assert [report.epoch for report in reports] == list(range(1, 8))
    assert {"loss", "validation_auc", "validation_loss", "clipped_share"} <= set(reports[0].log)


def test_the_librarys_own_model_reports_its_rounds_and_stops():
    entry = MODELS["xgboost"]
    model = entry.load()(**{**entry.preset("default").parameters, "n_estimators": 30, "random_state": 0})
    reports = []
    report_rounds(model, reports.append)
    model.fit(*rows(), eval_set=[rows(seed=1)], verbose=False)
    assert [report.log["validation_auc"] for report in reports] == [row["validation_auc"] for row in model.history_]
    assert model.get_params()["callbacks"] is None
    assert stopped_parameters(model) == {"n_estimators": model.best_iteration + 1, "early_stopping_rounds": None}

    def stop(report):
        raise RunCancelled("stop")

    report_rounds(model, stop)
    with pytest.raises(RunCancelled):
        model.fit(*rows(), eval_set=[rows(seed=1)], verbose=False)


def test_the_round_count_repeats_the_fit_without_validation_rows():
    model = fitted()
    again = fitted(**model.stopped_parameters())
    X, _ = rows(20, seed=4)
    np.testing.assert_allclose(again.predict_proba(X), model.predict_proba(X), atol=1e-9)
