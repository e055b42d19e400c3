"""Tests by grade: printed examples, scipy, and what holds by construction."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from creditviz.evaluation.calibration.grade_tests import binomial_test, grade_tests, jeffreys_test, light_of
from creditviz.evaluation.cutting.points import DEFAULT_LIMITS, master_scale
from creditviz.results import Applicants
from tests.evaluation.cutting.decisions import some_applicants


def test_the_printed_example_of_jeffreys_test():
    """Roesch and Scheule, Deep Credit Risk, training.deepcreditrisk.com/JP.html: 2 of 6, PD .0367, so 0.0044."""
    assert round(jeffreys_test(2, 6, 0.0367), 4) == 0.0044


@pytest.mark.parametrize(("n_bad", "n", "pd"), [(0, 40, 0.02), (3, 40, 0.02), (812, 2000, 0.38), (40, 40, 0.9)])
def test_both_tests_are_scipys(n_bad, n, pd):
    assert binomial_test(n_bad, n, pd) == pytest.approx(stats.binomtest(n_bad, n, pd, alternative="greater").pvalue)
    assert jeffreys_test(n_bad, n, pd) == pytest.approx(stats.beta.cdf(pd, n_bad + 0.5, n - n_bad + 0.5))


def test_a_light_needs_five_and_one_per_cent():
    assert [light_of(p) for p in (0.05, 0.0499, 0.01, 0.0099, np.nan)] == ["green", "amber", "amber", "red", "none"]


def test_hosmer_lemeshow_is_pearsons_over_bad_and_good_with_one_degree_a_grade():
    scale = master_scale(some_applicants(3000, seed=2), DEFAULT_LIMITS)
    found, full = grade_tests(scale), scale.n > 0
    expected = scale.n[full] * scale.mean_pd[full]
    seen = np.r_[scale.n_bad[full], (scale.n - scale.n_bad)[full]]
    pearson = stats.chisquare(seen, np.r_[expected, scale.n[full] - expected], sum_check=False).statistic
    assert found.hosmer_lemeshow == pytest.approx(pearson) and found.degrees == full.sum()
    assert found.p == pytest.approx(stats.chi2.sf(pearson, full.sum()))


def test_right_pds_are_called_wrong_as_often_as_the_tests_say():
    found = [grade_tests(master_scale(some_applicants(1500, seed=s), (0.05, 0.1, 0.2, 0.3))) for s in range(300)]
    assert np.mean([t.hosmer_lemeshow for t in found]) == pytest.approx(5, abs=0.5)  # g, not g - 2
    alarms = [test.light != "green" for one in found for test in one.grades]
    assert 0.03 < np.mean(alarms) < 0.07
    assert 0.02 < np.mean([one.whole.light != "green" for one in found]) < 0.09


def test_a_pd_that_is_too_low_turns_red_and_one_that_is_too_high_stays_green():
    pd, y = np.repeat([0.05, 0.3], 400), np.r_[np.repeat([1, 0], [60, 340]), np.repeat([1, 0], [60, 340])]
    found = grade_tests(master_scale(Applicants(pd, y.astype(np.int8), np.arange(800)), (0.1, 0.2)))
    assert [test.light for test in found.grades] == ["red", "none", "green"]
    assert found.grades[2].jeffreys > 0.999 and found.p < 1e-6 and found.degrees == 2
    assert found.whole.n_bad == 120 and found.whole.pd == pytest.approx(0.175)
    low, less, more, high = found.grades[0].band
    assert low < less < found.grades[0].bad_rate < more < high
    assert jeffreys_test(60, 400, less) == pytest.approx(0.05)


def test_certain_pds_and_no_accounts_do_no_harm():
    none = grade_tests(master_scale(Applicants(np.zeros(0), np.zeros(0, np.int8), np.arange(0)), (0.5,)))
    assert none.whole.light == "none" and np.isnan(none.p)
    sure = grade_tests(master_scale(Applicants(np.ones(3), np.ones(3, np.int8), np.arange(3)), (0.5,)))
    assert sure.hosmer_lemeshow == 0 and sure.thin == ("B",)
