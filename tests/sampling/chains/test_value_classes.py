"""Values to classes and back: what is drawn of a class is of that class."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from creditviz.sampling.chains.boosted_chain import find_ties, log_shares
from creditviz.sampling.chains.value_classes import Anchor, TiedClasses, ValueClasses

NUMBERS = st.one_of(st.integers(-20, 20).map(float), st.floats(-1e6, 1e6), st.just(np.nan))


@settings(max_examples=60, deadline=None)
@given(arrays(float, st.integers(1, 200), elements=NUMBERS), st.integers(4, 40), st.booleans())
def test_what_is_drawn_of_a_class_is_of_that_class(values, n_bins, as_they_are):
    learned = ValueClasses(n_bins, as_they_are=as_they_are).fit(values)
    classes = learned.classes(values)
    assert classes.min() >= 0 and classes.max() < learned.n_classes
    drawn = learned.draw(classes, np.random.default_rng(0))
    np.testing.assert_array_equal(np.isnan(drawn), np.isnan(values))
    np.testing.assert_array_equal(learned.classes(drawn)[~np.isnan(drawn)] >= 0, True)
    known = values[~np.isnan(values)]
    if len(known):
        assert np.nanmin(drawn) >= known.min() and np.nanmax(drawn) <= known.max()
    if as_they_are:
        assert np.isin(drawn[~np.isnan(drawn)], known).all()


def test_every_class_of_a_long_column_has_rows_and_they_come_back():
    values = np.random.default_rng(0).normal(size=5000)
    learned = ValueClasses(20).fit(values)
    classes = learned.classes(values)
    assert learned.n_classes == 20 + 2  # and the two tails
    assert np.bincount(classes, minlength=learned.n_classes).min() >= 20
    np.testing.assert_array_equal(learned.classes(learned.draw(classes, np.random.default_rng(1))), classes)


def test_a_shared_value_is_a_class_of_its_own():
    values = np.r_[np.zeros(300), np.random.default_rng(0).normal(100, 1, 700)]
    learned = ValueClasses(10).fit(values)
    assert learned.shared_.tolist() == [0.0]
    assert (learned.classes(values)[:300] == 0).all()
    assert (learned.draw(np.zeros(50, int), np.random.default_rng(0)) == 0).all()


@pytest.mark.parametrize("slope", [1.0, -3.0, 0.25])
def test_a_multiple_of_an_earlier_column_needs_no_class_at_all(slope):
    x = np.random.default_rng(0).lognormal(8, 1, 1000)
    rows = np.column_stack([x, slope * x + 7])
    tie = find_ties(rows, np.zeros(2, bool), lambda: None)[1]
    assert tie is not None and tie.slope == pytest.approx(slope)
    tied = TiedClasses(tie, 16).fit(rows[:, 1], rows[:, :1])
    assert tied.n_classes == 1
    drawn = tied.draw(tied.classes(rows[:, 1], rows[:, :1]), rows, np.random.default_rng(0))
    np.testing.assert_allclose(drawn, rows[:, 1], rtol=1e-5, atol=1e-5 * rows[:, 1].std())


def test_unrelated_columns_and_codes_are_not_tied():
    rows = np.random.default_rng(0).normal(size=(500, 3))
    assert find_ties(rows, np.zeros(3, bool), lambda: None) == [None, None, None]
    twice = np.column_stack([rows[:, 0], rows[:, 0]])
    assert find_ties(twice, np.array([False, True]), lambda: None) == [None, None]


def test_a_tied_number_without_its_anchor_is_drawn_from_such_rows():
    rng = np.random.default_rng(0)
    first = np.where(rng.random(2000) < 0.3, np.nan, rng.normal(0, 1000, 2000))
    second = np.where(np.isnan(first), rng.normal(50, 1, 2000), first + rng.normal(0, 1, 2000))
    second[:100] = np.nan
    tied = TiedClasses(Anchor(0, 1.0), 16).fit(second, first[:, None])
    drawn = tied.draw(tied.classes(second, first[:, None]), first[:, None], rng)
    alone = np.isnan(first) & ~np.isnan(second)
    assert np.abs(drawn[alone] - 50).max() < 6
    assert np.nanmax(np.abs((drawn - first)[~np.isnan(first)])) < 5
    np.testing.assert_array_equal(np.isnan(drawn), np.isnan(second))


def test_a_difference_is_possible_only_beside_a_number_that_is_there():
    first = np.r_[np.full(50, np.nan), np.arange(50.0)]
    second = np.r_[np.full(50, 7.0), np.arange(50.0) + np.tile([0.25, 0.5], 25)]
    tied = TiedClasses(Anchor(0, 1.0), 4, share=0.1).fit(second, first[:, None])
    possible = tied.possible(first[:, None])
    assert possible[50:].all() and not possible[:50, : tied.rest_.n_classes].any() and possible[:50].any(axis=1).all()


def test_gaps_of_the_earlier_number_make_no_tie():
    """The rows with a gap hold all of the spread: the others are not told better by the earlier number."""
    rng = np.random.default_rng(0)
    first = np.where(np.arange(2000) < 300, np.nan, rng.normal(5000, 1000, 2000))
    second = np.where(np.isnan(first), 98.0 * (rng.random(2000) < 0.3), (rng.random(2000) < 0.05).astype(float))
    assert find_ties(np.column_stack([first, second]), np.zeros(2, bool), lambda: None) == [None, None]


def test_log_shares_are_the_shares_of_an_outcome_drawn_towards_all_rows():
    outcome, classes = np.array([0] * 95 + [1] * 5), np.array([0] * 95 + [1] * 5)
    shares = np.exp(log_shares(classes, outcome, 2))
    np.testing.assert_allclose(shares[1], [5 * 0.95 / 10, (5 + 5 * 0.05) / 10], rtol=1e-3)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-3)
