"""Cards of the Explanation page: where the network looked, and what moved the score."""

from __future__ import annotations

import numpy as np

from creditviz.explanation.attention import account_map, spatial_profile, temporal_profile
from creditviz.explanation.shapley.shap_values import MAX_FEATURES, beeswarm
from creditviz.figures.explanation.attention import account_map_figure, spatial_figure, temporal_figure
from creditviz.figures.explanation.beeswarm import beeswarm_figure
from creditviz.reporting.card import Card
from creditviz.reporting.words import FEW_BAD, LEAKY, of_rows, percent
from creditviz.results import AttentionMap, AttentionProfile, AttentionResult, Beeswarm, ShapResult

TEMPORAL_HELP = (
    "The network spreads its attention over an account's months; the lines are the means of good and of bad accounts. "
    "A month above the dotted line gets more than an even share; the bars are 95% intervals of the mean. "
    "Worry when the oldest month gets most, or when a month counts that was not known at the time of the decision."
)
MAP_HELP = (
    "Each row is an account, the riskiest on top; the darker a month, the more of the network's attention it gets. "
    "The strip on the left shows how the account ended; look for months that light up where bad accounts lie. "
    "Worry when neighbours of equal risk look wholly different: the network may have learned single accounts by heart."
)
SPATIAL_HELP = (
    "The network weights each static feature between 0 and 1 before reading on; the points are means by outcome. "
    "The further right, the more a feature is let through; a long bar between the points means that outcomes differ. "
    "Worry when a feature counts that may not be used for the decision, such as a protected attribute."
)
SWARM_HELP = (
    "Each point is an account: to the right the feature raised its score, to the left it lowered it; colour is the "
    "feature's value, from low to high. "
    "High values on the right mean that more of the feature means more risk; rows are sorted by mean contribution. "
    "Worry when a direction contradicts experience, or when one feature alone carries the score."
)
NO_GAP = 0.02  # weights nearer to each other are no finding
EVEN = 1.2  # a share of attention below 1.2 times the even one is no finding
NO_TEMPORAL = "This model has no attention over months: the book has no months, or the attention was switched off."
NO_SPATIAL = "This model has no attention over static features, or it was switched off."


def temporal_card(label: str, result: AttentionResult, *, leaky: bool = False) -> Card:
    """Mean attention by month and outcome."""
    subtitle = _subtitle("Mean attention by month", label, result.y_true, result.n_available, leaky)
    profile = temporal_profile(result)
    if profile is None:
        return Card("temporal-attention", NO_TEMPORAL, subtitle, TEMPORAL_HELP)
    finding = _few(result.y_true) or _temporal_finding(profile)
    figure = temporal_figure(profile)
    return Card("temporal-attention", finding, subtitle, TEMPORAL_HELP, figure, _profile_numbers("month", profile))


def account_map_card(label: str, result: AttentionResult, *, leaky: bool = False) -> Card:
    """Heat map of accounts by months."""
    accounts = account_map(result)
    what = "Attention of single accounts by month"
    subtitle = _subtitle(what, label, result.y_true, result.n_available, leaky)
    if accounts is None:
        return Card("attention-map", NO_TEMPORAL, subtitle, MAP_HELP)
    shown = f"{len(accounts.row_id):,} accounts, evenly drawn over the PDs"
    numbers = {"row": accounts.row_id + 1, "pd": accounts.pd, "bad": accounts.y_true}
    numbers |= {month: accounts.weights[:, step] for step, month in enumerate(accounts.step_names)}
    return Card(
        "attention-map",
        _map_finding(accounts),
        f"{subtitle} · {shown}",
        MAP_HELP,
        account_map_figure(accounts),
        numbers,
    )


def spatial_card(label: str, result: AttentionResult, *, leaky: bool = False) -> Card:
    """Mean weight of static features by outcome."""
    subtitle = _subtitle("Mean weight by static feature", label, result.y_true, result.n_available, leaky)
    profile = spatial_profile(result)
    if profile is None:
        return Card("spatial-attention", NO_SPATIAL, subtitle, SPATIAL_HELP)
    finding = _few(result.y_true) or _spatial_finding(profile)
    figure = spatial_figure(profile)
    return Card("spatial-attention", finding, subtitle, SPATIAL_HELP, figure, _profile_numbers("feature", profile))


def beeswarm_card(
    label: str,
    result: ShapResult,
    *,
    n_features: int = MAX_FEATURES,
    leaky: bool = False,
    what: str = "Shapley values",
    marked: int | None = None,
) -> Card:
    """What moves the score, feature by feature; the account `marked` has a ring."""
    swarm = beeswarm(result, n_features, marked=marked)
    shown = f"{len(swarm.names)} of {swarm.n_features} features"
    subtitle = f"{what} · {label} · {of_rows(swarm.n_rows, result.n_available)} · {shown}" + _mark(leaky)
    if not swarm.names:
        return Card("beeswarm", "No feature moves the score: the model is a constant.", subtitle, SWARM_HELP)
    mean_abs = np.abs(result.values).mean(axis=0)
    order = np.argsort(-mean_abs, kind="stable")
    numbers = {
        "feature": [result.names[feature] for feature in order],
        "column": [result.sources[feature] for feature in order],
        "mean_absolute_contribution": mean_abs[order],
    }
    return Card("beeswarm", _swarm_finding(swarm), subtitle, SWARM_HELP, beeswarm_figure(swarm, marked=marked), numbers)


def _swarm_finding(swarm: Beeswarm) -> str:
    first, share = swarm.names[0], percent(float(swarm.share[0]))
    if not swarm.not_drawn:
        return f"{first} carries {share} of the score's movement"
    (what, most), *_ = swarm.not_drawn
    return f"{what} carries {percent(most)} of the score's movement; of single columns, {first} leads with {share}"


def _temporal_finding(profile: AttentionProfile) -> str:
    n_rows = profile.n_good + profile.n_bad
    mean = (profile.good * profile.n_good + profile.bad * profile.n_bad) / n_rows
    top = int(np.argmax(mean))
    apart = abs(profile.bad[top] - profile.good[top]) > np.hypot(profile.bad_error[top], profile.good_error[top])
    finding = f"{percent(mean[top])} of the attention goes to {_month(profile.names[top])}"
    if apart:
        return f"{finding}: {percent(profile.bad[top])} for bad, {percent(profile.good[top])} for good accounts"
    if mean[top] < EVEN / len(mean):
        return f"Attention is spread evenly: {percent(mean.min())} to {percent(mean.max())} a month"
    return f"{finding}, for good and bad alike"


def _map_finding(accounts: AttentionMap) -> str:
    tenth = max(1, len(accounts.pd) // 10)
    risky, safe = accounts.weights[:tenth].mean(axis=0), accounts.weights[-tenth:].mean(axis=0)
    most = int(np.argmax(np.abs(risky - safe)))
    return (
        f"The riskiest tenth gives {percent(risky[most])} of the attention to {_month(accounts.step_names[most])}, "
        f"the safest {percent(safe[most])}"
    )


def _spatial_finding(profile: AttentionProfile) -> str:
    n_rows = profile.n_good + profile.n_bad
    mean = (profile.good * profile.n_good + profile.bad * profile.n_bad) / n_rows
    top, last = int(np.argmax(mean)), int(np.argmin(mean))
    if len(mean) == 1:
        return f"{profile.names[top]} is weighted {mean[top]:.2f}"
    if mean[top] - mean[last] < NO_GAP:
        return f"All static features are let through alike: weights of {mean[last]:.2f} to {mean[top]:.2f}"
    return f"{profile.names[top]} is weighted most, {mean[top]:.2f}; {profile.names[last]} least, {mean[last]:.2f}"


def _month(name: str) -> str:
    """A month as it stands within a sentence."""
    return f"{name} the latest" if name.endswith("before") else f"the {name}" if name == "latest month" else name


def _few(y: np.ndarray) -> str:
    n_bad = int((y == 1).sum())
    rarest = min(n_bad, len(y) - n_bad)
    if rarest >= FEW_BAD:
        return ""
    return f"Only {rarest} {'bad' if n_bad == rarest else 'good'} rows are explained: too few to compare the outcomes."


def _subtitle(what: str, label: str, y: np.ndarray, n_available: int, leaky: bool) -> str:
    return f"{what} · {label} · {of_rows(len(y), n_available)}, {int((y == 1).sum()):,} bad" + _mark(leaky)


def _mark(leaky: bool) -> str:
    return f" · {LEAKY}" if leaky else ""


def _profile_numbers(position: str, profile: AttentionProfile) -> dict:
    return {
        position: list(profile.names),
        "good": profile.good,
        "good_error": profile.good_error,
        "bad": profile.bad,
        "bad_error": profile.bad_error,
    }
