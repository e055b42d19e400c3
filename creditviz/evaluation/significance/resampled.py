"""Figures of one book split again and again: the splits share rows, so that plain Student intervals are too narrow."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from creditviz.evaluation.significance.pairs import PairTest, every_pair
from creditviz.results import Interval, PairwiseTests

SAME = 1e-12  # differences that spread less than this are rounding


def resampled_interval(values: np.ndarray, overlap: float) -> Interval:
    """Mean over splits with its 95% interval, widened for the rows that training sets share.

    Student's interval with the variance multiplied by 1 / J + test rows / training rows instead of 1 / J.

    Parameters
    ----------
    values : array of shape (n_splits,), the metric of one model on each split; nan are left out.
    overlap : test rows per training row: .3 / .7 under a 30% hold-out, 1 / (k - 1) for folds. Raising it widens the
        interval.

    References
    ----------
    Nadeau and Bengio (2003); Bouckaert and Frank (2004) for repeated k-fold.

    Examples
    --------
    >>> found = resampled_interval(np.array([0.77, 0.78, 0.79]), 0.0)
    >>> round(found.low, 3), round(found.high, 3)
    (0.755, 0.805)
    """
    values = np.asarray(values, dtype=np.float64)
    values = values[np.isfinite(values)]
    if not len(values):
        return Interval(math.nan, math.nan, math.nan)
    mean = float(values.mean())
    if len(values) == 1:
        return Interval(mean, math.nan, math.nan)
    from scipy.special import stdtrit

    half = float(stdtrit(len(values) - 1, 0.975)) * _error(values, overlap)
    return Interval(mean, mean - half, mean + half)


def cross_fitted_interval(pooled: Interval, folds: int) -> Interval:
    """The interval of a figure of pooled out-of-fold scores, widened for the rows that the folds' models share.

    Parameters
    ----------
    pooled : value in [0, 1] with the interval that takes the models as given, such as DeLong's.
    folds : models that the rows were scored by.

    NOTE[DIFF] Nadeau and Bengio estimate the variance of a fold from the spread over folds; five folds leave four
    degrees of freedom. Here it is `folds` times the variance of the pooled figure, which the rows tell far better, so
    that this variance is multiplied by 1 + folds / (folds - 1).

    References
    ----------
    Nadeau and Bengio (2003), section 3.

    Examples
    --------
    >>> found = cross_fitted_interval(Interval(0.6, 0.5, 0.7), 5)
    >>> round(found.low, 3), round(found.high, 3)
    (0.45, 0.75)
    """
    half = max(pooled.value - pooled.low, pooled.high - pooled.value) * math.sqrt(1.0 + folds / (folds - 1))
    return Interval(pooled.value, max(0.0, pooled.value - half), min(1.0, pooled.value + half))


def resampled(a: np.ndarray, b: np.ndarray, overlap: float) -> PairTest:
    """Mean of a minus mean of b over the same splits, the corrected t and its two-sided p.

    Parameters
    ----------
    a, b : arrays of shape (n_splits,), one metric of two models on the same splits; splits where one is missing are
        left out. With fewer than two splits p is nan.
    overlap : as in `resampled_interval`.
    """
    gaps = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    gaps = gaps[np.isfinite(gaps)]
    if len(gaps) < 2:
        return PairTest(float(gaps.mean()) if len(gaps) else math.nan, math.nan, math.nan)
    from scipy.special import stdtr

    mean, error = float(gaps.mean()), _error(gaps, overlap)
    if error < SAME:
        return PairTest(mean, 0.0, 1.0) if abs(mean) < SAME else PairTest(mean, math.nan, math.nan)
    t = mean / error
    return PairTest(mean, t, float(2.0 * stdtr(len(gaps) - 1, -abs(t))))


def resampled_pairs(values: Mapping[str, np.ndarray], overlap: float) -> PairwiseTests:
    """`resampled` for every pair of models.

    Parameters
    ----------
    values : name of the model -> array of shape (n_splits,).

    Raises
    ------
    DataError
        With fewer than two models.
    """
    columns = list(values.values())
    n = len(columns[0]) if columns else 0
    assert all(len(column) == n for column in columns), "one figure a split"
    return every_pair("resampled", tuple(values), n, lambda i, j: resampled(columns[i], columns[j], overlap))


def _error(values: np.ndarray, overlap: float) -> float:
    """Standard error of the mean over splits that share rows."""
    assert overlap >= 0, "test rows per training row"
    return float(values.std(ddof=1)) * math.sqrt(1.0 / len(values) + overlap)
