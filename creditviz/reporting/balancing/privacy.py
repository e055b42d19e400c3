"""Cards of privacy: whether synthetic rows stand nearer to training rows than honest rows would."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from creditviz.figures.balancing.privacy import (
    HONEST,
    closest_record_figure,
    cumulative,
    nearer_share_figure,
    neighbour_ratio_figure,
)
from creditviz.reporting.balancing.words import known
from creditviz.reporting.card import Card
from creditviz.reporting.words import percent
from creditviz.results import Interval, PrivacyResult

CLOSEST_HELP = (
    "Each line says which share of the rows has a training row within the distance below; the dotted one are real rows "
    "that were never learned from. "
    "Lines on top of each other mean that synthetic rows keep the distance that strangers keep. "
    "Worry when the synthetic line runs to the left: those rows are copies or near copies of customers."
)
NEARER_HELP = (
    "For each synthetic row it is asked whether a training row or a never-seen real row is nearer. "
    "An honest sampler gives one half; the bar is the 95% interval. "
    "Worry when the whole interval lies above one half: the sampler remembers customers."
)
RATIO_HELP = (
    "For each row the distance to its closest training row is divided by that to the second closest. "
    "Near 0 a row clings to one customer, near 1 it lies between several. "
    "Worry when the synthetic line lies above the dotted one on the left: single customers show through."
)


def closest_record_card(label: str, privacy: PrivacyResult) -> Card:
    """Distance to the closest training row, synthetic against held-out real rows."""
    near, honest = (_median(values) for values in (privacy.distance, privacy.distance_held_out))
    copies = (
        f"{privacy.exact_copies:,} exact {'copy' if privacy.exact_copies == 1 else 'copies'}, "
        f"{privacy.exact_copies_real:,} among as many real rows"
    )
    return Card(
        "closest-record",
        f"Half of the synthetic rows lie within {near:.2f} of a customer, strangers within {honest:.2f}",
        f"Distance to the closest training defaulter · {label} · {_rows(privacy)} · {copies}",
        CLOSEST_HELP,
        closest_record_figure(privacy),
        _lines({"synthetic": privacy.distance, "held-out real": privacy.distance_held_out}, "distance"),
    )


def nearer_share_card(results: Mapping[str, PrivacyResult], *, keys: Mapping[str, str] | None = None) -> Card:
    """Share of synthetic rows nearer to training rows than to an equal-sized hold-out.

    Parameters
    ----------
    results : label -> privacy.
    keys : label -> registry key, for the sampler's own colour.
    """
    if not results:
        return Card("nearer-share", "No sampler is chosen.", "Nearer to training than to hold-out", NEARER_HELP)
    remembering = [label for label, result in results.items() if result.nearer_share.low > HONEST]
    label = max(results, key=lambda name: results[name].nearer_share.value)
    share = results[label].nearer_share
    verdict = "more than the honest half" if share.low > HONEST else "no more than chance allows"
    if not known(share):
        verdict = "too few rows to say"
    finding = f"{percent(share.value)} of {label}'s rows are nearer to a customer they were learned from: {verdict}"
    if len(results) > 1:
        finding = (
            f"{len(remembering)} of {len(results)} samplers remember customers; most {label}, {percent(share.value)}"
        )
    return Card(
        "nearer-share",
        finding,
        f"Nearer to training than to as many held-out defaulters · {' / '.join(map(_rows, results.values()))}"
        if len(results) == 1
        else f"Nearer to training than to as many held-out defaulters · {len(results)} samplers, 95% intervals",
        NEARER_HELP,
        nearer_share_figure(results, keys=keys),
        {
            "sampler": list(results),
            "share": [result.nearer_share.value for result in results.values()],
            "low": [result.nearer_share.low for result in results.values()],
            "high": [result.nearer_share.high for result in results.values()],
            "exact_copies": [result.exact_copies for result in results.values()],
            "exact_copies_real": [result.exact_copies_real for result in results.values()],
        },
    )


def neighbour_ratio_card(label: str, privacy: PrivacyResult) -> Card:
    """Distance to the closest over the second closest training row."""
    ours, honest = (_median(values) for values in (privacy.neighbour_ratio, privacy.neighbour_ratio_held_out))
    return Card(
        "neighbour-ratio",
        f"The median row is {ours:.2f} as far from its closest customer as from the next, strangers {honest:.2f}",
        f"Closest over second closest training defaulter · {label} · {_rows(privacy)}",
        RATIO_HELP,
        neighbour_ratio_figure(privacy),
        _lines({"synthetic": privacy.neighbour_ratio, "held-out real": privacy.neighbour_ratio_held_out}, "ratio"),
    )


def in_percent(interval: Interval) -> str:
    """A share with its interval.

    >>> in_percent(Interval(0.48, 0.4612, 0.499))
    '48% (46% to 50%)'
    """
    if not known(interval):
        return percent(interval.value)
    return f"{interval.value:.0%} ({interval.low:.0%} to {interval.high:.0%})"


def _median(values: np.ndarray) -> float:
    known = np.asarray(values)[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _lines(parts: Mapping[str, np.ndarray], value: str) -> dict:
    drawn = {name: cumulative(values) for name, values in parts.items()}
    return {
        "rows": [name for name, (values, _) in drawn.items() for _ in values],
        value: np.concatenate([values for values, _ in drawn.values()]),
        "share_below": np.concatenate([shares for _, shares in drawn.values()]),
    }


def _rows(privacy: PrivacyResult) -> str:
    return f"{privacy.n_synthetic:,} synthetic, {len(privacy.distance_held_out):,} held-out real defaulters"
