"""A card's points agree with the points of its PDs; signs, hand-drawn bins and what is missing."""

import numpy as np
import pytest

from creditviz.evaluation.cutting.points import points
from creditviz.models.scorecard.choosing import choose_columns
from creditviz.models.scorecard.points import neutral_points
from creditviz.models.scorecard.scorecard import OTHER_ROWS, ScorecardClassifier, fingerprint

N = 3000


@pytest.fixture(scope="module")
def rows():
    draw = np.random.default_rng(0)
    X = draw.normal(size=(N, 4))
    X[:, 1] = draw.integers(0, 4, N)
    X[::50, 0] = np.nan
    y = (draw.uniform(size=N) < 1 / (1 + np.exp(2 - X[:, 1] + np.nan_to_num(X[:, 0], nan=1.5)))).astype(int)
    return X.astype(np.float32), y


@pytest.fixture(scope="module")
def card(rows):
    return ScorecardClassifier(categorical_features=((1, 4),), pdo=25, base_points=500, base_odds=20).fit(*rows)


def test_the_points_of_the_bins_sum_to_the_points_of_the_pd(card, rows):
    X = rows[0]
    by_bin, rest = card.card()
    total = rest + sum(p[card.binned_[j].bins.place(X[:, j])] for j, p in zip(card.columns_, by_bin, strict=True))
    expected = points(card.predict_proba(X)[:, 1], pdo=25, base_points=500, base_odds=20)
    np.testing.assert_allclose(total, expected, rtol=0, atol=1e-9)


def test_points_lost_against_neutral_are_what_the_bins_add(card, rows):
    X = rows[0]
    by_bin, _ = card.card()
    for j, own in zip(card.columns_, by_bin, strict=True):
        lost = neutral_points(own, card.binned_[j]) - own[card.binned_[j].bins.place(X[:, j])]
        added = card.contributions(j, X[:, j])
        np.testing.assert_allclose(lost, card.scale.factor * (added - added.mean()), atol=1e-9)
    assert not card.contributions(3, X[:, 3]).any()


def test_only_columns_that_tell_something_are_on_the_card(card):
    assert sorted(card.columns_) == [0, 1]
    assert (card.weights_ < 0).all()
    assert any("2 say too little" in note for note in card.notes_)


def test_missing_values_have_points_of_their_own(card, rows):
    X, y = rows
    missing = card.binned_[0]
    assert missing.n[-1] == np.isnan(X[:, 0]).sum()
    assert missing.n_bad[-1] == y[np.isnan(X[:, 0])].sum()


def test_a_column_whose_weight_turns_leaves(rows):
    X, y = rows
    draw = np.random.default_rng(1)
    twin = np.nan_to_num(X[:, 0], nan=1.5)
    noisy = np.c_[twin, twin + 0.4 * draw.normal(size=N) - 0.8 * (y - 0.5)]
    card = ScorecardClassifier(most_alike=1.0).fit(noisy, y)
    woe = np.column_stack([c.woe[c.bins.place(noisy[:, j])] for j, c in enumerate(card.binned_)])
    kept = choose_columns(card.binned_, woe, y, least_iv=0, most_alike=1.0, most_columns=9, C=1e4)
    assert (kept.weights <= 0).all()


def test_bins_drawn_by_hand_are_kept_on_their_rows_alone(rows):
    X, y = rows
    drawn = {"edges": [0.5], "groups": [], "specials": [], "direction": "free"}
    edits = {"rows": fingerprint(y), "bins": {"column 0": drawn}, "left_out": ["column 1"]}
    card = ScorecardClassifier(edits=edits).fit(X, y)
    assert card.binned_[0].bins.edges == (0.5,) and card.columns_ == [0]
    other = ScorecardClassifier(edits=edits).fit(X[1:], y[1:])
    assert other.binned_[0].bins.edges != (0.5,) and other.columns_ == [0]
    assert OTHER_ROWS in other.notes_ and OTHER_ROWS not in card.notes_


@pytest.mark.parametrize("direction", [1, -1])
def test_a_direction_is_kept(rows, direction):
    X, y = rows
    card = ScorecardClassifier(directions=(direction, 0, 0, 0), least_iv=0.0).fit(X, y)
    steps = np.diff(card.contributions(0, np.linspace(-4, 4, 200)))
    assert (direction * steps >= 0).all()
