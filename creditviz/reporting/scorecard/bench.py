"""What the bins of a column say, in words, and their lines in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from creditviz.reporting.words import percent
from creditviz.results import BinnedColumn

HELP = (
    "Each bar is the bad rate of a bin with its 95% interval, the line its weight of evidence: above 0 safer than the "
    "book. A good column steps one way. Worry when it turns, when an information value is no larger than chance gives, "
    "or when its bins drift."
)


def turn_of(binned: BinnedColumn) -> int | None:
    """The first bin of an amount, from 1, at which the bad rate turns; None where it steps one way."""
    if binned.bins.groups:
        return None
    rate = binned.bad_rate[: binned.bins.n_regular]
    steps = np.sign(np.diff(rate[~np.isnan(rate)]))
    wrong = np.flatnonzero((steps[1:] * steps[:-1]) < 0)
    if len(wrong):
        return int(wrong[0]) + 3
    asked = {"up": 1, "down": -1}.get(binned.bins.direction, 0)
    against = np.flatnonzero(steps * asked < 0)
    return int(against[0]) + 2 if len(against) else None


def finding(name: str, binned: BinnedColumn) -> str:
    """The column in one sentence with its bad rates."""
    rate = binned.bad_rate[: binned.bins.n_regular]
    rate = rate[~np.isnan(rate)]
    if len(rate) < 2:
        return f"{name}: one bin, which tells nobody apart"
    low, high = percent(float(rate.min())), percent(float(rate.max()))
    if binned.bins.groups:
        return f"{name}: {len(rate)} groups with bad rates from {low} to {high}"
    turn = turn_of(binned)
    if turn is not None:
        return f"{name}: bad rate turns at bin {turn}, between {low} and {high}"
    way = "climbs" if rate[-1] > rate[0] else "falls"
    return f"{name}: bad rate {way} in {len(rate)} steps from {percent(float(rate[0]))} to {percent(float(rate[-1]))}"


def evidence_line(binned: BinnedColumn, drift: float | None, vif: float | None, alike: Sequence[str]) -> str:
    """Information value beside what chance gives; drift between halves of time; what it moves with on the card."""
    parts = [f"IV {binned.iv:.2f}, by chance up to {binned.iv_by_chance:.2f}"]
    if drift is not None:
        parts.append(f"PSI {drift:.3f} over time")
    if vif is not None:
        more = f" and {len(alike) - 1} more" if len(alike) > 1 else ""
        parts.append(f"VIF {vif:.1f}" + (f", moves with {alike[0]}{more}" if alike else ""))
    return " · ".join(parts)


def short_name(name: str) -> str:
    """A variable in a narrow column: months as numbers.

    >>> short_name("Repayment status, latest month"), short_name("Balance, 2 months before"), short_name("Income")
    ('Repayment status 0', 'Balance −2', 'Income')
    """
    return re.sub(r", (\d+) months? before$", r" −\1", re.sub(r", latest month$", " 0", name))


def bin_lines(binned: BinnedColumn, names: Sequence[str], points: np.ndarray | None) -> dict[str, list[Any]]:
    """A line a bin that has accounts, shares in per cent; no points off the card."""
    shown = np.flatnonzero(binned.n > 0)
    lines: dict[str, list[Any]] = {
        "attribute": [names[int(i)] for i in shown],
        "accounts": binned.n[shown].tolist(),
        "share": (100 * binned.n[shown] / binned.n.sum()).tolist(),
        "bad": binned.n_bad[shown].tolist(),
        "bad rate": (100 * binned.bad_rate[shown]).tolist(),
        "WoE": binned.woe[shown].tolist(),
    }
    if points is not None:
        lines["points"] = np.rint(points[shown]).tolist()
    return lines
