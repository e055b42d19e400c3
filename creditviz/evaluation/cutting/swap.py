"""Swap set: whom a challenger approves and declines in the champion's place."""

from __future__ import annotations

import math

import numpy as np

from creditviz.evaluation.cutting.profit import PER, account_profit
from creditviz.exceptions import SpecificationError
from creditviz.metrics import Z95, share_difference, wilson
from creditviz.results import Applicants, Economics, Interval, SwapCell, SwapSet

BOTH, NEW, LOST, NEITHER = "approved by both", "newly approved", "newly declined", "declined by both"


def same_rows(a: Applicants, b: Applicants) -> bool:
    """Whether two models were judged on the same accounts with the same outcomes."""
    order_a, order_b = np.argsort(a.row_id, kind="stable"), np.argsort(b.row_id, kind="stable")
    return np.array_equal(a.row_id[order_a], b.row_id[order_b]) and np.array_equal(a.y[order_a], b.y[order_b])


def swap_set(champion: Applicants, challenger: Applicants, cut_offs: tuple[float, float], money: Economics) -> SwapSet:
    """Four ways in which two models treat the same accounts.

    Parameters
    ----------
    cut_offs : of the champion and of the challenger.

    Raises
    ------
    SpecificationError
        The two were not judged on the same accounts.
    """
    if not same_rows(champion, challenger):
        raise SpecificationError(
            "a swap set compares two models on the same accounts, however these two were judged on other rows. "
            "Choose a run with the same protocol, seed and test share."
        )
    order, other = np.argsort(champion.row_id, kind="stable"), np.argsort(challenger.row_id, kind="stable")
    bad, earned = champion.y[order] == 1, account_profit(champion, money)[order]
    old, new = champion.pd[order] < cut_offs[0], challenger.pd[other] < cut_offs[1]
    both, added, lost, neither = (
        _cell(name, among, bad, earned)
        for name, among in ((BOTH, old & new), (NEW, ~old & new), (LOST, old & ~new), (NEITHER, ~old & ~new))
    )
    gap = share_difference(added.n_bad, added.n, lost.n_bad, lost.n)
    return SwapSet(*cut_offs, both, added, lost, neither, gap, _mean_gap(earned * (new.astype(float) - old)))


def _cell(name: str, among: np.ndarray, bad: np.ndarray, earned: np.ndarray) -> SwapCell:
    n, n_bad = int(among.sum()), int((among & bad).sum())
    low, high = wilson(n_bad, n) if n else (math.nan, math.nan)
    rate = Interval(n_bad / n if n else math.nan, float(low), float(high))
    return SwapCell(name, n, n_bad, rate, float(earned[among].sum()))


def _mean_gap(change: np.ndarray) -> Interval:
    """Mean change per 1,000 accounts with its 95% interval; accounts treated alike change nothing."""
    n = len(change)
    if n < 2:
        return Interval(math.nan, math.nan, math.nan)
    value, half = PER * float(change.mean()), PER * Z95 * float(change.std(ddof=1)) / math.sqrt(n)
    return Interval(value, value - half, value + half)
