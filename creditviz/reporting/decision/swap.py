"""Card of the swap set: whom the challenger approves and declines in the champion's place."""

from __future__ import annotations

import math

from creditviz.figures.decision.cutoff import APPROVED
from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.figures.theme import BAD, GOOD, MUTED
from creditviz.reporting.card import Card
from creditviz.reporting.decision.words import amount_words, cut_off_words
from creditviz.reporting.words import percent
from creditviz.results import Interval, SwapCell, SwapSet

SWAP_HELP = (
    "Both models judge the same accounts. Newly approved are those that only the challenger approves, newly declined "
    "those that only the champion did; dots are their bad rates with 95% intervals. The challenger helps when the "
    "newly approved go bad less often than the newly declined would have; worry when the two intervals swap places."
)


def swap_card(swap: SwapSet, names: tuple[str, str], about: str) -> Card:
    """Bad rates of the four kinds of accounts.

    Parameters
    ----------
    names : of the champion and of the challenger.
    """
    cells = _cells(swap)
    colours = (APPROVED, GOOD, BAD, MUTED)
    dots = [
        Dot(f"{cell.name}, {cell.n:,}", _points(cell.bad_rate), colour)
        for cell, colour in zip(cells, colours, strict=True)
        if cell.n
    ]
    return Card(
        "swap-set",
        swap_finding(swap),
        f"{names[1]} at {cut_off_words(swap.challenger_cut_off)} in place of {names[0]} at "
        f"{cut_off_words(swap.champion_cut_off)} · {about}",
        SWAP_HELP,
        intervals_figure(dots, "bad rate, per cent", digits=1),
        swap_numbers(swap),
    )


def swap_finding(swap: SwapSet) -> str:
    """Who comes, who goes, and whether that is better beyond chance."""
    new, lost = swap.newly_approved, swap.newly_declined
    if not new.n and not lost.n:
        return "The two models approve the same accounts at these cut-offs: nothing is swapped"
    if not new.n or not lost.n:
        cell = new if new.n else lost
        return f"{cell.n:,} accounts are {cell.name}, {_rate(cell)}; none goes the other way"
    gap = swap.bad_rate_gap
    side = "safer" if gap.high < 0 else "riskier" if gap.low > 0 else "within chance"
    return f"{new.n:,} newly approved ({_rate(new)}) for {lost.n:,} newly declined ({_rate(lost)}): {side}"


def profit_gap_words(swap: SwapSet) -> str:
    """What the exchange earns, and whether that is beyond chance."""
    gap = swap.profit_gap
    if not math.isfinite(gap.value):
        return "The difference in profit is not known."
    chance = "" if gap.low > 0 or gap.high < 0 else ", so it may be chance"
    return (
        f"The exchange changes profit by {_signed(gap.value)} per 1,000 applicants "
        f"(95% interval {_signed(gap.low)} to {_signed(gap.high)}{chance})."
    )


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + amount_words(value)


def swap_numbers(swap: SwapSet) -> dict[str, list]:
    """One line for each of the four kinds of accounts."""
    cells = _cells(swap)
    return {
        "accounts": [cell.name for cell in cells],
        "n": [cell.n for cell in cells],
        "bad": [cell.n_bad for cell in cells],
        "bad_rate": [cell.bad_rate.value if cell.n else None for cell in cells],
        "low": [cell.bad_rate.low if cell.n else None for cell in cells],
        "high": [cell.bad_rate.high if cell.n else None for cell in cells],
        "profit_when_approved": [cell.profit for cell in cells],
    }


def swap_table(swap: SwapSet) -> dict[str, list[str]]:
    """The same as words."""
    cells = _cells(swap)
    return {
        "accounts": [cell.name for cell in cells],
        "how many": [f"{cell.n:,}" for cell in cells],
        "bad": [f"{cell.n_bad:,}" for cell in cells],
        "bad rate": [_rate(cell, "") for cell in cells],
        "would earn when approved": [amount_words(cell.profit) for cell in cells],
    }


def _cells(swap: SwapSet) -> tuple[SwapCell, ...]:
    return swap.both, swap.newly_approved, swap.newly_declined, swap.neither


def _rate(cell: SwapCell, bad: str = " bad") -> str:
    if not cell.n:
        return "none"
    rate = cell.bad_rate
    return f"{percent(rate.value)}{bad}, {percent(rate.low)} to {percent(rate.high)}"


def _points(interval: Interval) -> Interval:
    return Interval(100 * interval.value, 100 * interval.low, 100 * interval.high)
