"""Card of the groups whose PDs are off: found on validation rows, judged on test rows."""

from __future__ import annotations

import math

from creditviz.evaluation.groups import FEWEST
from creditviz.figures.performance.weak_segments import weak_segments_figure
from creditviz.reporting.card import Card
from creditviz.reporting.words import LEAKY, percents, points, supported
from creditviz.results import WeakSegment, WeakSegments

WEAK_HELP = (
    "A tree of at most three questions looks on validation rows for groups whose bad rate lies farthest from their "
    "mean PD; what is drawn is how these groups do on test rows. A dot is the bad rate, its line the interval within "
    "which the mean PD, the upright stroke, should lie. Worry about a coloured group: its PDs are wrong on rows that "
    "nobody looked at, so the model lacks something that these columns know."
)


def weak_segments_card(label: str, found: WeakSegments, *, leaky: bool = False) -> Card:
    """The groups of one run, those that hold first."""
    key = "weak-segments"
    where, other = ("test rows", "other ") if found.halves else ("validation rows", "")
    rows = f"found on {found.n_found:,} {where}, judged on {found.whole.n:,} {other}test rows"
    subtitle = f"Tree on the errors of {label}, {found.n_columns} columns · {rows}{f' · {LEAKY}' if leaky else ''}"
    if not found.segments:
        finding = f"No group keeps {FEWEST} bad and {FEWEST} good accounts: there is nothing to search"
        return Card(key, finding, subtitle, WEAK_HELP)
    return Card(key, _finding(found), subtitle, WEAK_HELP, weak_segments_figure(found), weak_numbers(found))


def _finding(found: WeakSegments) -> str:
    worst = found.worst
    if worst is None:
        if all(segment.auc is None for segment in found.segments):
            return f"No group has {FEWEST} bad and {FEWEST} good rows to be judged on"
        return (
            "None of the groups that look weak on the rows they were found on is off on test rows by more than chance"
        )
    side = "low" if worst.gap > 0 else "high"
    came, expected = percents(worst.bad_rate.value, worst.mean_pd)
    return f"PDs are too {side} where {worst.rule}: {came} went bad, {expected} was expected"


def verdict_words(segment: WeakSegment) -> str:
    """Whether a group holds on the rows that it is judged on."""
    if segment.auc is None:
        return f"fewer than {FEWEST} bad or good accounts: not judged"
    if not segment.holds:
        return "within chance"
    return f"PDs {points(segment.gap)} too {'low' if segment.gap > 0 else 'high'}"


def weak_numbers(found: WeakSegments) -> dict[str, list]:
    """One line a group, all accounts last."""
    every = (*found.segments, found.whole)
    return {
        "group": [segment.rule for segment in every],
        "verdict": [verdict_words(segment) for segment in every],
        "accounts": [segment.n for segment in every],
        "bad": [segment.n_bad for segment in every],
        "bad_rate": [_known(segment.bad_rate.value) for segment in every],
        "low": [_known(segment.bad_rate.low) for segment in every],
        "high": [_known(segment.bad_rate.high) for segment in every],
        "mean_pd": [_known(segment.mean_pd) for segment in every],
        "auc": [segment.auc and segment.auc.value for segment in every],
        "accounts_found_on": [segment.n_found for segment in every],
        "gap_found_on": [_known(segment.gap_found) for segment in every],
    }


def weak_table(found: WeakSegments) -> dict[str, list]:
    """The same for a page, in words."""
    every = (*found.segments, found.whole)
    rates = [segment.bad_rate for segment in every]
    return {
        "group": [segment.rule for segment in every],
        "on test rows": [verdict_words(segment) for segment in every],
        "accounts": [f"{segment.n:,}" for segment in every],
        "bad": [f"{segment.n_bad:,}" for segment in every],
        "bad rate": [f"{r.value:.1%} ({r.low:.1%} to {r.high:.1%})" if math.isfinite(r.value) else "" for r in rates],
        "mean PD": [f"{s.mean_pd:.1%}" if s.n else "" for s in every],
        "AUC": ["" if s.auc is None else supported(s.auc) for s in every],
        "gap where found": [f"{100 * s.gap_found:+.1f} points" for s in every],
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
