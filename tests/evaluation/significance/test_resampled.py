"""Splits of one book share rows: the interval is Student's without overlap, and keeps its level with it."""

import math

import numpy as np
import pytest
from scipy import stats

from creditviz.evaluation.significance import resampled, resampled_interval, resampled_pairs

NAN = math.nan


def test_without_overlap_it_is_students_paired_test():
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.7, 0.01, 8), rng.normal(0.69, 0.01, 8)
    found, right = resampled(a, b, 0.0), stats.ttest_rel(a, b)
    assert found.statistic == pytest.approx(right.statistic)
    assert found.p == pytest.approx(right.pvalue)
    interval, own = resampled_interval(a, 0.0), stats.ttest_1samp(a, 0).confidence_interval(0.95)
    assert (interval.low, interval.high) == pytest.approx((own.low, own.high))


def test_the_variance_is_multiplied_as_nadeau_and_bengio_say():
    values = np.array([0.70, 0.72, 0.74, 0.71, 0.73])
    plain, wide = resampled_interval(values, 0.0), resampled_interval(values, 0.3 / 0.7)
    grown = ((wide.high - wide.low) / (plain.high - plain.low)) ** 2
    assert grown == pytest.approx((1 / 5 + 0.3 / 0.7) / (1 / 5))


def test_what_is_missing_is_left_out_and_one_split_bears_no_interval():
    assert resampled_interval(np.array([0.7, NAN, 0.8]), 0.1) == resampled_interval(np.array([0.7, 0.8]), 0.1)
    single = resampled_interval(np.array([0.7]), 0.1)
    assert single.value == 0.7 and math.isnan(single.low)
    assert math.isnan(resampled_interval(np.zeros(0), 0.1).value)
    assert math.isnan(resampled(np.array([0.7, NAN]), np.array([0.6, 0.5]), 0.1).p)


def test_equal_models_are_not_told_apart_and_a_constant_gap_has_no_test():
    same = np.array([0.7, 0.8, 0.9])
    assert resampled(same, same, 0.4).p == 1.0
    assert math.isnan(resampled(same, same - 0.1, 0.4).p), "no spread to judge by"


def test_pairs_are_signed_and_symmetric():
    rng = np.random.default_rng(1)
    found = resampled_pairs({name: rng.normal(0.7, 0.01, 6) for name in "abc"}, 0.25)
    assert np.allclose(found.statistic, -found.statistic.T, equal_nan=True)
    assert np.allclose(found.p, found.p.T, equal_nan=True)
    assert found.n == 6


def test_it_keeps_its_level_over_splits_of_one_book_where_students_does_not():
    """Two equally good rules judged on 10 random hold-outs of a small book: every difference is a false alarm."""
    rng = np.random.default_rng(2)
    false_alarms = np.zeros(2)
    n_books, n_rows = 400, 100
    for _ in range(n_books):
        gain = rng.normal(size=n_rows)  # of one rule over the other, row by row
        tests = [rng.permutation(n_rows)[: n_rows * 3 // 10] for _ in range(10)]
        gaps, zero = np.array([gain[rows].mean() for rows in tests]), np.zeros(10)
        false_alarms += [resampled(gaps, zero, overlap).p < 0.05 for overlap in (0.3 / 0.7, 0.0)]
    corrected, plain = false_alarms / n_books
    assert 0.02 < corrected < 0.09
    assert plain > 0.25, "Student's test takes overlapping splits for independent ones"
