"""A kept cut-off in words, for the page and for every report that comes later."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from creditviz.evaluation.cutting.fairness import FOUR_FIFTHS
from creditviz.reporting.performance.calibration import calibration_name
from creditviz.reporting.words import day, percent
from creditviz.results import CutOffCounts, Economics, Interval
from creditviz.runs.reading.applicants import Rows
from creditviz.runs.reading.chosen import CUT_OFF as CUT_OFF  # kind of decision
from creditviz.runs.shelves.rows import Decision


def cut_off_words(pd: float) -> str:
    """A cut-off with the digits that tell it from its neighbours.

    >>> cut_off_words(0.1834), cut_off_words(0.00412), cut_off_words(1.0)
    ('18.3%', '0.41%', '100%')
    """
    share = 100 * pd
    return f"{share:.2f}%" if 0 < share < 1 else f"{share:.1f}%".replace(".0%", "%")


def amount_words(value: float) -> str:
    """Money in three digits: no interval of a profit supports more.

    >>> amount_words(123456.7), amount_words(-12.34), amount_words(0.5), amount_words(float("nan"))
    ('123,000', '-12', '0.5', 'unknown')
    """
    if not math.isfinite(value):
        return "unknown"
    digits = 3 if abs(value) >= 100 or value == 0 else 2
    return f"{float(f'{value:.{digits}g}'):,.10g}"


def ratio_figure(ratio: float) -> str:
    """Two digits, three where two would hide on which side of four fifths a ratio lies.

    >>> ratio_figure(0.94), ratio_figure(0.797), ratio_figure(0.801), ratio_figure(0.7996)
    ('0.94', '0.797', '0.80', 'just under 0.80')
    """
    for digits in (2, 3):
        if (round(ratio, digits) < FOUR_FIFTHS) == (ratio < FOUR_FIFTHS):
            return f"{ratio:.{digits}f}"
    return "just under 0.80"


def ratio_words(found: Interval) -> str:
    """A ratio with its interval.

    >>> ratio_words(Interval(0.641, 0.5, 0.861))
    '0.64 (0.50 to 0.86)'
    """
    bounds = f" ({found.low:.2f} to {found.high:.2f})" if math.isfinite(found.high) else ""
    return f"{ratio_figure(found.value)}{bounds}"


def kept_value(
    now: CutOffCounts, money: Economics, profit: float, *, column: str, calibration: str, capacity: float | None = None
) -> dict[str, Any]:
    """What the store keeps of a cut-off: itself, and what it did on the rows it was chosen on.

    Parameters
    ----------
    now : counts at this one cut-off.
    column : the exposure column; empty where every account has `money.amount`.
    capacity : share of applicants whose approval can be handled; None: no limit.
    """
    bad_rate = float(now.bad_rate[0])
    return {
        "pd": float(now.cut_off[0]),
        "approval_rate": float(now.approval_rate[0]),
        "bad_rate": bad_rate if math.isfinite(bad_rate) else None,
        "profit_per_1000": profit,
        "rows": now.n,
        "part": "test",
        "calibration": calibration,
        "money": {**vars(money), "column": column},
        "capacity": capacity,
    }


def rows_about(label: str, rows: Rows) -> str:
    """Which rows and which PDs, for subtitles."""
    note = "" if rows.calibration == "model" else f" · PDs: {calibration_name(rows.calibration)}"
    return f"{len(rows.test):,} test rows, {int(rows.test.y.sum()):,} bad · {label}{note}"


def cut_off_sentence(decisions: Sequence[Decision]) -> str:
    """The cut-off in force, who kept it, when and why; empty while none is kept.

    Parameters
    ----------
    decisions : of kind "cut-off", the newest first, as `store.decisions(run, "cut-off")` gives them.
    """
    if not decisions:
        return ""
    newest = decisions[0]
    value = newest.value
    return (
        f"Cut-off {cut_off_words(value['pd'])} PD, kept by {newest.author} on {day(newest.at)}: "
        f"{newest.reason.rstrip('.')}. It approved {percent(value['approval_rate'])} of {value['rows']:,} test rows"
    )


def calibration_warning(decisions: Sequence[Decision], calibration: str) -> str:
    """What is wrong when the cut-off in force was kept on other PDs than those in use; empty when nothing is.

    Parameters
    ----------
    decisions : as in `cut_off_sentence`.
    calibration : name of the run's calibration now.
    """
    then = decisions[0].value.get("calibration", calibration) if decisions else calibration
    if then == calibration:
        return ""
    return (
        f"It was kept on PDs of the calibration {then}; the run now uses {calibration}, so the same figure approves "
        "other applicants. Keep it anew."
    )
