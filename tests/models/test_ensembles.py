"""Gradient boosting tells its rounds, a forest averages its leaves, bagged networks learn from rows of their own."""

import numpy as np
import pytest

from creditviz.exceptions import RunCancelled
from creditviz.experiment.fitting import learn
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.models.network_stages import drawn_rows
from tests.models.books import book


def tiny(key, **more):
    entry = MODELS[key]
    return entry.load()(**{**entry.tiny, "random_state": 0, **more})


def test_gradient_boosting_tells_every_round_and_is_not_changed_by_it():
    X, y = book()
    told, heard = [], tiny("gradient-boosting", subsample=0.8)
    learn(MODELS["gradient-boosting"], heard, X, y, None, on_epoch=told.append)
    assert [report.epoch for report in told] == list(range(1, 11)) and told[0].n_epochs == 10
    assert told[-1].log["loss"] < told[0].log["loss"]
    assert [row["loss"] for row in heard.history_] == [report.log["loss"] for report in told]
    alone = tiny("gradient-boosting", subsample=0.8).fit(X, y)
    np.testing.assert_array_equal(heard.predict_proba(X), alone.predict_proba(X))


def test_gradient_boosting_stops_when_asked():
    heard = []

    class Stop:
        def __call__(self, report):
            heard.append(report.epoch)

        def check(self):
            if len(heard) == 3:
                raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        learn(MODELS["gradient-boosting"], tiny("gradient-boosting"), *book(), None, on_epoch=Stop())
    assert heard == [1, 2, 3]


def test_a_forest_gives_mean_leaf_shares_not_votes():
    X, y = book()
    other, truth = book(seed=1)
    forest = tiny("random-forest", min_samples_leaf=5).fit(X, y)
    leaves = np.array([tree.predict_proba(other)[:, 1] for tree in forest.estimators_])
    bad = forest.predict_proba(other)[:, 1]
    np.testing.assert_allclose(bad, leaves.mean(0), rtol=1e-12)
    votes = (leaves > 0.5).mean(0)
    assert len(np.unique(bad)) > len(np.unique(votes)) and auc(truth, bad) > 0.7


def test_bagged_networks_average_probabilities():
    X, y = book()
    other, truth = book(seed=1)
    model = tiny("bagged-networks", n_networks=3).fit(X, y)
    margins = np.array([margin for margin, _ in model._look(other, lambda network: network)])
    bad = model.predict_proba(other)[:, 1]
    np.testing.assert_allclose(bad, (1 / (1 + np.exp(-margins))).mean(0), rtol=1e-10)
    assert auc(truth, bad) > 0.7
    assert {layer.out_features for layer in model.networks_[0].hidden if hasattr(layer, "out_features")} == {20}


def test_every_bagged_network_draws_rows_of_its_own():
    X, y = book(2000)
    first, again, second = (drawn_rows((X, y), seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, second)
    distinct = len(np.unique(first, axis=0)) / len(X)
    assert distinct == pytest.approx(1 - np.exp(-1), abs=0.03)
    X_drawn, y_drawn = drawn_rows((np.c_[y, X], y), 3)
    np.testing.assert_array_equal(X_drawn[:, 0], y_drawn)


def test_a_stopped_bagging_ends_like_one_that_was_not():
    X, y = book()
    settings = {"n_networks": 2, "n_epochs": 3}
    whole, kept = tiny("bagged-networks", **settings).fit(X, y), []

    def stop(report):
        kept.append(report.state())
        if (report.stage_number, report.epoch) == (2, 1):
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        tiny("bagged-networks", **settings).fit(X, y, on_epoch=stop)
    resumed = tiny("bagged-networks", **settings).fit(X, y, resume_from=kept[-1])
    np.testing.assert_array_equal(whole.predict_proba(X), resumed.predict_proba(X))


@pytest.mark.parametrize("key", ["gradient-boosting", "random-forest", "bagged-networks", "svm", "logistic-regression"])
def test_the_papers_opponents_read_the_same_columns_as_its_network(key):
    assert MODELS[key].preset("as-published").encoding == MODELS["attention-bilstm"].preset("as-published").encoding
