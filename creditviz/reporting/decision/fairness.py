"""Cards and the table of one protected attribute at one cut-off."""

from __future__ import annotations

import math
from collections.abc import Sequence

from creditviz.evaluation.cutting.fairness import FOUR_FIFTHS
from creditviz.evaluation.groups import FEWEST
from creditviz.figures.decision.cutoff import GROUPS
from creditviz.figures.intervals import Dot, add_reference, intervals_figure
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.card import Card
from creditviz.reporting.decision.words import cut_off_words, ratio_figure, ratio_words
from creditviz.reporting.words import percents
from creditviz.results import Fairness, GroupFairness, Interval

RATIO_HELP = (
    "Each dot is how often a group is approved over how often the most approved one is; bars are 95% intervals, "
    "widened so that those of all groups hold together (Bonferroni). "
    "1 means equally often; below four fifths (0.8) is the rule of thumb for adverse impact. "
    "Worry when a whole interval lies below 0.8; where it holds 0.8, these rows cannot tell."
    f" {THRESHOLDS['four-fifths'].words}"
)
MISTAKES_HELP = (
    "Two kinds of mistakes, as differences from the group approved most often: how many of the bad are declined, and "
    "how many of the good. 0 means that the cut-off errs alike in both groups; bars are 95% intervals, widened for the "
    "number of groups. "
    "Worry when good accounts of a group are declined more often: its interval lies right of 0."
)
GROUP_PD_HELP = (
    "For each group its bad rate with a 95% interval (widened for the number of groups), and as a hollow diamond the "
    "mean PD that the model gives it. "
    "A PD that is right for all may be wrong for a group. "
    "Worry when a diamond lies outside its interval: right of it the group's risk is over-forecast, left of it under."
)


def ratio_card(found: Fairness, cut_off: float, about: str) -> Card:
    """Impact ratios with intervals at the cut-off."""
    judged = [g for g in found.groups if _known(g.impact_ratio)]
    subtitle = f"Impact ratio by {found.name.lower()} at a cut-off of {cut_off_words(cut_off)} · {about}"
    if len(judged) < 2:
        return Card("impact-ratio", _no_ratio(found), subtitle, RATIO_HELP)
    colour = GROUPS[0]
    dots = [Dot(g.label, g.impact_ratio, colour) for g in judged if g.impact_ratio is not None]
    figure = intervals_figure(
        dots, "approved, over the group approved most often", at=FOUR_FIFTHS, at_text="four fifths", digits=2
    )
    add_reference(figure, 1.0)
    return Card("impact-ratio", _ratio_finding(found, judged), subtitle, RATIO_HELP, figure, fairness_numbers(found))


def _no_ratio(found: Fairness) -> str:
    large = [g for g in found.groups if g.n >= FEWEST]
    if len(large) < 2:
        return f"Fewer than two groups have {FEWEST} accounts: none can be compared"
    return "Nobody is approved at this cut-off: there is no ratio"


def _ratio_finding(found: Fairness, judged: Sequence[GroupFairness]) -> str:
    others = [g for g in judged if g.label != found.reference and g.impact_ratio is not None]
    below = [g for g in others if g.impact_ratio is not None and g.impact_ratio.high < FOUR_FIFTHS]
    doubtful = [g for g in others if g.impact_ratio is not None and g.impact_ratio.value < FOUR_FIFTHS]
    if below:
        return f"Below four fifths beyond chance: {_names(below)}"
    if doubtful:
        return f"Below four fifths, though within chance: {_names(doubtful)}"
    lowest = min(others, key=lambda g: g.impact_ratio.value)  # type: ignore[union-attr]
    assert lowest.impact_ratio is not None, "judged groups have one"
    sure = "" if lowest.impact_ratio.low >= FOUR_FIFTHS else "; these rows do not rule out less than four fifths"
    return f"Every group is at four fifths or above; lowest: {lowest.label}, {ratio_words(lowest.impact_ratio)}{sure}"


def mistakes_card(found: Fairness, about: str) -> Card:
    """Differences of TPR and FPR from the reference group."""
    others = [g for g in found.groups if g.label != found.reference]
    dots = [
        Dot(g.label, _points(gap), colour, series=series, offset=offset)
        for g in others
        for gap, series, colour, offset in (
            (g.caught_gap, "bad declined", GROUPS[1], 0.16),
            (g.flagged_gap, "good declined", GROUPS[0], -0.16),
        )
        if gap is not None
    ]
    subtitle = f"Mistakes by {found.name.lower()}, in points from {found.reference or 'no group'} · {about}"
    if not dots:
        finding = f"Mistakes cannot be compared: no two groups have {FEWEST} bad and {FEWEST} good accounts"
        return Card("mistakes", finding, subtitle, MISTAKES_HELP)
    figure = intervals_figure(dots, "percentage points", at=0.0, digits=1)
    for name, colour in (("bad declined (TPR)", GROUPS[1]), ("good declined (FPR)", GROUPS[0])):
        figure.add_scatter(x=[None], y=[None], mode="markers", marker={"color": colour, "size": 10}, name=name)
    figure.update_traces(showlegend=True, selector={"x": (None,)})
    return Card("mistakes", _mistakes_finding(found, others), subtitle, MISTAKES_HELP, figure, fairness_numbers(found))


def _mistakes_finding(found: Fairness, others: Sequence[GroupFairness]) -> str:
    harmed = [g for g in others if g.flagged_gap is not None and g.flagged_gap.low > 0]
    if not harmed:
        return "No group's good accounts are declined more often beyond chance"
    worst = max(harmed, key=lambda g: g.flagged_gap.value)  # type: ignore[union-attr]
    assert worst.flagged_gap is not None, "harmed groups have one"
    gap = 100 * worst.flagged_gap.value
    return (
        f"Good accounts of {worst.label} are declined more often than those of {found.reference}, by {gap:.1f} points"
    )


def group_calibration_card(found: Fairness, about: str) -> Card:
    """Mean PD against bad rate of each group."""
    judged = [g for g in found.groups if g.bad_rate is not None and g.mean_pd is not None]
    subtitle = f"PDs by {found.name.lower()} · {about}"
    if not judged:
        finding = f"No group has {FEWEST} bad and {FEWEST} good accounts: PDs cannot be checked"
        return Card("group-calibration", finding, subtitle, GROUP_PD_HELP)
    dots = [Dot(g.label, _points(g.bad_rate), GROUPS[1], series="bad rate") for g in judged if g.bad_rate is not None]
    means = [
        Dot(g.label, Interval(100 * g.mean_pd, math.nan, math.nan), GROUPS[0], "diamond-open", "mean PD")
        for g in judged
        if g.mean_pd is not None
    ]
    figure = intervals_figure([*dots, *means], "per cent", digits=1)
    for name, colour, symbol in (("bad rate", GROUPS[1], "circle"), ("mean PD", GROUPS[0], "diamond-open")):
        marker = {"color": colour, "size": 10, "symbol": symbol}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=name, showlegend=True)
    return Card(
        "group-calibration", _calibration_finding(judged), subtitle, GROUP_PD_HELP, figure, fairness_numbers(found)
    )


def _calibration_finding(judged: Sequence[GroupFairness]) -> str:
    wrong = [
        g
        for g in judged
        if g.bad_rate is not None and g.mean_pd is not None and not g.bad_rate.low <= g.mean_pd <= g.bad_rate.high
    ]
    if not wrong:
        groups = f"all {len(judged)} groups" if len(judged) > 1 else f"{judged[0].label}, the one group judged,"
        return f"In {groups} the mean PD lies inside the interval of the bad rate"
    worst = max(wrong, key=lambda g: abs(g.mean_pd - g.bad_rate.value))  # type: ignore[operator,union-attr]
    assert worst.mean_pd is not None and worst.bad_rate is not None, "judged groups have both"
    side = "too high" if worst.mean_pd > worst.bad_rate.value else "too low"
    expected, seen = percents(worst.mean_pd, worst.bad_rate.value)
    return (
        f"PDs miss in {len(wrong)} of {len(judged)} groups, most in {worst.label}: "
        f"expected {expected} bad, seen {seen}, {side}"
    )


def fairness_numbers(found: Fairness) -> dict[str, list]:
    """One line a group; empty where its rows are too few."""
    intervals = ("approval_rate", "impact_ratio", "caught", "flagged", "caught_gap", "flagged_gap", "bad_rate")
    columns: dict[str, list] = {
        "group": [g.label for g in found.groups],
        "rows": [g.n for g in found.groups],
        "bad": [g.n_bad for g in found.groups],
    }
    for name in intervals:
        parts = [getattr(g, name) for g in found.groups]
        columns |= {
            name: [p and p.value for p in parts],
            f"{name}_low": [p and p.low for p in parts],
            f"{name}_high": [p and p.high for p in parts],
        }
    columns["mean_pd"] = [g.mean_pd for g in found.groups]
    columns["note"] = [g.note for g in found.groups]
    return columns


def _known(interval: Interval | None) -> bool:
    return interval is not None and math.isfinite(interval.value)


def _names(groups: Sequence[GroupFairness]) -> str:
    return ", ".join(f"{g.label} ({ratio_figure(g.impact_ratio.value)})" for g in groups if g.impact_ratio is not None)


def _points(interval: Interval | None) -> Interval:
    assert interval is not None, "asked for known intervals alone"
    return Interval(*(100 * value for value in (interval.value, interval.low, interval.high)))
