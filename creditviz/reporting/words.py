"""Numbers in the words of a credit committee, with the digits that they support."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence

from creditviz.results import Interval, RunResult

LEAKY = "Leaky replay: synthetic accounts among the rows that are judged"
FEW_BAD = 30  # fewer bad accounts than this support no finding


def day(at: float) -> str:
    """A date in words, e.g. "3 Aug 2026".

    Parameters
    ----------
    at : seconds since 1970.
    """
    return time.strftime("%d %b %Y", time.localtime(at)).lstrip("0")


def moment(at: float) -> str:
    """A date with its time, e.g. "3 Aug 2026, 14:05"."""
    return f"{day(at)}, {time.strftime('%H:%M', time.localtime(at))}"


def trees_words(trees: Mapping[str, Sequence[int]]) -> str:
    """How many trees each booster has, of how many it was allowed; "" where nothing boosts.

    >>> trees_words({"booster": (143, 2000)})
    '143 of 2,000 trees allowed'
    >>> trees_words({"booster 1 of 2": (90, 500), "booster 2 of 2": (70, 500)})
    '90 and 70 of 500 trees allowed'
    """
    if not trees:
        return ""
    used, allowed = zip(*trees.values(), strict=True)
    return f"{' and '.join(f'{n:,}' for n in used)} of {max(allowed):,} trees allowed"


def p_words(p: float, n: int, of: str = "accounts") -> str:
    """A p value as a reader needs it, never without what it was made of.

    >>> p_words(0.0312, 4500), p_words(0.00004, 6, "splits"), p_words(float("nan"), 2)
    ('p = 0.031, n = 4,500 accounts', 'p < 0.001, n = 6 splits', 'p unknown, n = 2 accounts')
    """
    return f"p {p_figure(p)}, n = {n:,} {of}"


def p_figure(p: float) -> str:
    """A p value for a cell of a table that has its n beside it.

    >>> p_figure(0.412), p_figure(0.0004), p_figure(float("nan"))
    ('= 0.41', '< 0.001', 'unknown')
    """
    if math.isnan(p):
        return "unknown"
    if p < 0.001:
        return "< 0.001"
    return f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"


def percent(share: float) -> str:
    """A share as whole per cent; one digit more below 1% and above 99%.

    >>> percent(0.614), percent(0.004), percent(1.0), percent(0.9962)
    ('61%', '0.4%', '100%', '99.6%')
    """
    if math.isnan(share):
        return "unknown"
    fine = 0 < share < 0.01 or 0.99 < share < 1
    return f"{share:.{1 if fine else 0}%}"


def percents(a: float, b: float) -> tuple[str, str]:
    """Two shares, with digits enough to tell them apart.

    >>> percents(0.2, 0.1), percents(0.023, 0.0165)
    (('20%', '10%'), ('2.30%', '1.65%'))
    """
    words = percent(a), percent(b)
    return words if words[0] != words[1] else (f"{a:.2%}", f"{b:.2%}")


def points(share: float) -> str:
    """A difference of two shares in percentage points.

    >>> points(0.0123), points(-0.004)
    ('1.2 points', '0.4 points')
    """
    return f"{abs(share) * 100:.1f} points"


def signed(value: float, digits: int = 3) -> str:
    """A difference with its sign; a zero without one.

    >>> signed(0.0123), signed(-0.2, 2), signed(0.0001)
    ('+0.012', '-0.20', '0.000')
    """
    text = f"{value:+.{digits}f}"
    return text[1:] if float(text) == 0 else text


def digits_of(interval: Interval, most: int = 4) -> int:
    """Decimals that an interval supports: the first one that its half-width moves; 3 where it is not known.

    >>> [digits_of(Interval(0.5, 0.5 - half, 0.5 + half)) for half in (0.3, 0.01, 0.0004)]
    [1, 2, 4]
    """
    half = (interval.high - interval.low) / 2
    if not math.isfinite(half) or half <= 0:
        return 3
    return min(most, max(1, -math.floor(math.log10(half) + 1e-9)))


def supported(interval: Interval, *, sign: bool = False) -> str:
    """A value with the digits that its interval supports.

    >>> supported(Interval(0.81234, 0.80, 0.82)), supported(Interval(0.0123, 0.011, 0.014), sign=True)
    ('0.81', '+0.012')
    """
    if math.isnan(interval.value):
        return "unknown"
    digits = digits_of(interval)
    return signed(interval.value, digits) if sign else f"{interval.value:.{digits}f}"


def with_interval(interval: Interval, *, sign: bool = False) -> str:
    """A value and its 95% interval in one breath.

    >>> with_interval(Interval(0.81234, 0.80, 0.82))
    '0.81 (0.80 to 0.82)'
    """
    text = supported(interval, sign=sign)
    if not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return text
    digits = digits_of(interval)
    low, high = (signed(value, digits) if sign else f"{value:.{digits}f}" for value in (interval.low, interval.high))
    return f"{text} ({low} to {high})"


def of_rows(n_rows: int, n_available: int) -> str:
    """How many test rows a figure draws.

    >>> of_rows(500, 500), of_rows(500, 9000)
    ('500 test rows', '500 of 9,000 test rows')
    """
    return f"{n_rows:,} test rows" if n_rows == n_available else f"{n_rows:,} of {n_available:,} test rows"


def rows_shown(result: RunResult, part: str = "test") -> str:
    """How many rows, how many bad, and whether they are to be trusted, e.g. "9,000 test rows, 1,991 bad"."""
    scored = getattr(result, part)
    text = f"{len(scored):,} {part} rows, {int((scored.y_true == 1).sum()):,} bad"
    if scored.fold is not None:
        text += ", out of fold"
    return f"{text} · {LEAKY}" if result.leaky else text


def nothing_to_judge(result: RunResult) -> str:
    """Why the test rows cannot be judged at all, in one sentence; empty when they can."""
    n_bad = int((result.test.y_true == 1).sum())
    if not len(result.test):
        return "There are no test rows: nothing to judge."
    if n_bad in (0, len(result.test)):
        return f"All {len(result.test):,} test rows are {'bad' if n_bad else 'good'}: nothing to rank."
    return ""


def doubt(result: RunResult) -> str:
    """Why a finding would claim too much, in one sentence; empty when it would not."""
    n_bad = int((result.test.y_true == 1).sum())
    if result.test.y_score.min() == result.test.y_score.max():
        return "Every account has the same score: the model ranks nothing."
    rarest = min(n_bad, len(result.test) - n_bad)
    if rarest < FEW_BAD:
        rows = "row" if rarest == 1 else "rows"
        return f"Only {rarest} {'bad' if rarest == n_bad else 'good'} test {rows}: too few to judge."
    return ""
