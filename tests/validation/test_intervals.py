"""Intervals keep the level that they say: what is recomputed here shares no code with the product."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from creditviz.data.features.woe import information_values, noise_level
from creditviz.evaluation.cutting.cutoff import count_approved
from creditviz.evaluation.cutting.fairness import fairness_at
from creditviz.evaluation.likeness.two_sample import two_sample
from creditviz.evaluation.significance import cross_fitted_interval, resampled_interval
from creditviz.metrics import auc_interval
from creditviz.results import Applicants, Interval, Segmentation
from creditviz.schema import TableSchema

COLUMNS = ("a", "b", "c", "d", "e")
SCHEMA = TableSchema(target="bad", numeric=COLUMNS)


def test_splits_of_one_book_widen_the_interval_as_nadeau_and_bengio_say():
    values = np.array([0.71, 0.74, 0.72, 0.75, 0.70])
    found = resampled_interval(values, 3 / 7)
    error = math.sqrt((1 / 5 + 3 / 7) * np.var(values, ddof=1))
    assert (found.low, found.high) == pytest.approx(stats.t.interval(0.95, 4, values.mean(), error))


def test_cross_fitted_folds_widen_the_interval_by_the_same_rule():
    found = cross_fitted_interval(Interval(0.6, 0.56, 0.64), 5)
    sigma2 = 5 * 0.04**2  # of a fold, whose rows are a fifth
    assert found.high - 0.6 == pytest.approx(math.sqrt(sigma2 * (1 / 5 + 1 / 4)))
    assert cross_fitted_interval(Interval(0.99, 0.98, 1.0), 5).high == 1.0


def drawn(n: int, shift: float, rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(rng.normal(shift, 1.0, (n, len(COLUMNS))), columns=list(COLUMNS))


def covered(n: int, shift: float, draws: int) -> tuple[float, float, float]:
    """Share of simulated pairs of sets whose interval holds the mean AUC: now, and DeLong's alone; the mean AUC."""
    rng = np.random.default_rng(n)
    found = [two_sample(drawn(n, shift, rng), drawn(n, 0.0, rng), SCHEMA, seed=i).auc for i in range(draws)]
    value, low, high = (np.array([getattr(one, part) for one in found]) for part in ("value", "low", "high"))
    truth = value.mean()
    plain = np.abs(value - truth) <= (value - low) / 1.5  # the widening is exactly 1.5 for five folds
    return float(((low <= truth) & (truth <= high)).mean()), float(plain.mean()), float(truth)


@pytest.mark.nightly
@pytest.mark.parametrize(("n", "shift"), [(100, 0.0), (100, 0.3), (300, 0.15)])
def test_the_two_sample_interval_holds_its_mean_in_92_of_100(n, shift):
    now, _, _ = covered(n, shift, 200)
    assert now >= 0.92


@pytest.mark.parametrize(("n_bins", "n_bad", "n"), [(5, 100, 1000), (10, 300, 3000), (25, 200, 4000)])
def test_the_noise_of_an_information_value_is_its_chi_square(n_bins, n_bad, n):
    """Without any meaning, IV / (1 / goods + 1 / bads) is nearly chi-square with one degree less than bins."""
    noise = noise_level(np.full(n_bins, n / n_bins), n_bad)
    assert noise == pytest.approx(stats.chi2.ppf(0.95, n_bins - 1) * (1 / n_bad + 1 / (n - n_bad)), rel=0.15)


def test_a_column_of_chance_earns_no_word_and_a_telling_one_its_own():
    rng = np.random.default_rng(5)
    y = (rng.random(600) < 0.1).astype(int)
    frame = pd.DataFrame({"bad": y, "chance": rng.random(600), "tells": y + rng.normal(0, 0.8, 600)})
    found = {
        v.feature: v
        for v in information_values(frame, TableSchema(target="bad", bad=(1,), good=(0,), numeric=("chance", "tells")))
    }
    assert found["chance"].iv > 0.02, "the usual table would call it weak"
    assert found["chance"].strength == "within noise"
    assert found["tells"].strength == "very strong" and found["tells"].noise < 0.4


def test_ratios_of_several_groups_hold_together():
    """Bonferroni: four groups against the reference are judged at 1 - .05 / 4 each."""
    n = np.full(5, 400)
    approved = np.array([300, 240, 250, 260, 235])
    rows = Segmentation("Region", tuple("abcde"), np.repeat(np.arange(5), n))
    pd_ = np.concatenate([np.r_[np.full(k, 0.1), np.full(m - k, 0.9)] for k, m in zip(approved, n, strict=True)])
    y = np.tile([0, 0, 0, 1], 500)
    found = fairness_at(count_approved(Applicants(pd_, y, np.arange(2000), None, (rows,)), np.array([0.5])), 0)[0]
    for group, k in zip(found.groups[1:], approved[1:], strict=True):
        expected = stats.contingency.relative_risk(k, 400, 300, 400).confidence_interval(1 - 0.05 / 4)
        assert (group.impact_ratio.low, group.impact_ratio.high) == pytest.approx((expected.low, expected.high))


def test_delongs_interval_alone_takes_the_trees_as_given():
    y, score = np.repeat([0, 1], 40), np.r_[np.linspace(0, 1, 40), np.linspace(0.2, 1.2, 40)]
    plain, wide = auc_interval(y, score), cross_fitted_interval(auc_interval(y, score), 5)
    assert wide.value - wide.low == pytest.approx(1.5 * (plain.value - plain.low))
