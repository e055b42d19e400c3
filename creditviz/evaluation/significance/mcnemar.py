"""McNemar's test: whether two models make different numbers of wrong decisions on the same rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from creditviz.evaluation.significance.pairs import PairTest, every_pair
from creditviz.results import PairwiseTests

FEW = 25  # rows on which the two differ; below, the exact distribution


def mcnemar(y: np.ndarray, flagged_a: np.ndarray, flagged_b: np.ndarray) -> PairTest:
    """Accuracy of a minus accuracy of b, and whether it is chance.

    It compares decisions at one threshold; it says nothing about rankings.

    Parameters
    ----------
    y : array of shape (n,), 1 = default.
    flagged_a, flagged_b : bool or 0/1 arrays of shape (n,): what each model called bad at its threshold.
    """
    return _compare(_wrong(y, flagged_a), _wrong(y, flagged_b))


def mcnemar_pairs(y: np.ndarray, flagged: Mapping[str, np.ndarray]) -> PairwiseTests:
    """`mcnemar` for every pair of models.

    Parameters
    ----------
    flagged : name of the model -> bool array of shape (n,).

    Raises
    ------
    DataError
        With fewer than two models.
    """
    wrong = [_wrong(y, labels) for labels in flagged.values()]
    return every_pair("mcnemar", tuple(flagged), len(y), lambda i, j: _compare(wrong[i], wrong[j]))


def mcnemar_counts(only_a_wrong: int, only_b_wrong: int) -> tuple[float, float, bool]:
    """Chi-square with continuity correction, p, and whether p is exact.

    Fewer than 25 rows on which the models differ: the exact two-sided binomial p. None: p = 1.

    NOTE[DIFF] Ala'raj et al. (2021) print a difference of the two counts in the denominator, and reject when p is
    large; it is their sum, and a small p that speaks against equal error rates.

    References
    ----------
    McNemar (1947); Edwards (1948) for the correction.

    Examples
    --------
    >>> [round(float(x), 4) for x in mcnemar_counts(60, 40)]
    [3.61, 0.0574, 0.0]
    """
    from scipy.stats import binomtest, chi2

    either = only_a_wrong + only_b_wrong
    if either == 0:
        return 0.0, 1.0, True
    gap = max(0, abs(only_a_wrong - only_b_wrong) - 1)  # equal counts: no evidence, not the correction's square
    statistic = gap**2 / either
    if either < FEW:
        return statistic, float(binomtest(only_a_wrong, either).pvalue), True
    return statistic, float(chi2.sf(statistic, 1)), False


def _wrong(y: np.ndarray, flagged: np.ndarray) -> np.ndarray:
    bad, flagged = np.asarray(y) == 1, np.asarray(flagged).astype(bool)
    assert bad.shape == flagged.shape, "one decision a row"
    return bad != flagged


def _compare(wrong_a: np.ndarray, wrong_b: np.ndarray) -> PairTest:
    only_a, only_b = int((wrong_a & ~wrong_b).sum()), int((wrong_b & ~wrong_a).sum())
    return PairTest((only_b - only_a) / max(1, len(wrong_a)), *mcnemar_counts(only_a, only_b))
