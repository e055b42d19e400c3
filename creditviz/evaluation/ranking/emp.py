"""Expected maximum profit of a credit score, exact: an integral over the hull of its ROC curve, piece by piece."""

from __future__ import annotations

import math

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.metrics import Staircase, staircase, upper_hull
from creditviz.results import LossAssumptions, MaximumProfit

PUBLISHED = LossAssumptions()


def expected_maximum_profit(y: np.ndarray, score: np.ndarray, losses: LossAssumptions = PUBLISHED) -> MaximumProfit:
    """Profit over approving everybody, when the lender rejects at the best cut-off for each possible loss.

    A rejected bad account saves its loss, a rejected good one costs the return. The share that a bad account loses is
    not known when the score is judged: nothing in `none` of the cases, everything in `total`, else uniform between.

    Parameters
    ----------
    y : array of shape (n,), 1 = default.
    score : array of shape (n,), high = risky.
    losses : the defaults are those that the authors estimated.

    Raises
    ------
    SpecificationError
        The shares are no shares or sum to more than 1, or the return is below 0.

    References
    ----------
    Verbraken, Bravo, Weber, Baesens (2014), Development and application of consumer credit scoring models using
    profit-based classification measures.
    """
    return expected_maximum_profit_of(staircase(y, score), losses)


def expected_maximum_profit_of(stairs: Staircase, losses: LossAssumptions = PUBLISHED) -> MaximumProfit:
    """`expected_maximum_profit` of a staircase."""
    check_losses(losses)
    if stairs.one_class:
        return MaximumProfit(math.nan, math.nan, math.nan)
    n = stairs.n_bad + stairs.n_good
    hull_bad, hull_good = upper_hull(stairs.bad, stairs.good)
    bad, good = hull_bad / n, hull_good / n  # rejected at each vertex, as shares of all
    turn = np.full(len(bad) - 1, np.inf)  # loss from which on the next vertex is better
    np.divide(losses.roi * np.diff(good), np.diff(bad), out=turn, where=np.diff(bad) > 0)
    ends = np.minimum(np.r_[0.0, turn, 1.0], 1.0)  # vertex i is best for losses in [ends[i], ends[i + 1]]
    width, middle = np.diff(ends), (ends[1:] + ends[:-1]) / 2
    spread = 1.0 - losses.none - losses.total
    last = int(np.searchsorted(turn, 1.0, side="right"))  # best where everything is lost
    profit = spread * np.sum(width * (middle * bad - losses.roi * good))
    rejected = spread * np.sum(width * (bad + good))
    return MaximumProfit(
        float(profit + losses.total * (bad[last] - losses.roi * good[last])),
        float(rejected + losses.total * (bad[last] + good[last])),
        stairs.n_bad / n * losses.mean_loss,
    )


def check_losses(losses: LossAssumptions) -> None:
    """Refuse shares that are none; raises `SpecificationError`."""
    shares = (losses.none, losses.total)
    if min(*shares, losses.roi) < 0 or sum(shares) > 1 + 1e-12:
        raise SpecificationError(
            "the shares of bad accounts that lose nothing and everything are 0% or more and at most 100% together, and "
            f"the return is 0% or more, however: {100 * losses.none:g}%, {100 * losses.total:g}% and "
            f"{100 * losses.roi:g}%. Correct them."
        )
