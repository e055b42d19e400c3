"""Average precision, lift, log loss, calibration error, decisions: the library's, by hand, at both thresholds."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as library

from creditviz import metrics


@st.composite
def scored(draw):
    n = draw(st.integers(4, 60))
    y = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n).filter(lambda y: 0 < sum(y) < len(y)))
    score = draw(st.lists(st.integers(0, 16), min_size=n, max_size=n))
    return np.array(y), np.array(score) / 16


@given(scored())
def test_average_precision_and_log_loss_are_the_librarys(pair):
    y, pd = pair
    assert metrics.average_precision(y, pd) == pytest.approx(library.average_precision_score(y, pd))
    assert metrics.log_loss(y, pd) == pytest.approx(library.log_loss(y, pd), rel=1e-9)


@given(scored(), st.floats(0.05, 1))
def test_lift_is_the_mean_over_all_orders_of_ties(pair, share):
    y, score = pair
    taken, caught = share * len(y), 0.0
    for value in np.unique(score)[::-1]:  # whole ties from the top, the last one in part
        tie = y[score == value]
        part = min(1.0, max(0.0, taken / len(tie)))
        caught, taken = caught + part * tie.sum(), taken - part * len(tie)
    assert metrics.lift(y, score, share) == pytest.approx(caught / (share * len(y)) / y.mean())
    assert metrics.lift(y, score, 1.0) == pytest.approx(1)
    assert metrics.lift(y, np.zeros(len(y)), share) == pytest.approx(1)


def test_lift_of_a_perfect_ranking_is_bounded_by_the_bad_rate():
    y = np.repeat([1, 0], [20, 80])
    assert metrics.lift(y, y, 0.1) == pytest.approx(5)
    assert metrics.lift(y, y, 0.4) == pytest.approx(2.5)


def test_calibration_error_by_hand():
    y, pd = np.array([0, 1, 1, 1]), np.array([0.12, 0.18, 0.91, 1.0])
    assert metrics.ece(y, pd) == pytest.approx(2 / 4 * abs(0.15 - 0.5) + 2 / 4 * abs(0.955 - 1))
    assert metrics.ece(y, y) == 0
    assert metrics.ece(y, np.full(4, 0.75)) == 0  # right on the whole, and useless


def test_certain_and_wrong_is_dear_but_finite():
    assert 30 < metrics.log_loss(np.array([0]), np.array([1.0])) < 40


def test_no_rows_have_no_figures():
    none = np.zeros(0)
    assert all(math.isnan(metric(none, none)) for metric in (metrics.log_loss, metrics.ece, metrics.average_precision))
    assert math.isnan(metrics.lift(none, none)) and math.isnan(metrics.metric_summary(none, none, none, 0.5)["recall"])


@given(scored())
def test_a_reversed_staircase_is_that_of_the_negated_scores(pair):
    y, score = pair
    there, back = metrics.staircase(y, score).reversed(), metrics.staircase(y, -score)
    assert all(np.array_equal(a, b) for a, b in zip(there, back, strict=True))


@given(scored(), st.integers(0, 16))
def test_decisions_come_at_the_given_threshold_and_at_one_half(pair, cut):
    y, pd = pair
    found = metrics.metric_summary(y, pd, pd, cut / 16)
    for ending, threshold in (("", cut / 16), ("_at_half", 0.5)):
        labels = pd >= threshold
        assert found[f"accuracy{ending}"] == pytest.approx(library.accuracy_score(y, labels))
        assert found[f"recall{ending}"] == pytest.approx(library.recall_score(y, labels))
        assert found[f"precision{ending}"] == pytest.approx(
            library.precision_score(y, labels, zero_division=np.nan), nan_ok=True
        )
        assert found[f"g_mean{ending}"] == pytest.approx(
            math.sqrt(found[f"recall{ending}"] * found[f"specificity{ending}"])
        )
        assert found[f"auc_hard{ending}"] == pytest.approx(library.roc_auc_score(y, labels))
    assert found["threshold"] == cut / 16


def test_recall_at_precision_says_when_it_says_nothing():
    y = np.repeat([1, 0], [22, 78])
    score = np.arange(100.0) % 7
    usual = metrics.metric_summary(y, score, score / 7, 0.5)
    assert usual["recall_at_precision_q"] == pytest.approx(0.66) and usual["recall_at_precision_trivial"] == 0
    asked = metrics.metric_summary(y, score, score / 7, 0.5, precision=0.1)  # as in Liu et al. (2020)
    assert (asked["recall_at_precision"], asked["recall_at_precision_trivial"]) == (1, 1)
    assert metrics.default_precision(0.5) == 0.95


def test_a_million_scores_take_less_than_a_second():
    rng = np.random.default_rng(0)
    y = (rng.random(1_000_000) < 0.2).astype(np.int8)
    score = rng.normal(size=len(y)) + y
    for metric in (metrics.ks, metrics.h_measure):
        start = time.process_time()
        metric(y, score)
        assert time.process_time() - start < 1
