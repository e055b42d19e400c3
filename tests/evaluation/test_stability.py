"""The stability index: its closed form, its noise and its words."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, entropy

from creditviz.evaluation.stability import (
    CHANGE,
    INVESTIGATE,
    NEW,
    NO_CHANGE,
    column_shift,
    index_by_chance,
    psi,
    psi_verdict,
    score_shift,
    stability_index,
)
from creditviz.exceptions import DataError
from creditviz.schema import TableSchema


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


def test_the_index_is_jeffreys_divergence():
    """PSI is the Kullback-Leibler divergence in both directions (Jeffreys 1946)."""
    expected, actual = np.array([500, 300, 200]) * 1000, np.array([350, 350, 300]) * 1000
    wanted = entropy(expected, actual) + entropy(actual, expected)
    assert stability_index(expected, actual) == pytest.approx(wanted, rel=1e-4)


def test_an_empty_group_counts_as_half_a_row():
    found = score_shift(np.arange(100.0), np.arange(90.0, 190.0))
    assert found.n_empty == 9 and list(found.actual) == [0] * 9 + [100]
    e, a = (np.array([10.5] * 10) / 105, np.array([0.5] * 9 + [100.5]) / 105)
    assert found.index == pytest.approx(np.sum((a - e) * np.log(a / e)))


def test_chance_is_a_chi_squared_and_holds_95_of_100():
    assert index_by_chance(10, 1000, 500) == pytest.approx(chi2.isf(0.05, 9) * (1 / 1000 + 1 / 500))
    rng = np.random.default_rng(0)
    below = [
        found.index <= found.by_chance
        for found in (score_shift(rng.normal(size=3000), rng.normal(size=1000)) for _ in range(300))
    ]
    assert 0.91 <= np.mean(below) <= 0.98


SCHEMA = TableSchema(target="y", bad=(1,), good=(0,), numeric=("amount", "gone"), categorical=("code",))


def column(name, values):
    return pd.Series(values, name=name)


def test_a_column_of_numbers_keeps_missing_cells_apart():
    expected = column("amount", [*range(90), *[None] * 10])
    found = column_shift(expected, column("amount", [*range(45), *[None] * 55]), SCHEMA)
    assert found.labels[-1] == "missing" and (found.expected[-1], found.actual[-1]) == (10, 55)
    assert found.expected.sum() == found.actual.sum() == 100
    assert found.index == pytest.approx(stability_index(found.expected, found.actual)) and found.index > 0.25


def test_a_level_that_was_never_seen_is_named_as_such():
    expected = column("code", ["a"] * 60 + ["b"] * 40)
    found = column_shift(expected, column("code", ["a"] * 30 + ["z"] * 20 + [None] * 10), SCHEMA)
    counts = dict(zip(found.labels, zip(found.expected, found.actual, strict=True), strict=True))
    assert counts == {"a": (60, 30), "b": (40, 0), "missing": (0, 10), NEW: (0, 20)}
    assert found.n_empty == 3


def test_numbers_that_were_missing_before_are_new():
    found = column_shift(column("gone", [np.nan] * 50), column("gone", np.arange(50.0)), SCHEMA)
    assert set(found.labels) == {"missing", NEW} and list(found.actual[found.expected == 0]) == [50]


def test_rare_levels_stand_together_and_lose_no_row():
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(60)]
    expected, actual = (column("code", rng.choice(words, 2000)) for _ in range(2))
    found = column_shift(expected, actual, SCHEMA)
    assert "all others" in found.labels and found.actual.sum() == 2000 and found.index < 2 * found.by_chance


def test_a_group_of_three_rows_is_refused_in_words():
    with pytest.raises(DataError, match="at least 30 rows, however there are 100 and 3"):
        score_shift(np.arange(100.0), np.arange(3.0))


def test_constant_scores_have_not_moved():
    found = score_shift(np.full(50, 0.2), np.full(40, 0.2))
    assert found.index == pytest.approx(0, abs=0.01) and found.expected.sum() == 50


def test_one_unreadable_cell_is_one_missing_cell():
    """Else one "n/a" in a file turns tenths of an amount into levels that were never seen."""
    rng = np.random.default_rng(3)
    before, now = pd.Series(rng.normal(size=500), name="income"), pd.Series(rng.normal(size=500), name="income")
    schema = TableSchema(numeric=("income",), codes={"income": {"999999": "missing"}})
    empty = column_shift(before, now.mask(now.index == 7), schema)
    for cell in ("n/a", 999999):
        found = column_shift(before, now.astype(object).mask(now.index == 7, cell), schema)
        assert found.labels == empty.labels and found.index == pytest.approx(empty.index)
        assert found.actual[-1] == 1 and found.labels[-1] == "missing"
