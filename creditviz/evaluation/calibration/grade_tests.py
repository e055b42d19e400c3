"""Is the PD of a grade too low: exact binomial test, Jeffreys test, traffic lights, and Hosmer-Lemeshow over all."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import betainc, betaincinv, chdtrc

from creditviz.metrics.thresholds import limits
from creditviz.results import GradeTest, GradeTests, MasterScale
from creditviz.results.performance.grade_tests import Light

RED, AMBER = limits("grade-light")  # below these the PD is doubtful, too low
POINTS = (0.01, 0.05, 0.95, 0.99)
FEWEST = 5.0  # expected bad and good accounts of a grade, from where on a chi-squared law is close


def binomial_test(n_bad: int, n: int, pd: float) -> float:
    """Probability of at least `n_bad` bad accounts of `n`, each bad with probability `pd` by itself.

    Exact, one-sided: small where the PD is too low. Defaults of one year move together, and the test does not know it:
    it is then too strict.

    References
    ----------
    Basel Committee on Banking Supervision (2005), working paper 14, section on tests of calibration.

    >>> round(binomial_test(2, 6, 0.0367), 4), binomial_test(0, 6, 0.0367)
    (0.0183, 1.0)
    """
    return float(betainc(n_bad, n - n_bad + 1, pd)) if n_bad else 1.0


def jeffreys_test(n_bad: int, n: int, pd: float) -> float:
    """Probability that the true bad rate lies below `pd`, after `n_bad` bad accounts of `n` and Jeffreys' prior.

    That is the distribution function of Beta(n_bad + 1/2, n - n_bad + 1/2) at `pd`; small where the PD is too low.

    References
    ----------
    European Central Bank (2019), Instructions for reporting the validation results of internal models, PD
    back-testing using a Jeffreys test.

    >>> round(jeffreys_test(2, 6, 0.0367), 4)
    0.0044
    """
    return float(betainc(n_bad + 0.5, n - n_bad + 0.5, pd))


def light_of(p: float) -> Light:
    """The light of a Jeffreys test: green from 5% on, amber from 1%, red below.

    NOTE[DIFF] Tasche (2003) speaks of traffic lights with limits at the validator's choice; these limits are ours.
    """
    if math.isnan(p):
        return "none"
    return "green" if p >= AMBER else "amber" if p >= RED else "red"


def grade_tests(scale: MasterScale) -> GradeTests:
    """Every grade of a master scale, all accounts together, and Hosmer-Lemeshow.

    The rows of the scale must not be rows that the model was fitted or calibrated on: the statistic then has as many
    degrees of freedom as there are grades with accounts. The text-book's g - 2 is for the fitted rows themselves.

    References
    ----------
    Hosmer, Lemeshow, Sturdivant (2013), Applied Logistic Regression, on validation with external data.
    """
    counts = zip(scale.grades, scale.n.tolist(), scale.n_bad.tolist(), scale.mean_pd.tolist(), strict=True)
    grades = tuple(_test(*one) for one in counts)
    filled = [test for test in grades if test.n]
    statistic = sum(map(_deviation, filled))
    n = int(scale.n.sum())
    mean = math.fsum(test.n * test.pd for test in filled) / n if n else math.nan
    return GradeTests(
        grades,
        _test("all grades", n, int(scale.n_bad.sum()), mean),
        statistic,
        len(filled),
        float(chdtrc(len(filled), statistic)) if filled else math.nan,
        tuple(test.grade for test in filled if test.n * min(test.pd, 1 - test.pd) < FEWEST),
    )


def _test(grade: str, n: int, n_bad: int, pd: float) -> GradeTest:
    if not n:
        nan = math.nan
        return GradeTest(grade, 0, 0, nan, nan, nan, (nan, nan, nan, nan), "none")
    p = jeffreys_test(n_bad, n, pd)
    low, less, more, high = betaincinv(n_bad + 0.5, n - n_bad + 0.5, np.array(POINTS)).tolist()
    return GradeTest(grade, n, n_bad, pd, binomial_test(n_bad, n, pd), p, (low, less, more, high), light_of(p))


def _deviation(test: GradeTest) -> float:
    """One grade's part of Hosmer-Lemeshow: the squared gap over its variance."""
    gap, variance = test.n_bad - test.n * test.pd, test.n * test.pd * (1 - test.pd)
    if variance <= 0:
        return 0.0 if abs(gap) < 1e-9 else math.inf
    return gap**2 / variance
