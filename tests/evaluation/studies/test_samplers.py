"""Sums of a study against closed forms and against scipy's own intervals."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from creditviz.evaluation.studies.samplers import gains, inflation, over_classifiers, over_seeds, rates, summarise
from tests.figures.balancing.results import study


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=20), st.floats(0, 2))
def test_intervals_over_seeds_are_nadeau_and_bengios(values, overlap):
    grid = replace(study({"none": 0.0}), overlap=overlap)
    found, n = over_seeds(values, grid), len(values)
    assert found.low <= found.value <= found.high
    if np.std(values) > 1e-9:
        error = np.std(values, ddof=1) * math.sqrt(1 / n + overlap)
        low, high = stats.t.interval(0.95, n - 1, np.mean(values), error)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6, abs=1e-9)


def test_one_seed_has_no_interval_and_none_has_no_mean():
    grid = study({"none": 0.0})
    one, none = over_seeds([0.5], grid), over_seeds([math.nan], grid)
    assert one.value == 0.5 and math.isnan(one.low)
    assert math.isnan(none.value)


def test_a_gain_is_paired_by_seed():
    """Seeds differ by far more than samplers: only a paired interval is narrow."""
    found = {(g.sampler, g.classifier): g for g in gains(study({"none": 0.0, "smote": 0.02, "adaar": -0.01}))}
    assert set(found) == {(s, c) for s in ("smote", "adaar") for c in ("", "c1", "c2")}
    for sampler, shift in (("smote", 0.02), ("adaar", -0.01)):
        gain = found[sampler, ""]
        assert gain.n_seeds == 5
        assert (gain.gain.low, gain.gain.value, gain.gain.high) == pytest.approx((shift,) * 3)


def test_a_gain_is_good_whatever_the_direction_of_the_metric():
    grid = study({"none": 0.0, "smote": 0.02})
    assert gains(grid, "brier")[0].gain.value == pytest.approx(gains(grid, "auc")[0].gain.value)


def test_the_mean_of_all_classifiers_is_an_interval_over_seeds_not_over_fits():
    grid = study({"none": 0.0, "smote": 0.02}, noise=0.01, seeds=4)
    auc = {key: value for *key, value in zip(grid.sampler, grid.classifier, grid.seed, grid.metrics["auc"], strict=True)
           for key in [tuple(key)]}  # fmt: skip
    means = [np.mean([auc["smote", c, seed] - auc["none", c, seed] for c in ("c1", "c2")]) for seed in range(4)]
    found = next(g for g in gains(grid) if not g.classifier)
    error = np.std(means, ddof=1) * math.sqrt(1 / 4 + 3 / 7)  # a hold-out of 30%
    low, high = stats.t.interval(0.95, 3, np.mean(means), error)
    assert (found.gain.low, found.gain.value, found.gain.high) == pytest.approx((low, np.mean(means), high))


def test_class_weights_can_be_the_baseline_and_are_judged_against_none():
    grid = study({"none": 0.0, "class-weight": 0.01, "smote": 0.02})
    assert {g.sampler for g in gains(grid)} == {"class-weight", "smote"}
    against = gains(grid, baseline="class-weight")
    assert {g.sampler for g in against} == {"smote"} and against[0].gain.value == pytest.approx(0.01)
    assert gains(study({"smote": 0.02})) == (), "nothing to compare with"


def test_the_leaky_order_is_compared_with_no_sampling_after_the_split():
    found = gains(study({"none": 0.0, "smote": 0.02}, before=0.1), order="before-split")
    assert found[0].gain.value == pytest.approx(0.12)


def test_inflation_is_before_minus_after():
    grid = study({"none": 0.0, "smote": 0.02, "adaar": 0.0}, before=0.08)
    found = inflation(grid)
    assert {part.sampler for part in found} == {"smote", "adaar"}
    for part in found:
        assert part.inflation.value == pytest.approx(0.08) and part.n_seeds == 5
        assert part.before.value - part.after.value == pytest.approx(0.08)
    assert inflation(study({"none": 0.0, "smote": 0.02})) == ()


def test_seeds_of_one_split_have_neither_interval_nor_deviation():
    grid = study({"none": 0.0, "smote": 0.02}, before=0.1, noise=0.01)
    fixed = replace(grid, same_split=True)
    for one, other in zip(gains(fixed), gains(grid), strict=True):
        assert one.gain.value == other.gain.value and one.n_seeds == 5
        assert math.isnan(one.gain.low) and math.isnan(one.gain.high)
    for part in inflation(fixed):
        assert all(math.isnan(found.low) for found in (part.before, part.after, part.inflation))
    for cells in (summarise(fixed, "auc"), over_classifiers(fixed, "auc")):
        assert all(math.isnan(cell.sd) and math.isfinite(cell.mean) for cell in cells)


def test_rates_and_their_cells():
    grid = study({"none": 0.0, "smote": 0.01}, rates=(1.0, 2.0, 4.0))
    assert rates(grid) == (1.0, 2.0, 4.0)
    means = {cell.rate: cell.mean for cell in summarise(grid, "auc") if cell.sampler == "smote"}
    assert means == pytest.approx({1.0: 0.73, 2.0: 0.74, 4.0: 0.76})
    cell = next(cell for cell in summarise(grid, "auc") if cell.sampler == "none")
    assert cell.rate == 0 and cell.n_seeds == 5 and cell.sd == pytest.approx(np.std(0.01 * np.arange(5), ddof=1))
    assert gains(grid, rate=2.0)[0].gain.value == pytest.approx(0.02)
    assert gains(grid)[0].gain.value == pytest.approx(0.04), "the highest rate unless asked"
    assert {(c.sampler, c.rate) for c in over_classifiers(grid, "auc")} == {
        ("none", 0.0), ("smote", 1.0), ("smote", 2.0), ("smote", 4.0)
    }  # fmt: skip


def test_a_rate_that_is_reached_only_about_is_one_rate():
    grid = study({"none": 0.0, "adasyn": 0.01}, rates=(1.0, 1.01, 4.0))
    assert rates(grid) == (1.0, 4.0)


def test_fits_that_failed_are_left_out():
    grid = study({"none": 0.0, "smote": 0.02}, classifiers=("c1",))
    grid.metrics["auc"][-1] = math.nan
    found = gains(grid)
    assert found[0].n_seeds == 4 and found[0].gain.value == pytest.approx(0.02)
