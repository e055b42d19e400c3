"""Shapley values add up, and are the ones of an independent implementation."""

import numpy as np
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.explanation.shapley.shap_values import MAX_POINTS, NETWORK, beeswarm, tree_shap
from creditviz.results import Layout, ShapResult
from creditviz.schema import TableSchema

SCHEMA = TableSchema(numeric=("limit", "age"), categorical=("job",), labels={"limit": "Credit limit"})
LAYOUT = Layout(("limit", "age", "job=1"), ("limit", "age", "job"), 3)
NAMES = ("Credit limit", "age", "job = 1")


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=(400, 2)), rng.integers(0, 2, 400)]).astype(np.float32)
    y = (rng.random(400) < 1 / (1 + np.exp(-(X[:, 0] + X[:, 0] * X[:, 2])))).astype(int)
    return X, y


@pytest.fixture(scope="module")
def stopped(rows):
    from xgboost import XGBClassifier

    X, y = rows
    model = XGBClassifier(n_estimators=200, max_depth=3, early_stopping_rounds=3, eval_metric="auc", n_jobs=1)
    return model.fit(X[:300], y[:300], eval_set=[(X[300:], y[300:])], verbose=False)


def explain(model, X):
    return tree_shap(model, X, LAYOUT, SCHEMA, row_id=np.arange(len(X)), n_available=900)


def test_values_and_base_sum_to_the_margin_that_the_model_predicts_with(stopped, rows):
    X, _ = rows
    found = explain(stopped, X)
    assert stopped.best_iteration + 1 < stopped.get_booster().num_boosted_rounds(), "the model must have stopped early"
    np.testing.assert_allclose(found.margin, stopped.predict(X, output_margin=True), atol=1e-4)
    assert found.unit == "log-odds"
    assert found.names == NAMES and found.sources == ("limit", "age", "job") and found.n_available == 900


def test_values_are_those_of_brute_force(stopped, rows):
    """Shapley's own formula over all subsets, with path-dependent expectations by the shap package."""
    shap = pytest.importorskip("shap")
    X, _ = rows
    library = shap.TreeExplainer(stopped).shap_values(X[:50])
    np.testing.assert_allclose(explain(stopped, X[:50]).values, library, atol=1e-4)


class Fused:
    """A model whose trees read the columns and four numbers of a network."""

    def contributions(self, X, names=None, channel_names=None):
        values = np.arange(7.0) * np.ones((len(X), 7))
        features = np.column_stack([X, np.ones((len(X), 4))])
        return values, np.full(len(X), -1.0), (*names, *(f"network 1, feature {i}" for i in range(4))), features


class NetworksOnly:
    def contributions(self, X, names=None, channel_names=None):
        return np.ones((len(X), 2)), np.zeros(len(X)), ("network 1, feature 1", "network 1, feature 2"), X[:, :2]


def test_the_numbers_of_a_network_are_one_feature_without_a_value(rows):
    X, _ = rows
    found = explain(Fused(), X)
    assert found.names == (*NAMES, NETWORK) and "focal" in found.unit
    np.testing.assert_array_equal(found.values[0], [0, 1, 2, 3 + 4 + 5 + 6])
    np.testing.assert_allclose(found.values.sum(axis=1) + found.base, found.margin)
    assert np.isnan(found.features[:, -1]).all()
    alone = explain(NetworksOnly(), X)
    assert alone.names == (NETWORK,) and alone.values[0, 0] == 2


class Summarising(Fused):
    """Its trees also read a summary of the months, which has a name and a value of its own."""

    def contributions(self, X, names=None, channel_names=None):
        values, base, found, features = super().contributions(X, names)
        return values, base, (*names, "Payment: mean", *found[len(names) + 1 :]), features


def test_a_summary_of_the_months_keeps_its_name(rows):
    found = explain(Summarising(), rows[0])
    assert found.names == (*NAMES, "Payment: mean", NETWORK)
    assert found.sources[-2:] == ("Payment: mean", NETWORK)
    np.testing.assert_array_equal(found.values[0], [0, 1, 2, 3, 4 + 5 + 6])


def test_a_model_without_trees_is_refused_in_words(rows):
    with pytest.raises(SpecificationError, match="this run is a object. Choose an XGBoost run"):
        explain(object(), rows[0])


def shap_result(n=3000, d=20):
    rng = np.random.default_rng(0)
    values = rng.normal(size=(n, d)) * np.arange(d)
    features = np.column_stack([rng.normal(size=(n, d - 2)), np.repeat([0, 1], [n - 5, 5]), np.ones(n)])
    names = tuple(f"f{i}" for i in range(d))
    return ShapResult(np.arange(n), values, np.zeros(n), values.sum(1), features, names, names, n)


def test_a_beeswarm_shows_the_strongest_features_first():
    swarm = beeswarm(shap_result(), 5)
    assert swarm.names == ("f19", "f18", "f17", "f16", "f15")
    assert (np.diff(swarm.mean_abs) < 0).all()
    assert swarm.values.size <= MAX_POINTS and swarm.n_rows == 3000 and swarm.n_features == 20
    assert beeswarm(shap_result(), 20).share.sum() == pytest.approx(1)
    assert len(beeswarm(shap_result(), 20).names) == 19, "a feature that moves nothing has no row"


def test_what_networks_read_is_named_and_not_drawn(rows):
    swarm = beeswarm(explain(Fused(), rows[0]))
    assert swarm.names == ("job = 1", "age"), "Credit limit moves nothing"
    assert swarm.not_drawn == ((NETWORK, pytest.approx(18 / 21)),)
    assert swarm.share.sum() + swarm.not_drawn[0][1] == pytest.approx(1)
    alone = beeswarm(explain(NetworksOnly(), rows[0]))
    assert alone.names == (NETWORK,) and alone.not_drawn == ()


def test_levels_span_low_to_high():
    swarm = beeswarm(shap_result(), 5)
    constant, rare = swarm.level[0], swarm.level[1]
    assert set(constant) == {0.5}
    assert set(rare) <= {0.0, 1.0} and 0.0 in rare
    assert swarm.level[2].min() >= 0 and swarm.level[2].max() <= 1


def test_a_constant_model_has_an_empty_beeswarm():
    still = shap_result()
    swarm = beeswarm(ShapResult(**{**vars(still), "values": np.zeros_like(still.values)}))
    assert swarm.names == () and swarm.values.shape[0] == 0
