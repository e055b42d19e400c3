"""How well a score ranks: everything that its staircase of bad and good rows says.

Every function here works on the counts of bad and good rows at each distinct score, so ties are handled
exactly. The `..._of` form takes the staircase itself, for those who need several figures of one ranking.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from creditviz.exceptions import DataError


class Staircase(NamedTuple):
    """Rows at or above each distinct score, from the highest score down, with a leading (0, 0)."""

    score: np.ndarray  # (n_distinct,) falling
    bad: np.ndarray  # (n_distinct + 1,) int64, rising from 0 to the number of bad rows
    good: np.ndarray  # (n_distinct + 1,) int64

    @property
    def n_bad(self) -> int:
        """Number of bad rows."""
        return int(self.bad[-1])

    @property
    def n_good(self) -> int:
        """Number of good rows."""
        return int(self.good[-1])

    @property
    def one_class(self) -> bool:
        """Whether only one outcome came: nothing to rank."""
        return self.n_bad == 0 or self.n_good == 0

    @property
    def gaps(self) -> np.ndarray:
        """Share of bad minus share of good rows at or above each distinct score, with the leading 0."""
        return self.bad / self.n_bad - self.good / self.n_good

    def reversed(self) -> Staircase:
        """The staircase of the negated scores."""
        return Staircase(-self.score[::-1], self.n_bad - self.bad[::-1], self.n_good - self.good[::-1])


def staircase(y: np.ndarray, score: np.ndarray) -> Staircase:
    """Count bad and good rows at or above each distinct score.

    Parameters
    ----------
    y : array of shape (n,), 1 = default.
    score : array of shape (n,), finite.

    Raises
    ------
    DataError
        When a score is missing or infinite.
    """
    y, score = np.asarray(y), np.asarray(score, dtype=np.float64)
    assert y.shape == score.shape, "one score a row"
    if not np.isfinite(score).all():
        raise DataError(
            f"scores must be finite numbers, however {int((~np.isfinite(score)).sum())} of {len(score)} are not. "
            "Train the model again with a smaller learning rate, or look for infinities in the book."
        )
    order = np.argsort(-score)  # rows that tie are counted together, in whatever order
    ranked = score[order]
    last = np.flatnonzero(np.r_[ranked[1:] != ranked[:-1], True]) if len(ranked) else np.zeros(0, dtype=int)
    bad = np.cumsum(y[order] == 1, dtype=np.int64)[last]
    return Staircase(ranked[last], np.r_[0, bad], np.r_[0, last + 1 - bad])


def auc(y: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve: P(bad scores higher) + P(tie) / 2. Exact in integers."""
    return auc_of(staircase(y, score))


def auc_of(stairs: Staircase) -> float:
    """`auc` of a staircase."""
    if stairs.one_class:
        return math.nan
    twice = int(np.sum(np.diff(stairs.good) * (stairs.bad[1:] + stairs.bad[:-1])))
    return twice / (2 * stairs.n_bad * stairs.n_good)


def gini(y: np.ndarray, score: np.ndarray) -> float:
    """2 AUC - 1: 0 is a coin, 1 a perfect ranking."""
    return 2.0 * auc(y, score) - 1.0


def ks(y: np.ndarray, score: np.ndarray) -> float:
    """Widest gap between the share of bad and of good rows at or above a score, over every distinct score."""
    return ks_of(staircase(y, score))


def ks_of(stairs: Staircase) -> float:
    """`ks` of a staircase."""
    return math.nan if stairs.one_class else float(stairs.gaps.max())


def average_precision(y: np.ndarray, score: np.ndarray) -> float:
    """Mean precision over the bad rows, each at its own score: the area under precision against recall.

    A ranking by chance reaches the bad rate, not a half: compare it on one book only.
    """
    return average_precision_of(staircase(y, score))


def average_precision_of(stairs: Staircase) -> float:
    """`average_precision` of a staircase."""
    if stairs.one_class:
        return math.nan
    bad, flagged = stairs.bad[1:], stairs.bad[1:] + stairs.good[1:]
    return float(np.sum(np.diff(stairs.bad) * (bad / flagged)) / stairs.n_bad)


def lift(y: np.ndarray, score: np.ndarray, share: float = 0.1) -> float:
    """Bad rate among the riskiest `share` of the rows over the bad rate of all: 1 is chance.

    Rows that tie at the border are taken in part, as many as fit, with the mean bad rate of the tie.

    Parameters
    ----------
    share : part of all rows that is looked at, in (0, 1]. Raising it draws the lift towards 1.
    """
    return lift_of(staircase(y, score), share)


def lift_of(stairs: Staircase, share: float = 0.1) -> float:
    """`lift` of a staircase."""
    assert 0 < share <= 1, share
    if stairs.one_class:
        return math.nan
    taken = share * (stairs.n_bad + stairs.n_good)
    caught = np.interp(taken, stairs.bad + stairs.good, stairs.bad)
    return float(caught / stairs.n_bad / share)


def recall_at_precision(y: np.ndarray, score: np.ndarray, precision: float) -> float:
    """Largest share of the bad rows that is flagged while at least `precision` of the flagged rows are bad.

    0 where no threshold is that precise; 1 for every precision up to the bad rate, where flagging all will do,
    so that it says nothing there. nan with one outcome only.
    """
    return recall_at_precision_of(staircase(y, score), precision)


def recall_at_precision_of(stairs: Staircase, precision: float) -> float:
    """`recall_at_precision` of a staircase."""
    if stairs.one_class:
        return math.nan
    bad, flagged = stairs.bad[1:], stairs.bad[1:] + stairs.good[1:]
    reached = bad / flagged >= precision - 1e-12  # 3 of 10 is a precision of .3, whatever its last binary digit
    return float(bad[reached].max() / stairs.n_bad) if reached.any() else 0.0


def default_precision(bad_rate: float) -> float:
    """The precision q at which `recall_at_precision` is read: three times the bad rate, at most .95.

    A fixed q such as the .1 of Liu et al. (2020) is reached by flagging everybody wherever more than a tenth is bad.
    """
    return min(0.95, 3.0 * bad_rate)
