"""Books with a named shift: each kind changes what its name says, and nothing else."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ks_2samp, wasserstein_distance

from creditviz.data.simulated.shift import COLUMNS, KINDS, SHIFTED, probability_of_default, simulate_shifted_books
from creditviz.exceptions import SpecificationError

N = 8000


def apart(books):
    """W1 of every column."""
    return {name: wasserstein_distance(books.source[name], books.target[name]) for name in COLUMNS}


@pytest.mark.parametrize("kind", KINDS)
def test_at_size_0_both_books_have_one_distribution(kind):
    books = simulate_shifted_books(kind, 0.0, N, 1)
    for name in (*COLUMNS, "default"):
        assert ks_2samp(books.source[name], books.target[name], method="asymp").pvalue > 1e-3, name
    assert books.shifted == ()


@pytest.mark.parametrize("kind", KINDS)
def test_outcomes_are_drawn_with_the_probability_that_is_told(kind):
    books = simulate_shifted_books(kind, 0.8, N, 2)
    for frame, p in ((books.source, books.source_probability), (books.target, books.target_probability)):
        low = p < np.median(p)
        for rows in (low, ~low):
            chance = 4 * np.sqrt((p[rows] * (1 - p[rows])).sum())
            assert abs(frame["default"][rows].sum() - p[rows].sum()) < chance + 0.01 * rows.sum()


@pytest.mark.parametrize("size", [0.5, 1.0])
def test_a_shift_of_features_leaves_the_rule_as_it_is(size):
    books = simulate_shifted_books("features", size, N, 3)
    assert np.allclose(books.target_probability, probability_of_default(books.target))
    still = [name for name in COLUMNS if name not in SHIFTED]
    w1 = apart(books)
    assert max(w1[name] for name in still) < 0.06 < 0.5 < min(w1[name] for name in SHIFTED)
    assert books.shifted == SHIFTED


def test_w1_grows_with_the_size_of_a_shift_of_features():
    found = pd.DataFrame([apart(simulate_shifted_books("features", size, N, 4)) for size in (0, 0.25, 0.5, 0.75, 1)])
    assert (found[list(SHIFTED)].diff().iloc[1:] > 0.1).all().all()


def test_more_defaulters_are_like_those_of_the_old_book():
    books = simulate_shifted_books("label", 1.0, N, 5)
    assert books.target["default"].mean() == pytest.approx(0.5, abs=0.001)
    assert 0.15 < books.source["default"].mean() < 0.3
    for outcome in (0, 1):
        old, new = (book.loc[book["default"] == outcome] for book in (books.source, books.target))
        assert min(ks_2samp(old[name], new[name], method="asymp").pvalue for name in COLUMNS) > 1e-3


def test_another_rule_on_the_same_columns():
    books = simulate_shifted_books("concept", 1.0, N, 6)
    assert max(apart(books).values()) < 0.06, "the columns themselves do not move"
    turned = [np.corrcoef(book["utilisation"], book["default"])[0, 1] for book in (books.source, books.target)]
    assert turned[0] > 0.1 > -0.05 > turned[1] - 0.1
    assert np.allclose(books.target_probability, probability_of_default(books.target, turn=1.0))


def test_the_seed_decides_and_a_wrong_kind_or_size_is_refused():
    again = [simulate_shifted_books("features", 0.5, 100, 7).target for _ in range(2)]
    pd.testing.assert_frame_equal(*again)
    with pytest.raises(SpecificationError, match="one of none, features"):
        simulate_shifted_books("noise", 0.5, 100, 0)
    with pytest.raises(SpecificationError, match="size from 0 to 1"):
        simulate_shifted_books("label", 1.5, 100, 0)
