"""The stability index: its closed form, its noise and its words."""

import numpy as np
import pytest

from creditviz.evaluation.stability import CHANGE, INVESTIGATE, NO_CHANGE, psi, psi_verdict


def test_the_same_scores_have_moved_nowhere():
    score = np.random.default_rng(0).random(1000)
    assert psi(score, score) == pytest.approx(0, abs=1e-6)


def test_two_groups_in_closed_form():
    expected, actual = np.repeat([0.0, 1.0], 50_000), np.repeat([0.0, 1.0], [25_000, 75_000])
    wanted = (0.25 - 0.5) * np.log(0.25 / 0.5) + (0.75 - 0.5) * np.log(0.75 / 0.5)
    assert psi(expected, actual) == pytest.approx(wanted, rel=1e-3)


def test_noise_is_what_theory_says():
    rng = np.random.default_rng(0)
    found = np.mean([psi(rng.random(2000), rng.random(1000)) for _ in range(200)])
    assert found == pytest.approx(9 * (1 / 2000 + 1 / 1000), rel=0.15)


def test_a_shift_is_seen_and_an_empty_group_is_finite():
    rng = np.random.default_rng(0)
    base = rng.normal(size=5000)
    assert 0.1 < psi(base, rng.normal(0.4, 1, 5000)) < 0.25
    assert 1 < psi(base, rng.normal(9, 1, 5000)) < np.inf
    assert psi(np.ones(100), np.ones(100)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, NO_CHANGE), (0.1, INVESTIGATE), (0.2499, INVESTIGATE), (0.25, CHANGE)]
)
def test_the_three_words(value, words):
    assert psi_verdict(value) == words
