"""Numbers of the Balancing studio in words: AUCs with two digits at least, differences with two that move."""

from __future__ import annotations

import math

from creditviz.reporting.words import digits_of, signed
from creditviz.results import Interval

CHANCE = 0.5
SAME_SPLIT = (
    "All seeds share one split: they vary the sampler and the model alone, so no interval and no verdict is given"
)


def auc_words(interval: Interval, *, reach: bool = False) -> str:
    """A value with the digits that its interval supports, two at least; its 95% interval with `reach`.

    >>> auc_words(Interval(0.8, 0.68, 0.92)), auc_words(Interval(0.8, 0.798, 0.802), reach=True)
    ('0.80', '0.800 (0.798 to 0.802)')
    """
    if math.isnan(interval.value):
        return "unknown"
    digits = max(2, digits_of(interval))
    text = f"{interval.value:.{digits}f}"
    if reach and known(interval):
        text += f" ({interval.low:.{digits}f} to {interval.high:.{digits}f})"
    return text


def gain_words(interval: Interval, *, reach: bool = False) -> str:
    """A difference with its sign and two digits that its interval moves; its 95% interval with `reach`.

    >>> gain_words(Interval(0.0123, -0.0677, 0.0923), reach=True), gain_words(Interval(0.0123, math.nan, math.nan))
    ('+0.012 (-0.068 to +0.092)', '+0.012')
    """
    if math.isnan(interval.value):
        return "unknown"
    digits = gain_digits(interval)
    text = signed(interval.value, digits)
    if reach and known(interval):
        text += f" ({signed(interval.low, digits)} to {signed(interval.high, digits)})"
    return text


def gain_digits(interval: Interval, most: int = 4) -> int:
    """Decimals of a difference: the first two that the half-width moves; 3 where it is not known."""
    half = (interval.high - interval.low) / 2
    if not math.isfinite(half) or half < 1e-9:  # 1e-9: equal seeds, but for rounding
        return 3
    return min(most, max(2, digits_of(interval, most) + 1))


def floor_words(floor: Interval) -> str:
    """What real rows score against real rows; below chance they cannot be told apart.

    >>> floor_words(Interval(0.51, 0.49, 0.53)), floor_words(Interval(0.40, 0.3, 0.5))
    ('real rows 0.51', 'real rows cannot be told apart')
    """
    return "real rows cannot be told apart" if floor.value < CHANCE else f"real rows {auc_words(floor)}"


def known(interval: Interval) -> bool:
    """Whether both ends of an interval are."""
    return math.isfinite(interval.low) and math.isfinite(interval.high)


def half_width(interval: Interval) -> float:
    """Half of an interval's width; infinite where it is not known."""
    return (interval.high - interval.low) / 2 if known(interval) else math.inf
