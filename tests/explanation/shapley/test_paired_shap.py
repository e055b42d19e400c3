"""Permutation Shapley values: a closed form for a sum, the definition, one order for two swarms."""

import math
from itertools import combinations

import numpy as np
import pytest

from creditviz.explanation.shapley.paired_shap import beeswarms_alike, pair_names, permutation_shap
from creditviz.results import Pair, Pairing

WEIGHTS = np.array([0.03, -0.02, 0.0])


def linear(X):
    return 0.4 + X @ WEIGHTS


def explain(probability, n=20):
    random = np.random.default_rng(0)
    X, background = random.normal(size=(n, 3)), random.normal(size=(30, 3))
    names = ("a", "b", "c")
    found = permutation_shap(
        probability, X, background, names=names, sources=names, row_id=np.arange(n), n_available=99, seed=1
    )
    return found, X, background


def test_of_a_sum_they_are_its_terms():
    found, X, background = explain(linear)
    assert found.values == pytest.approx(100 * WEIGHTS * (X - background.mean(0)), abs=1e-9)
    assert found.base == pytest.approx(100 * linear(background).mean(), abs=1e-9)


def test_with_the_base_they_add_up_to_the_pd_and_a_column_that_is_not_read_gets_nothing():
    def crossed(X):
        return 1 / (1 + np.exp(-X[:, 0] * X[:, 1]))

    found, X, _ = explain(crossed)
    assert found.margin == pytest.approx(100 * crossed(X), abs=1e-9)
    assert np.abs(found.values[:, 2]).max() < 1e-6


def test_they_are_those_of_the_definition():
    """Weighted over all subsets; with no more than two columns acting together walks both ways are exact as well."""

    def crossed(X):
        return 0.5 + 0.1 * X[:, 0] * X[:, 1] - 0.05 * X[:, 1] * X[:, 2]

    found, X, background = explain(crossed, n=4)

    def worth(row, inside):
        mixed = background.copy()
        mixed[:, list(inside)] = row[list(inside)]
        return 100 * crossed(mixed).mean()

    for row, values in zip(X, found.values, strict=True):
        for column in range(3):
            others = [c for c in range(3) if c != column]
            exact = sum(
                (worth(row, (*inside, column)) - worth(row, inside)) / (3 * math.comb(2, size))
                for size in range(3)
                for inside in combinations(others, size)
            )
            assert values[column] == pytest.approx(exact, abs=1e-9)


def test_the_same_seed_gives_the_same_values():
    def curved(X):
        return 1 / (1 + np.exp(-X[:, 0] * X[:, 1] * X[:, 2]))

    assert np.array_equal(explain(curved, n=5)[0].values, explain(curved, n=5)[0].values)


def test_two_swarms_share_order_and_a_pair_shows_both_names():
    one, _, _ = explain(linear)
    other, _, _ = explain(lambda X: 0.5 + 0.025 * X[:, 2])
    swarms = beeswarms_alike([one, other], 3)
    assert swarms[0].names == swarms[1].names == ("a", "c", "b")
    assert swarms[0].share.sum() == pytest.approx(1) and swarms[1].share[1] == pytest.approx(1)
    pairing = Pairing((Pair("checking_account", "term", "number", 0.1, "proposed"),))
    assert pair_names(pairing, str.upper, str) == ("CHECKING_ACCOUNT \u2190 term",)
