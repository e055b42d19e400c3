"""Hybrid boosting network: leaves come from trees that did not learn from the row."""

import numpy as np
import pytest
import torch
import xgboost

from creditviz.exceptions import RunCancelled
from creditviz.models.fused.hybrid_boosting import HybridBoostingClassifier
from creditviz.models.fused.leaf_codes import ABSENT, fold_boosters, folds, leaf_codes
from creditviz.models.trees.plain_boosting import Trees
from creditviz.networks.scores.hybrid_boosting import HybridBoosting
from tests.models.books import LAYOUT, book

TREES = Trees(n_estimators=6, seed=0)
SETTINGS = {"max_depth": 3, "learning_rate": 0.3}
QUICK = {"n_estimators": 6, "max_depth": 3, "n_epochs": 4, "learning_rate": 0.01, "random_state": 0, **LAYOUT}


def test_a_training_row_falls_into_leaves_of_trees_that_never_saw_it():
    X, y = book()
    fold_of = folds(y, 5, seed=0)
    codes = leaf_codes(fold_boosters((X, y), fold_of, SETTINGS, TREES), X, fold_of).reshape(len(X), 5, 6)
    for number in range(5):
        own = fold_of == number
        assert (codes[~own, number] == ABSENT).all()
        apart = xgboost.QuantileDMatrix(X[~own], y[~own])  # boosted by hand, without these rows
        library = {"objective": "binary:logistic", "base_score": 0.5, "tree_method": "hist", "seed": 0, **SETTINGS}
        expected = xgboost.train(library, apart, 6).predict(xgboost.DMatrix(X[own]), pred_leaf=True)
        np.testing.assert_array_equal(codes[own, number], expected)


def test_every_fold_holds_its_share_of_bads_and_a_rare_outcome_makes_fewer_folds():
    y = np.array([1] * 20 + [0] * 80, dtype=np.int8)
    assert [y[folds(y, 5, 0) == number].sum() for number in range(5)] == [4] * 5
    assert folds(np.array([1, 1, 1] + [0] * 30, dtype=np.int8), 5, 0).max() == 2


def test_any_other_row_is_the_mean_over_all_boosters():
    torch.manual_seed(0)
    network = HybridBoosting(15, (), 5, 6, 16, 4, (8, 4), 0.0).double().eval()
    X, y = book()
    fold_of = folds(y, 5, seed=0)
    boosters = fold_boosters((X, y), fold_of, SETTINGS, TREES)
    network.learn(torch.as_tensor(np.hstack([X, leaf_codes(boosters, X)]), dtype=torch.float64))

    def margin(fold):
        rows = np.hstack([X, leaf_codes(boosters, X, fold)])
        return network(torch.as_tensor(rows, dtype=torch.float64))[0].detach().numpy()

    each = [margin(np.full(len(X), number)) for number in range(5)]
    assert np.std(each, axis=0).min() > 0
    np.testing.assert_allclose(margin(None), np.mean(each, 0), atol=1e-12)
    np.testing.assert_allclose(margin(fold_of), np.choose(fold_of, each), atol=1e-12)


def test_the_trees_are_told_as_stages_before_the_network():
    told = []
    HybridBoostingClassifier(**QUICK).fit(*book(), on_epoch=told.append)
    stages = dict.fromkeys((report.stage_number, report.stage, report.n_stages) for report in told)
    assert list(stages) == [*((n, f"trees {n} of 5", 6) for n in range(1, 6)), (6, "network", 6)]


@pytest.mark.parametrize("stage", ["trees 2 of 5", "network"])
def test_resumed_equals_uninterrupted(stage):
    X, y = book()
    whole = HybridBoostingClassifier(**QUICK).fit(X, y)
    kept = []

    def stop(report):
        if (report.stage, report.epoch) == (stage, 2):
            kept.append(report.state())
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        HybridBoostingClassifier(**QUICK).fit(X, y, on_epoch=stop)
    resumed = HybridBoostingClassifier(**QUICK).fit(X, y, resume_from=kept[0])
    assert np.array_equal(whole.predict_proba(X), resumed.predict_proba(X))
