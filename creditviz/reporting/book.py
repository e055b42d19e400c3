"""Cards of the Data page: what single features tell of the outcome."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditviz.figures.book.distribution import distribution_figure
from creditviz.figures.book.woe import MAX_FEATURES, information_figure, woe_figure
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.card import Card
from creditviz.reporting.words import percent
from creditviz.results.book.distribution import FeatureDistribution
from creditviz.results.book.woe import InformationValue

FEW_ACCOUNTS = 50  # a bin with fewer earns no sentence

IV_HELP = (
    "The information value says how much one feature alone tells of the outcome. "
    "Below 0.02 it tells nothing, from 0.1 it is medium, above 0.3 strong (Siddiqi 2006); it earns a word only above "
    "what the same column reaches in 95 of 100 shuffles of the outcomes. "
    "Worry above 0.5: the feature may know the outcome, and has to be checked before it is used."
    f" {THRESHOLDS['information-value'].words}"
)
WOE_HELP = (
    "Each bar is a group of accounts; above zero the group is safer than the whole book, below it riskier. "
    "The weight of evidence is the logarithm of the share of good over the share of bad accounts in the group. "
    "Worry when neighbouring groups jump up and down: the groups are too small, or the feature has no direction."
)
DISTRIBUTION_HELP = (
    "The bars show how good and how bad accounts spread over the values of the feature; each colour sums to 100%. "
    "Where red is higher than blue, the risk is above the book's. "
    "Worry when one outcome has values that the other lacks, or when values are missing for one outcome only."
)


def information_card(values: Sequence[InformationValue]) -> Card:
    """Features by what they tell of the outcome alone."""
    if not values:
        return Card("information", "The book has no feature.", "Information value", IV_HELP)
    best = values[0]
    shown = f"{min(len(values), MAX_FEATURES)} of {len(values)} features"
    if best.iv < best.noise:
        finding = f"No feature tells more alone than chance: highest {best.name}, {_against_noise(best)}"
    else:
        finding = f"{best.name} tells most alone: information value {_against_noise(best)}"
    return Card(
        "information",
        finding,
        f"Information value · {best.n_rows:,} rows · {shown}",
        IV_HELP,
        information_figure(values),
        {
            "feature": [value.name for value in values],
            "column": [value.feature for value in values],
            "information_value": [value.iv for value in values],
            "shuffled": [value.noise for value in values],
            "strength": [value.strength for value in values],
        },
    )


def woe_card(value: InformationValue) -> Card:
    """Weight of evidence of one feature by bin."""
    riskiest = _riskiest(value.bad_rate, value.count)
    nothing = value.strength == "none" or value.iv < value.noise
    finding = f"{value.name} tells {'nothing beyond chance' if nothing else 'something'}: {_against_noise(value)}"
    if riskiest is not None:
        finding = f"{value.name} at {value.labels[riskiest]}: {percent(value.bad_rate[riskiest])} bad"
    return Card(
        f"woe-{value.feature}",
        finding,
        f"Weight of evidence · {value.n_rows:,} rows · information value {_against_noise(value)}",
        WOE_HELP,
        woe_figure(value),
        {
            "bin": list(value.labels),
            "accounts": value.count,
            "bad": value.n_bad,
            "bad_rate": value.bad_rate,
            "weight_of_evidence": value.woe,
        },
    )


def _against_noise(value: InformationValue) -> str:
    return f"{value.iv:.2f}, {value.strength} (shuffled, up to {value.noise:.2f})"


def distribution_card(distribution: FeatureDistribution) -> Card:
    """How good and bad accounts spread over one feature."""
    riskiest = _riskiest(distribution.bad_rate, distribution.count)
    book = distribution.n_bad / max(1, distribution.n_rows)
    if riskiest is None:
        finding = f"{distribution.name}: no group has {FEW_ACCOUNTS} accounts, too few to judge"
    else:
        rate, label = percent(distribution.bad_rate[riskiest]), distribution.labels[riskiest]
        finding = f"{distribution.name} at {label}: {rate} bad, against {percent(book)} in the book"
    return Card(
        f"distribution-{distribution.feature}",
        finding,
        f"Share of each outcome · all {distribution.n_rows:,} rows with an outcome, {distribution.n_bad:,} bad",
        DISTRIBUTION_HELP,
        distribution_figure(distribution),
        {
            "bin": list(distribution.labels),
            "share_good": distribution.share_good,
            "share_bad": distribution.share_bad,
            "bad_rate": distribution.bad_rate,
            "accounts": distribution.count,
        },
    )


def _riskiest(bad_rate: np.ndarray, count: np.ndarray) -> int | None:
    """The bin with the highest bad rate among those with enough accounts."""
    enough = np.flatnonzero(np.asarray(count) >= FEW_ACCOUNTS)
    return int(enough[np.argmax(np.asarray(bad_rate)[enough])]) if len(enough) else None
