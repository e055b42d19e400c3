"""Values of any model: closed forms, symmetry, the column that does nothing."""

import numpy as np
import pandas as pd
import pytest

from creditviz.explanation.shapley.permutation import permutation_shap
from creditviz.explanation.shapley.sharing import parts_of, share_out

WEIGHTS = np.array([1.0, -2.0, 0.0, 0.5])
NAMES = list("abcd")


@pytest.fixture(scope="module")
def rows():
    return pd.DataFrame(np.random.default_rng(0).normal(size=(60, 4)), columns=NAMES)


def each(*names):
    return {name: (name,) for name in names}


def test_a_linear_model_has_its_closed_form(rows):
    frame, background = rows[:20], rows[20:30]
    found = permutation_shap(lambda f: f[NAMES].to_numpy() @ WEIGHTS, frame, background, each(*NAMES), n_draws=10)
    wanted = (frame.to_numpy() - background.to_numpy().mean(0)) * WEIGHTS
    np.testing.assert_allclose(found.values, wanted, atol=1e-9)
    assert found.error < 1e-9 and np.abs(found.values[:, 2]).max() < 1e-12, "a column without weight gets nothing"


def test_values_sum_to_the_margin_whatever_is_drawn(rows):
    def score(f):
        return np.sin(3 * f["a"].to_numpy()) * f["b"].to_numpy() + np.maximum(f["c"].to_numpy(), f["d"].to_numpy())

    found = permutation_shap(score, rows[:20], rows[20:37], each(*NAMES), n_draws=3, seed=1)
    np.testing.assert_allclose(found.values.sum(1), found.margin - found.base, atol=1e-9)
    assert found.base == pytest.approx(score(rows[20:37]).mean())


def test_two_columns_that_do_the_same_share_alike(rows):
    frame, background = rows[:5].assign(b=rows["a"][:5]), rows[30:40].assign(b=rows["a"][30:40])
    found = permutation_shap(lambda f: (f["a"] * f["b"]).to_numpy(), frame, background, each("a", "b"), n_draws=10)
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 1], atol=1e-9)


def test_columns_of_one_player_move_together(rows):
    players = {"both": ("a", "b"), "c": ("c",), "d": ("d",)}
    found = permutation_shap(lambda f: (f["a"] * f["b"]).to_numpy(), rows[:8], rows[30:40], players, n_draws=10)
    product = (rows["a"] * rows["b"]).to_numpy()
    np.testing.assert_allclose(found.values[:, 0], product[:8] - product[30:40].mean(), atol=1e-9)


def test_a_single_player_carries_all(rows):
    found = permutation_shap(lambda f: f["a"].to_numpy() ** 2, rows[:3], rows[5:9], each("a"), n_draws=4)
    np.testing.assert_allclose(found.values[:, 0], found.margin - found.base)


def test_the_parts_of_a_ratio_are_exact():
    frame, background = pd.DataFrame({"a": [6.0], "b": [2.0]}), pd.DataFrame({"a": [2.0], "b": [4.0]})
    parts = parts_of(lambda f: (f["a"] / f["b"]).to_numpy()[:, None], frame, background, [["a"], ["b"]])
    np.testing.assert_allclose(
        parts[0, :, 0], [0.5 * (6 / 4 - 2 / 4 + 6 / 2 - 2 / 2), 0.5 * (2 / 2 - 2 / 4 + 6 / 2 - 6 / 4)]
    )


def test_what_is_shared_out_sums_to_what_there_was():
    rng = np.random.default_rng(2)
    parts, total = rng.normal(size=(30, 3)), rng.normal(size=30)
    np.testing.assert_allclose(share_out(total, parts).sum(1), total, atol=1e-12)
    np.testing.assert_allclose(share_out(total, np.zeros((30, 3))).sum(1), total, atol=1e-12)
    proportional = share_out(2 * parts.sum(1), parts)
    assert np.corrcoef(proportional.ravel(), parts.ravel())[0, 1] > 0.98, "opposite parts stay opposite"
