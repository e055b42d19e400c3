"""Tuned XGBoost: a search that is repeatable, never below the default, and blind to rows it is not given."""

import json

import numpy as np
import pytest
from optuna import TrialPruned
from optuna.distributions import FloatDistribution
from optuna.trial import TrialState

from creditviz.exceptions import RunCancelled
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.trees.plain_boosting import Trees
from creditviz.models.trees.setting_trials import FIRST, SPACE, Watch, study_of, try_settings
from creditviz.models.trees.tuned_xgboost import TunedXGBClassifier
from creditviz.progress import EpochReport
from tests.models.books import book

QUICK = {"n_trials": 8, "n_estimators": 60, "patience": 10, "random_state": 0}


@pytest.fixture(scope="module")
def rows():
    return book(n=600), book(n=400, seed=1)


@pytest.fixture(scope="module")
def searched(rows):
    train, held = rows
    return TunedXGBClassifier(**QUICK).fit(*train, eval_set=[held])


def test_the_same_seed_finds_the_same(rows, searched):
    train, held = rows
    again = TunedXGBClassifier(**QUICK).fit(*train, eval_set=[held])
    assert again.settings_ == searched.settings_ and again.history_ == searched.history_
    assert np.array_equal(again.predict_proba(held[0]), searched.predict_proba(held[0]))


def test_it_never_ends_below_the_default_settings(rows, searched):
    train, held = rows
    default = TunedXGBClassifier(**{**QUICK, "n_trials": 1}).fit(*train, eval_set=[held])
    assert {name: default.settings_[name] for name in FIRST} == FIRST
    found, plain = (auc(held[1], model.predict_proba(held[0])[:, 1]) for model in (searched, default))
    assert found >= plain
    assert found == pytest.approx(searched.history_[-1]["best_validation_auc"])


def test_the_first_trial_leaves_nothing_to_chance(rows, searched):
    """Where the preset is silent it takes the library's value, read back from a booster that was told nothing."""
    import xgboost

    assert set(FIRST) == set(SPACE)
    assert {name: searched.history_[0][name] for name in FIRST} == FIRST
    config = json.loads(xgboost.train({}, xgboost.DMatrix(*rows[0]), 1).save_config())
    assert float(config["learner"]["gradient_booster"]["tree_train_param"]["lambda"]) == FIRST["reg_lambda"]


def test_settings_stay_in_the_usual_ranges_and_differ(searched):
    assert set(SPACE) >= {"learning_rate", "max_depth", "min_child_weight", "subsample", "colsample_bytree"}
    for row in searched.history_[1:]:
        for name, legal in SPACE.items():
            assert legal.usual[0] <= row[name] <= legal.usual[1]
    assert len({row["learning_rate"] for row in searched.history_}) > 5
    assert set(SPACE) == {n for n, r in MODELS["xgboost"].hyperparameters.items() if r.usual}


def test_found_settings_are_repeated_without_a_search(rows, searched):
    train, held = rows
    repeated = TunedXGBClassifier(**QUICK).set_params(**searched.stopped_parameters()).fit(*train)
    np.testing.assert_allclose(repeated.predict_proba(held[0]), searched.predict_proba(held[0]), atol=1e-6)


def test_a_stop_is_heeded_within_a_trial(rows):
    class Impatient:
        calls = 0

        def __call__(self, report):
            raise AssertionError("no trial was to end")

        def check(self):
            self.calls += 1
            if self.calls == 5:
                raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        TunedXGBClassifier(**QUICK).fit(*rows[0], eval_set=[rows[1]], on_epoch=Impatient())


def test_every_trial_is_told(rows):
    told = []
    TunedXGBClassifier(**QUICK).fit(*rows[0], eval_set=[rows[1]], on_epoch=told.append)
    assert [(report.epoch, report.n_epochs) for report in told] == [(n, 8) for n in range(1, 9)]
    best = [report.log["best_validation_auc"] for report in told]
    assert best == sorted(best)


def test_trials_are_compared_after_equal_learning():
    class Trial:
        params = {"learning_rate": 0.05}
        steps: list[int] = []

        def report(self, value, step):
            self.steps.append(step)

        def should_prune(self):
            return False

    watch = Watch(Trial(), lambda: None)
    for epoch in range(1, 21):
        watch(EpochReport("booster", epoch, 20, {"validation_auc": 0.7, "validation_loss": 0.5}))
    assert Trial.steps == [1, 2, 3, 4]  # at rounds 5, 10, 15, 20: every 0.25 of learning


def test_a_hopeless_trial_is_ended_early_and_a_good_one_is_not():
    study = study_of(0)
    study.tell(study.ask(), 0.8)  # the registered settings, which learn at a pace of their own

    def trial(auc):
        """A trial whose validation AUC stands at `auc` from its first round on; its rounds until it ended."""
        found = study.ask({"learning_rate": FloatDistribution(0.25, 0.25)})
        watch = Watch(found, lambda: None)
        for epoch in range(1, 31):
            try:
                watch(EpochReport("booster", epoch, 30, {"validation_auc": auc, "validation_loss": 0.5}))
            except TrialPruned:
                study.tell(found, state=TrialState.PRUNED)
                return epoch
        study.tell(found, auc)
        return 30

    assert [trial(0.80 + 0.01 * i) for i in range(6)] == [30] * 6
    assert trial(0.6) < 10
    assert trial(0.9) == 30


def test_the_best_trial_is_the_one_with_the_best_figure_told():
    (X, y), held = book(n=600), book(n=400, seed=1)
    tried = try_settings((X, y), held, 8, Trees(n_estimators=60, patience=60, seed=0))
    assert tried.best.auc == max(row["best_validation_auc"] for row in tried.history)
