"""Tiles and cards of the Decision page: what one cut-off does to approvals, losses, money and groups."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from creditviz.evaluation.cutting.cutoff import count_at, impact_ratios
from creditviz.evaluation.cutting.fairness import FOUR_FIFTHS, fairness_at
from creditviz.evaluation.cutting.profit import break_even, profit, profit_interval
from creditviz.evaluation.groups import FEWEST
from creditviz.figures.decision.cutoff import impact_figure, profit_figure, trade_off_figure
from creditviz.metrics import wilson
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.card import Card, Tile, Verdict
from creditviz.reporting.decision.words import amount_words, cut_off_words, ratio_figure, ratio_words
from creditviz.reporting.words import percent, points
from creditviz.results import Applicants, CutOffCounts, Economics, Fairness, Interval

TRADE_OFF_HELP = (
    "Accounts whose PD lies below the cut-off are approved: further right more are approved, and more of them go bad. "
    "The dashed line is the cut-off of the slider, the dotted one how many approvals can be handled. "
    "Worry when the approval rate lies above what can be handled, or when a small step to the right adds many bad."
)
PROFIT_HELP = (
    "Good approved accounts earn the margin, bad ones lose the loss share, each costs its handling; declined ones "
    "count nothing. The diamond is the cut-off that earned most on validation rows: found there and shown on test "
    "rows, it promises no more than it keeps. Worry when it lies far from the top of the line: then the top is chance."
)
IMPACT_HELP = (
    "The impact ratio is a group's approval rate over that of the group approved most often. Below four fifths (0.8) "
    "a supervisor will ask for the reason, by the rule of thumb of the US Uniform Guidelines of 1978. "
    f"Worry when a line falls below it near your cut-off; groups under {FEWEST} accounts are not drawn."
    f" {THRESHOLDS['four-fifths'].words}"
)


@dataclass(frozen=True, eq=False)
class AtCutOff:
    """One run at one cut-off, with the curves around it."""

    label: str  # of the run
    about: str  # which rows and which PDs
    curves: CutOffCounts  # at many cut-offs of test rows
    now: CutOffCounts  # at the chosen one
    money: Economics
    by_column: bool  # whether amounts come from a column
    best: float  # earned most on validation rows
    best_profit: float  # of that one, on test rows
    capacity: float | None = None  # share of applicants whose approval can be handled; None: no limit

    @property
    def cut_off(self) -> float:
        """The chosen one."""
        return float(self.now.cut_off[0])

    @property
    def profit(self) -> Interval:
        """Per 1,000 applicants, at the chosen cut-off."""
        return profit_interval(self.now, self.money, 0, by_column=self.by_column)

    @property
    def fairness(self) -> tuple[Fairness, ...]:
        """Every protected attribute at the chosen cut-off."""
        return fairness_at(self.now, 0)


def at_cut_off(
    rows: Applicants, curves: CutOffCounts, cut_off: float, *, label: str, about: str, money: Economics, best: float,
    capacity: float | None = None,
) -> AtCutOff:  # fmt: skip
    """Count what one cut-off does; `rows`, the smallest PD first, and `curves` are made once a run."""
    now, by_column = count_at(rows, curves, cut_off), rows.exposure is not None
    there = count_at(rows, curves, best)
    best_profit = float(profit(there, money, by_column=by_column)[0])
    return AtCutOff(label, about, curves, now, money, by_column, best, best_profit, capacity)


def decision_tiles(at: AtCutOff) -> tuple[Tile, ...]:
    """Five verdicts that move with the cut-off."""
    return (_approval(at), _bad_rate(at), _profit(at), _capacity(at), impact_tile(at))


def _approval(at: AtCutOff) -> Tile:
    now = at.now
    sentence = f"{int(now.approved[0]):,} of {now.n:,} accounts have a PD below {cut_off_words(at.cut_off)}."
    if not now.approved[0]:
        sentence = f"The cut-off of {cut_off_words(at.cut_off)} is not above any PD: nobody is approved."
    elif now.approved[0] == now.n:
        sentence = f"The cut-off of {cut_off_words(at.cut_off)} is above every PD: everybody is approved."
    return Tile("Approved", "none", percent(float(now.approval_rate[0])), "", sentence)


def _bad_rate(at: AtCutOff) -> Tile:
    now, whole = at.now, percent(at.now.n_bad / at.now.n) if at.now.n else "unknown"
    n, bad = int(now.approved[0]), int(now.bad.count[0])
    if not n:
        return Tile("Bad among them", "none", "none", "", f"Nobody is approved; of all accounts {whole} are bad.")
    low, high = wilson(bad, n)
    interval = f"95% interval {percent(float(low))} to {percent(float(high))}"
    return Tile("Bad among them", "none", percent(bad / n), interval, f"{bad:,} go bad; of all accounts {whole} do.")


def _profit(at: AtCutOff) -> Tile:
    found = at.profit
    change = f"95% interval {amount_words(found.low)} to {amount_words(found.high)}"
    sentence = (
        f"Per 1,000 applicants; {amount_words(at.best_profit)} at {cut_off_words(at.best)}, best on validation rows."
    )
    verdict: Verdict = "warning" if found.value < 0 else "none"
    return Tile("Profit", verdict, amount_words(found.value), change, sentence)


def _capacity(at: AtCutOff) -> Tile:
    if at.capacity is None:
        return Tile("Capacity", "none", "no limit", "", "Say under Edit how many approvals can be handled.")
    rate = float(at.now.approval_rate[0])
    room = at.capacity - rate
    if room >= 0:
        return Tile("Capacity", "good", percent(at.capacity), "", f"Can be handled; {points(room)} are still free.")
    over = f"{points(room)} more are approved than can be handled."
    return Tile("Capacity", "warning", percent(at.capacity), "", over)


def impact_tile(at: AtCutOff) -> Tile:
    """The lowest impact ratio of all protected attributes."""
    name = "Impact ratio"
    lowest = [(f, f.lowest) for f in at.fairness if f.lowest is not None]
    known = [(f, g) for f, g in lowest if g.impact_ratio is not None and math.isfinite(g.impact_ratio.value)]
    if not known:
        why = (
            "No protected column is declared." if not at.now.groups else "No two groups are large enough, or approved."
        )
        return Tile(name, "none", "none", "", why)
    attribute, group = min(known, key=lambda pair: pair[1].impact_ratio.value)  # type: ignore[union-attr]
    ratio = group.impact_ratio
    assert ratio is not None, "filtered above"
    verdict, side = against_four_fifths(ratio)
    return Tile(
        name,
        verdict,
        ratio_figure(ratio.value),
        f"95% interval {ratio.low:.2f} to {ratio.high:.2f}" if math.isfinite(ratio.high) else "",
        f"{attribute.name}: {group.label} against {attribute.reference}, {side}.",
    )


def against_four_fifths(ratio: Interval) -> tuple[Verdict, str]:
    """On which side of four fifths an impact ratio lies: a verdict, and words.

    >>> against_four_fifths(Interval(0.78, 0.7, 0.86))
    ('warning', 'below four fifths, but within chance')
    """
    if ratio.value >= FOUR_FIFTHS:
        sure = (
            not ratio.low < FOUR_FIFTHS
        )  # a ratio without an interval is that of two empty groups, or 1 by definition
        return (
            ("good", "at least four fifths") if sure else ("none", "at least four fifths, though less is within chance")
        )
    return (
        ("stop", "below four fifths")
        if ratio.high < FOUR_FIFTHS
        else ("warning", "below four fifths, but within chance")
    )


def trade_off_card(at: AtCutOff) -> Card:
    """Approval rate and bad rate against the cut-off."""
    curves = at.curves
    return Card(
        "trade-off",
        trade_off_finding(at),
        f"Approval and bad rate by cut-off · {at.about}",
        TRADE_OFF_HELP,
        trade_off_figure(curves.cut_off, curves.approval_rate, curves.bad_rate, at=at.cut_off, capacity=at.capacity),
        {
            "cut_off": curves.cut_off,
            "approved": curves.approved,
            "approved_bad": curves.bad.count,
            "approval_rate": curves.approval_rate,
            "bad_rate": curves.bad_rate,
        },
    )


def trade_off_finding(at: AtCutOff) -> str:
    """What the cut-off approves, and how many of those go bad."""
    curves = at.curves
    if len(np.unique(curves.approved)) <= 2 and curves.n > 1:
        return "Every account has the same PD: a cut-off approves everybody or nobody"
    if not at.now.approved[0]:
        return "Nobody is approved at this cut-off"
    rates = (float(at.now.approval_rate[0]), float(at.now.bad_rate[0]))
    return f"Approves {percent(rates[0])} of the applicants; {percent(rates[1])} of them go bad"


def profit_card(at: AtCutOff) -> Card:
    """Profit against the cut-off, with the one that validation rows choose."""
    earned = profit(at.curves, at.money, by_column=at.by_column)
    return Card(
        "profit",
        profit_finding(at, earned),
        f"Profit per 1,000 applicants by cut-off · {at.about}{_break_even_words(at)}",
        PROFIT_HELP,
        profit_figure(at.curves.cut_off, earned, at=at.cut_off, best=(at.best, at.best_profit)),
        {"cut_off": at.curves.cut_off, "profit_per_1000": earned},
    )


def profit_finding(at: AtCutOff, earned: np.ndarray) -> str:
    """What the cut-off earns beside the best one; `earned` is the profit at every cut-off of the curves."""
    if np.ptp(earned) == 0:
        return "Every cut-off earns the same: enter a margin, a loss or a cost"
    if at.best <= at.curves.cut_off[0] or at.money.margin == 0:
        return "With these amounts no cut-off earns anything: best is to approve nobody"
    if abs(at.cut_off - at.best) < 1e-5:
        return f"Earns {amount_words(at.profit.value)} per 1,000 applicants, at the best cut-off of validation rows"
    where = f"{cut_off_words(at.best)}, best on validation rows"
    return (
        f"Earns {amount_words(at.profit.value)} per 1,000 applicants, against {amount_words(at.best_profit)} at {where}"
    )


def _break_even_words(at: AtCutOff) -> str:
    level = break_even(at.money)
    if at.by_column or not math.isfinite(level) or not 0 < level < 1:
        return ""
    return f" · an account breaks even at a PD of {cut_off_words(level)}"


def impact_card(at: AtCutOff, attribute: int) -> Card:
    """Approval of groups against each other, over all cut-offs.

    Parameters
    ----------
    attribute : position among the protected attributes.
    """
    group, found = at.curves.groups[attribute], at.fairness[attribute]
    ratios = impact_ratios(group)
    lines = [(label, ratio) for label, n, ratio in zip(group.labels, group.n, ratios, strict=True) if n]
    m = len(at.curves.cut_off)
    return Card(
        "impact",
        _impact_finding(found),
        f"Impact ratio of {group.name.lower()} by cut-off · {at.about}",
        IMPACT_HELP,
        impact_figure(at.curves.cut_off, [n for n, _ in lines], np.array([r for _, r in lines]), at=at.cut_off),
        {
            "group": np.repeat([label for label, _ in lines], m),
            "cut_off": np.tile(at.curves.cut_off, len(lines)),
            "impact_ratio": np.concatenate([ratio for _, ratio in lines]),
        },
    )


def _impact_finding(found: Fairness) -> str:
    lowest = found.lowest
    if lowest is None or lowest.impact_ratio is None:
        return f"{found.name}: fewer than two groups have {FEWEST} accounts, so none can be compared"
    if not math.isfinite(lowest.impact_ratio.value):
        return "Nobody is approved at this cut-off: there is no ratio"
    side = "at least four fifths" if lowest.impact_ratio.value >= FOUR_FIFTHS else "below four fifths"
    return f"{lowest.label}: approved {ratio_words(lowest.impact_ratio)} times as often as {found.reference}, {side}"
