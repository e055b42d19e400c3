"""What a cut-off earns: margins of good accounts less losses of bad ones and the cost of a case."""

from __future__ import annotations

import math

import numpy as np

from creditviz.metrics import Z95
from creditviz.results import Applicants, CutOffCounts, Economics, Interval

PER = 1000  # profit is said per so many applicants


def profit(counts: CutOffCounts, money: Economics, *, by_column: bool = False) -> np.ndarray:
    """Profit per 1,000 applicants at each cut-off, (m,), from the outcomes that the rows had.

    An approved good account earns margin x amount - cost, an approved bad one loses lgd x amount + cost, a declined
    one is nothing.

    Parameters
    ----------
    by_column : whether the counts' amounts are those of a column; else every account has `money.amount`.
    """
    unit = 1.0 if by_column else money.amount
    total = unit * (money.margin * counts.good.amount - money.lgd * counts.bad.amount) - money.cost * counts.approved
    return PER * total / counts.n if counts.n else np.full(len(counts.cut_off), math.nan)


def profit_interval(counts: CutOffCounts, money: Economics, at: int, *, by_column: bool = False) -> Interval:
    """Profit per 1,000 applicants at cut-off number `at`, with the 95% interval of a mean over applicants.

    The interval is that of the applicants' chance alone: margin, loss and cost are taken as known.
    """
    value = float(profit(counts, money, by_column=by_column)[at])
    if counts.n < 2:
        return Interval(value, math.nan, math.nan)
    unit = 1.0 if by_column else money.amount
    squares = 0.0
    for side, rate in ((counts.good, unit * money.margin), (counts.bad, -unit * money.lgd)):
        amount, squared = float(side.amount[at]), float(side.amount_squared[at])
        squares += rate**2 * squared - 2 * rate * money.cost * amount + money.cost**2 * float(side.count[at])
    mean = value / PER
    variance = max(0.0, squares / counts.n - mean**2) / (counts.n - 1)
    half = PER * Z95 * math.sqrt(variance)
    return Interval(value, value - half, value + half)


def best_cut_off(counts: CutOffCounts, money: Economics, *, by_column: bool = False) -> float:
    """The cut-off that earns most; of several, the lowest, which takes least risk."""
    return float(counts.cut_off[int(np.argmax(profit(counts, money, by_column=by_column)))])


def break_even(money: Economics) -> float:
    """PD at which an account of `money.amount` earns nothing on average: what the best cut-off is when PDs are right.

    (1 - p) margin = p lgd + cost / amount. Nan without an amount, or when neither a margin nor a loss is set.

    >>> round(break_even(Economics(margin=0.1, lgd=0.4)), 3)
    0.2
    """
    whole = money.margin + money.lgd
    return (money.margin - money.cost / money.amount) / whole if whole > 0 and money.amount > 0 else math.nan


def account_profit(rows: Applicants, money: Economics) -> np.ndarray:
    """What each account earns when it is approved, (n,)."""
    amount = np.full(len(rows), money.amount) if rows.exposure is None else rows.exposure
    return np.where(rows.y == 1, -money.lgd, money.margin) * amount - money.cost
