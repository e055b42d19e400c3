"""Tree values against single background rows are Shapley's own."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.explanation.shapley import tree_pairs as tree_pairs_module
from creditviz.explanation.shapley.accounts import CHAINED, SAMPLED, Subject
from creditviz.explanation.shapley.tree_pairs import Leaves, boosters_of, longest_path, tree_pairs, tree_sums
from creditviz.schema import TableSchema

_spec = importlib.util.spec_from_file_location("shapley", Path(__file__).with_name("shapley.py"))
shapley = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shapley)


def boosted(X, y, **settings):
    import xgboost

    how = {"max_depth": 3, "eta": 0.5, "objective": "binary:logistic", "nthread": 1, **settings}
    return xgboost.train(how, xgboost.DMatrix(X, y), 8)


def margin(booster, X):
    import xgboost

    return booster.predict(xgboost.DMatrix(np.asarray(X, np.float32)), output_margin=True).astype(float)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    X = np.round(rng.normal(size=(400, 4)), 1).astype(np.float32)
    return X, (X[:, 0] + X[:, 1] * X[:, 2] > 0.2).astype(int)


def test_values_of_a_pair_are_those_of_enumeration(rows):
    X, y = rows
    booster = boosted(X, y)
    found = tree_pairs(Leaves.of(booster), X[:5], X[100:104])
    for i in range(5):
        for j in range(4):
            wanted = shapley.by_enumeration(lambda at: margin(booster, at), X[i], X[100 + j])
            np.testing.assert_allclose(found[i, j], wanted, atol=1e-5)


def test_they_sum_to_the_difference_of_margins_and_a_column_that_no_tree_reads_gets_nothing(rows):
    X, y = rows
    constant = np.column_stack([X, np.zeros(len(X), np.float32)])
    booster = boosted(constant, y, max_depth=5)
    found = tree_pairs(Leaves.of(booster), constant[:30], constant[50:60])
    apart = margin(booster, constant[:30])[:, None] - margin(booster, constant[50:60])
    np.testing.assert_allclose(found.sum(2), apart, atol=1e-5)
    assert np.all(found[:, :, 4] == 0)


def test_columns_from_one_on_are_the_same_as_among_all(rows):
    X, y = rows
    leaves = Leaves.of(boosted(X, y))
    np.testing.assert_array_equal(
        tree_pairs(leaves, X[:9], X[20:25], first=2), tree_pairs(leaves, X[:9], X[20:25])[..., 2:]
    )


@pytest.mark.parametrize("rank", [1, 3])
def test_weighted_sums_over_the_background_need_no_pair(rows, rank):
    X, y = rows
    leaves = Leaves.of(boosted(X, y))
    rng = np.random.default_rng(rank)
    weights = rng.random((20, rank)) @ rng.random((rank, 10))
    pairs = tree_pairs(leaves, X[:20], X[40:50])
    np.testing.assert_allclose(
        tree_sums(leaves, X[:20], X[40:50], weights), (weights[:, :, None] * pairs).sum(1), atol=1e-3
    )


def test_the_mean_over_the_background_is_the_one_of_the_shap_package(rows):
    shap = pytest.importorskip("shap")
    X, y = rows
    booster = boosted(X, y)
    library = shap.TreeExplainer(booster, data=X[100:150], feature_perturbation="interventional").shap_values(X[:40])
    np.testing.assert_allclose(tree_pairs(Leaves.of(booster), X[:40], X[100:150]).mean(1), library, atol=1e-5)


@pytest.mark.parametrize("depth", [3, 7])
def test_the_mean_without_pairs_is_the_mean_of_the_pairs_block_by_block(rows, depth, monkeypatch):
    X, y = rows
    leaves = Leaves.of(boosted(X, y, max_depth=depth))
    monkeypatch.setattr(tree_pairs_module, "BLOCK", 7)
    plain = tree_pairs(leaves, X[:20], X[40:50]).mean(1)
    np.testing.assert_allclose(tree_sums(leaves, X[:20], X[40:50]), plain, atol=1e-9)


def test_only_the_trees_that_predict_are_explained(rows):
    from xgboost import XGBClassifier

    X, y = rows
    model = XGBClassifier(n_estimators=200, max_depth=3, early_stopping_rounds=3, eval_metric="auc", n_jobs=1)
    model.fit(X[:300], y[:300], eval_set=[(X[300:], y[300:])], verbose=False)
    (booster,) = boosters_of(model)
    assert model.get_booster().num_boosted_rounds() > booster.num_boosted_rounds() == model.best_iteration + 1


def test_paths_too_long_for_a_table_are_refused():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(600, 14)).astype(np.float32)
    y = rng.integers(0, 2, 600)
    with pytest.raises(SpecificationError, match="tree depth of 8 or less"):
        Leaves.of(boosted(X, y, max_depth=13, min_child_weight=0))


def test_trees_too_deep_behind_networks_are_explained_by_sampled_orders_and_it_is_said(rows):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(600, 14)).astype(np.float32)
    deep = boosted(X, rng.integers(0, 2, 600), max_depth=13, min_child_weight=0)

    def subject(booster):
        behind_networks = SimpleNamespace(boosters_=[booster])
        return Subject(behind_networks, None, TableSchema(), {"x": ("x",)}, np.zeros_like, CHAINED)

    assert (subject(deep).method, subject(boosted(*rows)).method) == (SAMPLED, CHAINED)
    assert f"a path of the trees reads {longest_path(deep)} columns" in subject(deep).words
    assert "(" not in subject(boosted(*rows)).words
