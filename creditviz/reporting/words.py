"""Numbers in the words of a credit committee, with the digits that they support."""

from __future__ import annotations

import math

from creditviz.results import RunResult

LEAKY = "Leaky replay: synthetic accounts among the rows that are judged"
FEW_BAD = 30  # fewer bad accounts than this support no finding


def percent(share: float) -> str:
    """A share as whole per cent; one digit more below 1% and above 99%.

    >>> percent(0.614), percent(0.004), percent(1.0), percent(0.9962)
    ('61%', '0.4%', '100%', '99.6%')
    """
    if math.isnan(share):
        return "unknown"
    fine = 0 < share < 0.01 or 0.99 < share < 1
    return f"{share:.{1 if fine else 0}%}"


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
