"""A beeswarm shows what is strongest, and says what it does not draw."""

import numpy as np
import pytest

from creditviz.explanation.shapley.shap_values import MAX_POINTS, beeswarm
from creditviz.results import ShapResult


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


def test_what_has_no_value_is_named_and_not_drawn_unless_it_is_all_there_is():
    values = np.array([[0.0, 1.0, 2.0, 18.0]])
    known = np.array([[1.0, 2.0, 3.0, np.nan]])
    result = ShapResult(np.arange(1), values, np.zeros(1), values.sum(1), known, tuple("abcd"), tuple("abcd"), 1)
    swarm = beeswarm(result)
    assert swarm.names == ("c", "b"), "a moves nothing"
    assert swarm.not_drawn == (("d", pytest.approx(18 / 21)),)
    assert swarm.share.sum() + swarm.not_drawn[0][1] == pytest.approx(1)
    alone = beeswarm(
        ShapResult(np.arange(1), values[:, 3:], np.zeros(1), values[:, 3], known[:, 3:], ("d",), ("d",), 1)
    )
    assert alone.names == ("d",) and alone.not_drawn == ()


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
