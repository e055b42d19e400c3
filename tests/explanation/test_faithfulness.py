"""Attention that points to the month that decides moves scores; one that points elsewhere does not."""

import numpy as np
import pytest

from creditviz.explanation.attention import by_group
from creditviz.explanation.faithfulness import exchanged, faithfulness
from creditviz.results import AttentionResult, Layout

N_STEPS = 6
LAYOUT = Layout(
    tuple(f"c{i}" for i in range(1 + 2 * N_STEPS)), ("c",) * (1 + 2 * N_STEPS), 1, (N_STEPS, 2), ("t",) * N_STEPS
)


class ReadsLastMonth:
    def log_odds(self, X):
        return X[:, -2] * 2.0


@pytest.fixture(scope="module")
def X():
    return np.random.default_rng(0).normal(size=(200, 1 + 2 * N_STEPS))


@pytest.mark.parametrize(("month", "sign"), [(N_STEPS - 1, 1), (0, -1)])
def test_the_month_that_decides_is_found_out(X, month, sign):
    attention = np.full((200, N_STEPS), 0.1)
    attention[:, month] = 0.5
    found = faithfulness(ReadsLastMonth(), X, attention, LAYOUT, share=1 / 6)
    assert found.n_months == 1 and found.low < found.difference < found.high
    assert sign * found.difference > 0 and (found.low > 0 if sign > 0 else found.high < 0)
    assert found.difference == pytest.approx((found.top - found.random).mean())


def test_only_the_months_that_are_asked_for_are_exchanged(X):
    other = X + 100
    months = np.tile([0, 3], (200, 1))
    changed = exchanged(X, other, months, 1, N_STEPS, 2) != X
    assert changed.sum(1).tolist() == [4] * 200 and not changed[:, 0].any()
    assert np.flatnonzero(changed[0]).tolist() == [1, 2, 7, 8]


def test_one_month_or_one_account_has_no_test(X):
    assert faithfulness(ReadsLastMonth(), X[:1], np.ones((1, N_STEPS)), LAYOUT) is None
    assert faithfulness(ReadsLastMonth(), X, np.ones((200, 0)), Layout(("a",), ("a",), 1)) is None


def test_groups_have_their_own_means():
    weights = np.array([[0.8, 0.2], [0.6, 0.4], [0.1, 0.9]])
    result = AttentionResult(
        np.arange(3), np.array([0, 1, 0]), np.zeros(3), weights, None, ("1 month before", "latest month"), (), 3
    )
    found = by_group(result, np.array([0, 0, 2]), 3)
    np.testing.assert_allclose(found[[0, 2]], [[0.7, 0.3], [0.1, 0.9]])
    assert np.isnan(found[1]).all()
