"""Intervals in closed form: DeLong's for an AUC, Wilson's for a share."""

from __future__ import annotations

import math

import numpy as np

from creditviz.metrics.ranking import Staircase, auc_of, staircase
from creditviz.results.curves import Interval

Z95 = 1.959963984540054  # 97.5% point of the normal distribution
ROUNDING = 1e-30  # a variance below this is that of sums in floating point


def auc_interval(y: np.ndarray, score: np.ndarray) -> Interval:
    """AUC with its 95% interval by DeLong's variance, in O(n log n).

    NOTE[DIFF] DeLong's variance is zero when every bad row outscores every good one; the bound is then
    Wilson's for as many straight successes as the rarer outcome has rows.

    References
    ----------
    DeLong, DeLong, Clarke-Pearson (1988); Sun and Xu (2014) for the fast form.
    """
    return auc_interval_of(staircase(y, score))


def auc_interval_of(stairs: Staircase) -> Interval:
    """`auc_interval` of a staircase."""
    value = auc_of(stairs)
    if math.isnan(value) or min(stairs.n_bad, stairs.n_good) < 2:
        return Interval(value, math.nan, math.nan)
    bad, good = np.diff(stairs.bad), np.diff(stairs.good)  # rows at each distinct score; ties count half
    over_good = (stairs.n_good - stairs.good[1:] + 0.5 * good) / stairs.n_good  # share of goods below the score
    over_bad = (stairs.n_bad - stairs.bad[1:] + 0.5 * bad) / stairs.n_bad
    variance = _variance(over_good, bad) / stairs.n_bad + _variance(over_bad, good) / stairs.n_good
    if variance <= ROUNDING:
        rarest = min(stairs.n_bad, stairs.n_good)
        low, high = wilson(round(value * rarest), rarest)
        return Interval(value, float(low), float(high))
    half = Z95 * math.sqrt(variance)
    return Interval(value, max(0.0, value - half), min(1.0, value + half))


def _variance(values: np.ndarray, counts: np.ndarray) -> float:
    """Variance of values that come so many times."""
    n = counts.sum()
    centred = values - np.dot(values, counts) / n
    return float(np.dot(counts, centred**2) / (n - 1))


def z_of(n: int) -> float:
    """Standard errors on either side of `n` intervals that hold together with 95% confidence (Bonferroni).

    >>> round(z_of(1), 2), round(z_of(5), 2)
    (1.96, 2.58)
    """
    from statistics import NormalDist

    return Z95 if n <= 1 else NormalDist().inv_cdf(1 - 0.025 / n)


def wilson(successes: np.ndarray | float, n: np.ndarray | float, *, z: float = Z95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of a share, 95% at the default `z`; it keeps its level for few rows and shares near 0 or 1."""
    successes, n = np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    share, z2 = successes / n, z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def share_difference(a: float, n_a: float, b: float, n_b: float, *, z: float = Z95) -> Interval:
    """Difference a / n_a - b / n_b of two shares with its 95% interval, a hybrid of two Wilson intervals.

    Parameters
    ----------
    a, b : successes of two independent groups; n_a, n_b : their rows. Nan where a group is empty.
    z : standard errors on either side, `z_of` several comparisons. Raising it widens the interval.

    References
    ----------
    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
    """
    if not n_a or not n_b:
        return Interval(math.nan, math.nan, math.nan)
    p, q = a / n_a, b / n_b
    (low_p, high_p), (low_q, high_q) = (tuple(map(float, wilson(k, n, z=z))) for k, n in ((a, n_a), (b, n_b)))
    gap = p - q
    return Interval(gap, gap - math.hypot(p - low_p, high_q - q), gap + math.hypot(high_p - p, q - low_q))


def share_ratio(a: float, n_a: float, b: float, n_b: float, *, z: float = Z95) -> Interval:
    """Ratio (a / n_a) / (b / n_b) of two shares with its 95% interval, by the normal law of its logarithm.

    Parameters
    ----------
    a, b : successes of two independent groups; n_a, n_b : their rows. Nan where a group is empty or b is 0; without
        bounds where a is 0.
    z : as in `share_difference`.

    References
    ----------
    Katz, Baptista, Azen, Pike (1978).
    """
    if not n_a or not n_b or not b:
        return Interval(math.nan, math.nan, math.nan)
    ratio = (a / n_a) / (b / n_b)
    if not a:
        return Interval(0.0, math.nan, math.nan)
    half = z * math.sqrt(max(0.0, 1 / a - 1 / n_a + 1 / b - 1 / n_b))
    return Interval(ratio, ratio * math.exp(-half), ratio * math.exp(half))
