import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditviz.evaluation.cutting.cutoff import (
    applicants,
    count_approved,
    count_at,
    cut_off_for_rate,
    grid,
    impact_ratios,
)
from creditviz.evaluation.cutting.profit import account_profit, best_cut_off, break_even, profit, profit_interval
from creditviz.results import Applicants, Economics, ScoredRows, Segmentation
from tests.evaluation.cutting.decisions import by_pd, some_applicants

MONEY = Economics(margin=0.1, lgd=0.6, amount=2000.0, cost=15.0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.booleans(), st.integers(0, 2)), min_size=1, max_size=30),
       st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=6))  # fmt: skip
def test_counts_are_those_of_counting_one_by_one(rows, cut_offs):
    pd = np.array([r[0] / 10 for r in rows])
    y = np.array([int(r[1]) for r in rows], dtype=np.int8)
    index = np.array([r[2] for r in rows])
    group = Segmentation("g", ("a", "b", "c"), index)
    cut_offs = np.sort(np.array([*cut_offs, 0.5]))
    counts = count_approved(Applicants(pd, y, np.arange(len(y)), None, (group,)), cut_offs)
    for j, c in enumerate(cut_offs):
        assert counts.good.count[j] == ((pd < c) & (y == 0)).sum()
        assert counts.bad.count[j] == ((pd < c) & (y == 1)).sum()
        for k in range(3):
            assert counts.groups[0].approved[k, j] == ((pd < c) & (index == k)).sum()
            assert counts.groups[0].approved_bad[k, j] == ((pd < c) & (index == k) & (y == 1)).sum()


@pytest.mark.parametrize("exposure", [False, True])
def test_profit_is_that_of_adding_up_account_by_account(exposure):
    rows = some_applicants(300, exposure=exposure, ties=True)
    counts = count_approved(rows, grid(rows))
    found = profit(counts, MONEY, by_column=exposure)
    earned = account_profit(rows, MONEY)
    for j in range(0, len(found), 17):
        by_hand = 0.0
        for p, e in zip(rows.pd, earned, strict=True):
            by_hand += e if p < counts.cut_off[j] else 0.0
        assert found[j] == pytest.approx(1000 * by_hand / len(rows))


@pytest.mark.parametrize("exposure", [False, True])
def test_the_interval_of_a_profit_is_that_of_a_mean(exposure):
    rows = some_applicants(300, seed=1, exposure=exposure)
    counts = count_approved(rows, np.array([0.2]))
    each = np.where(rows.pd < 0.2, account_profit(rows, MONEY), 0.0)
    found = profit_interval(counts, MONEY, 0, by_column=exposure)
    half = 1.959963984540054 * each.std(ddof=1) / np.sqrt(len(each))
    assert found.value == pytest.approx(1000 * each.mean())
    assert found.high - found.value == pytest.approx(1000 * half)


@pytest.mark.parametrize("exposure", [False, True])
def test_one_cut_off_from_the_curves_is_that_of_counting_all(exposure):
    rows = by_pd(some_applicants(700, seed=4, exposure=exposure, ties=not exposure))
    curves = count_approved(rows, grid(rows))
    for cut_off in (-1.0, 0.0, 0.03, rows.pd[100], float(np.nextafter(rows.pd[350], 1)), 0.4123, 1.0, 7.0):
        fast, slow = count_at(rows, curves, cut_off), count_approved(rows, np.array([cut_off]))
        for a, b in ((fast.good, slow.good), (fast.bad, slow.bad)):
            assert (a.count == b.count).all() and a.amount == pytest.approx(b.amount)
            assert a.amount_squared == pytest.approx(b.amount_squared)
        assert (fast.groups[0].approved == slow.groups[0].approved).all()
        assert (fast.groups[0].approved_bad == slow.groups[0].approved_bad).all()
        assert (fast.n, fast.n_bad) == (slow.n, slow.n_bad)


def test_the_best_cut_off_beats_every_other():
    rows = some_applicants(500, seed=2)
    counts = count_approved(rows, grid(rows))
    best = best_cut_off(counts, MONEY)
    earned = account_profit(rows, MONEY)
    assert earned[rows.pd < best].sum() == pytest.approx(max(earned[rows.pd < c].sum() for c in counts.cut_off))


def test_with_right_pds_the_best_cut_off_is_the_break_even():
    rng = np.random.default_rng(0)
    pd = rng.uniform(0, 0.4, 200_000)
    rows = Applicants(pd, (rng.random(len(pd)) < pd).astype(np.int8), np.arange(len(pd)))
    money = Economics(margin=0.1, lgd=0.4, amount=1000.0, cost=20.0)
    assert break_even(money) == pytest.approx((0.1 - 0.02) / 0.5)
    assert best_cut_off(count_approved(rows, grid(rows)), money) == pytest.approx(break_even(money), abs=0.02)


def test_a_margin_of_zero_approves_nobody():
    rows = some_applicants()
    counts = count_approved(rows, grid(rows))
    best = best_cut_off(counts, Economics(margin=0.0, lgd=0.5))
    assert (rows.pd < best).sum() == 0
    assert np.isnan(break_even(Economics(margin=0.0, lgd=0.0)))


def test_a_grid_goes_from_nobody_to_everybody_in_at_most_200_steps():
    for rows in (some_applicants(5000), some_applicants(5000, ties=True), some_applicants(3)):
        counts = count_approved(rows, grid(rows))
        assert counts.approved[0] == 0 and counts.approved[-1] == len(rows)
        assert len(counts.cut_off) <= 200 and (np.diff(counts.cut_off) > 0).all()


def test_constant_scores_approve_all_or_nobody():
    rows = Applicants(np.full(50, 0.3), np.r_[np.ones(10), np.zeros(40)].astype(np.int8), np.arange(50))
    counts = count_approved(rows, grid(rows))
    assert set(counts.approved.tolist()) == {0, 50}
    assert cut_off_for_rate(rows.pd, 0.4) == 0.3  # nobody is nearer to 40% than everybody


def test_nobody_approved_has_no_bad_rate_and_a_cut_off_may_lie_outside():
    counts = count_approved(some_applicants(100), np.array([-1.0, 2.0]))
    assert np.isnan(counts.bad_rate[0]) and counts.approval_rate.tolist() == [0.0, 1.0]


def test_the_cut_off_for_a_rate_approves_that_share():
    rows = some_applicants(400)
    for rate in (0.0, 0.25, 0.8, 1.0):
        assert (rows.pd < cut_off_for_rate(rows.pd, rate)).mean() == pytest.approx(rate, abs=0.002)


def test_impact_ratios_follow_the_cut_off_and_hide_small_groups():
    n = 90
    index = np.r_[np.zeros(40), np.ones(47), np.full(3, 2)].astype(int)
    pd = np.r_[np.full(20, 0.1), np.full(20, 0.6), np.full(10, 0.1), np.full(37, 0.6), np.full(3, 0.1)]
    rows = Applicants(pd, np.zeros(n, dtype=np.int8), np.arange(n), None, (Segmentation("g", ("a", "b", "c"), index),))
    ratios = impact_ratios(count_approved(rows, np.array([0.0, 0.5, 1.0])).groups[0])
    assert ratios[0, 1] == 1.0 and ratios[1, 1] == pytest.approx((10 / 47) / (20 / 40))
    assert np.isnan(ratios[2]).all() and np.isnan(ratios[:, 0]).all() and (ratios[:2, 2] == 1.0).all()


def test_amounts_that_are_missing_or_negative_count_nothing_and_synthetic_rows_are_left_out():
    scored = ScoredRows(
        np.array([2, 0, -1]), np.array([0, 1, 1], dtype=np.int8), np.zeros(3), {"model": np.array([0.1, 0.2, 0.3])},
        synthetic=np.array([False, False, True]),
    )  # fmt: skip
    groups = (Segmentation("g", ("a", "b"), np.array([1, 0, 0])),)
    rows = applicants(scored, "model", exposure=np.array([-5.0, 7.0, np.nan]), groups=groups)
    assert rows.exposure.tolist() == [0.0, 0.0] and rows.row_id.tolist() == [2, 0]  # the smallest PD first
    assert rows.groups[0].index.tolist() == [0, 1]
