"""Cards of a transfer's pictures: the two products before and after, with the figures that keep a picture honest."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from creditviz.explanation.domain_map import AFTER, BEFORE, LAST_AFTER, LAST_BEFORE, RAW, SHOWN_BY_SILHOUETTES, SUBSPACE
from creditviz.explanation.shapley.paired_shap import N_BACKGROUND, beeswarms_alike
from creditviz.figures.explanation.beeswarm import beeswarms_figure
from creditviz.figures.transfer.domain_map import By, domain_map_figure, silhouette_figure, silhouettes_of
from creditviz.reporting.card import Card
from creditviz.reporting.words import percent, signed
from creditviz.results import DomainLayer, DomainMap, ShapResult

NAMES = {
    RAW: "Raw columns",
    BEFORE: "Before: FNN",
    AFTER: "After: FDAT",
    LAST_BEFORE: "Before: FNN",
    LAST_AFTER: "After: FDAT",
    SUBSPACE: "Subspace alignment",
}
IN_FULL = {
    RAW: "raw columns",
    BEFORE: "feature layer of FNN",
    AFTER: "feature layer of FDAT",
    LAST_BEFORE: "last hidden layer of FNN",
    LAST_AFTER: "last hidden layer of FDAT",
    SUBSPACE: "directions of subspace alignment",
}
METHODS = {"fnn": "FNN", "fdat": "FDAT", "subspace-alignment": "subspace alignment"}
WITHOUT = {
    "fnn": "what the layers were before adaptation",
    "fdat": "what they are after it",
    "subspace-alignment": "what aligned directions make of the products",
}
_BEFORE, _AFTER = (BEFORE, LAST_BEFORE), (AFTER, LAST_AFTER)
CHANGE = 0.02  # AUC; less is no finding
NEARER = 0.8  # of the distance before
MAX_FEATURES = 12
MAP_HELP = (
    "Each point is an account, and accounts that a layer sees alike lie close together; the same accounts "
    "are in every panel. "
    "Read the AUC over a panel first: it says how well boosted trees tell the products apart in that layer, 0.5 not at "
    "all, 1 always; the map itself keeps neighbours, not distances, and can look mixed while the products are not. "
    "Worry when the AUC after adaptation is as high as before, or when good and bad lie more mixed than before."
)
SILHOUETTE_HELP = (
    "For every account: does it lie nearer to its own group (towards 1) or to the other one (below 0); 0 is neither, "
    "and the dotted line is the mean. "
    "Coloured by product, adaptation should bring the mean to 0; coloured by outcome, it should not lower it. "
    "Worry about a mean near 0 beside a high AUC: the products then differ in a way that distances do not see."
)
SWARM_HELP = (
    "Each point is an account of the new product: to the right the pair raised its PD, to the left it lowered it; "
    "colour is the value in the new product, from low to high. "
    "Both panels have the same pairs in the same order and the same scales, so that what adaptation changed is seen "
    "along a line. "
    "The name behind the arrow is the old product's column whose meaning the pair borrows: worry when a pair that "
    "makes no sense moves the PD."
)


def missing_words(found: DomainMap) -> str:
    """Which methods to add so that everything can be shown; empty when nothing is missing.

    >>> missing_words(DomainMap(np.zeros(0), np.zeros(0), np.zeros(0), (), missing=("fnn",)))
    'This transfer has no FNN: add it as a method to see what the layers were before adaptation.'
    """
    if not found.missing:
        return ""
    names = " and no ".join(METHODS[key] for key in found.missing)
    seen = "; ".join(WITHOUT[key] for key in found.missing)
    it = "it as a method" if len(found.missing) == 1 else "them as methods"
    return f"This transfer has no {names}: add {it} to see {seen}."


def rows_words(found: DomainMap) -> str:
    """Which rows are drawn."""
    old, new = int((~found.is_target).sum()), int(found.is_target.sum())
    return (
        f"{_of(old, found.available['source'])} old accounts that the methods learned from, "
        f"{_of(new, found.available['target'])} new test accounts that none has seen"
    )


def feature_map_card(found: DomainMap, by: By = "domain") -> Card | None:
    """t-SNE of raw columns and of the feature layers; None where no method has any."""
    keys = [key for key in (RAW, BEFORE, AFTER) if found.layer(key)]
    return _map_card(found, keys, by, "domain-map", "t-SNE of the feature layer")


def last_layer_card(found: DomainMap, by: By = "domain") -> Card | None:
    """t-SNE of the classifiers' last hidden layers; None where no method has any."""
    keys = [key for key in (LAST_BEFORE, LAST_AFTER) if found.layer(key)]
    return _map_card(found, keys, by, "domain-map-last-layer", "t-SNE of the classifier's last hidden layer")


def silhouette_card(found: DomainMap, by: By = "domain") -> Card | None:
    """Silhouettes in the raw columns, in FDAT's features, in aligned directions; None before the first is there."""
    shown = {key: silhouettes_of(found.layer(key), by) for key in SHOWN_BY_SILHOUETTES if found.layer(key)}
    done = {key: values for key, values in shown.items() if values is not None}
    if not done:
        return None
    means = {key: float(np.nanmean(values)) for key, values in done.items()}
    group = "product" if by == "domain" else "outcome"
    parts = [f"{mean:.2f} in the {IN_FULL[key]}" for key, mean in means.items()]
    numbers = _rows_of(found) | {f"silhouette {IN_FULL[key]}": values for key, values in done.items()}
    return Card(
        f"silhouettes-{by}",
        f"Mean silhouette by {group}: {', '.join(parts)}",
        f"Silhouettes by {group} · {_known_words(found, by)}",
        SILHOUETTE_HELP,
        silhouette_figure(found, {key: _title(found, key) for key in shown}, by),
        numbers,
    )


def swarm_card(swarms: Mapping[str, ShapResult]) -> Card | None:
    """Beeswarms of FNN and FDAT side by side; None before the first is there."""
    shown = {METHODS[key]: swarms[key] for key in ("fnn", "fdat") if key in swarms}
    if not shown:
        return None
    alike = dict(zip(shown, beeswarms_alike(list(shown.values()), MAX_FEATURES), strict=True))
    first = next(iter(shown.values()))
    rows = f"{_of(len(first.row_id), first.n_available)} new test accounts"
    subtitle = (
        f"Shapley values by permutation, in {first.unit} · {rows}, "
        f"against {N_BACKGROUND} training accounts · new column \u2190 old column"
    )
    swarm = next(iter(alike.values()))
    if not swarm.names:
        return Card("transfer-swarms", "No pair moves the PD: the methods are constants.", subtitle, SWARM_HELP)
    numbers = {"pair": list(first.names)} | {
        f"mean_absolute_contribution {name}": np.abs(result.values).mean(axis=0) for name, result in shown.items()
    }
    return Card("transfer-swarms", _swarm_finding(shown), subtitle, SWARM_HELP, beeswarms_figure(alike), numbers)


def layer_table(found: DomainMap) -> dict[str, list[str]]:
    """How far the products lie apart in every layer, as columns of a table; what is not worked out is empty."""
    layers = found.layers
    return {
        "layer": [IN_FULL[layer.key] for layer in layers],
        "columns": [f"{layer.n_columns:,}" for layer in layers],
        "AUC of telling the products apart": [_number(layer.domain_auc) for layer in layers],
        "mean W1": [_number(layer.wasserstein) for layer in layers],
        "MMD squared": [_number(layer.mmd, 3) for layer in layers],
        "silhouette by product": [_mean(layer, "domain") for layer in layers],
        "silhouette by outcome": [_mean(layer, "outcome") for layer in layers],
    }


def _map_card(found: DomainMap, keys: list[str], by: By, key: str, what: str) -> Card | None:
    if not keys:
        return None
    figure = domain_map_figure(found, {name: _title(found, name) for name in keys}, by)
    numbers = _rows_of(found)
    for name in keys:
        layer = found.layer(name)
        if layer is not None and layer.xy is not None:
            numbers |= {f"x {IN_FULL[name]}": layer.xy[:, 0], f"y {IN_FULL[name]}": layer.xy[:, 1]}
    finding = _domain_finding(found, keys) if by == "domain" else _outcome_finding(found, keys)
    subtitle = " · ".join(part for part in (what, _known_words(found, by), _distances(found, keys)) if part)
    return Card(f"{key}-{by}", finding, subtitle, MAP_HELP, figure, numbers)


def _domain_finding(found: DomainMap, keys: list[str]) -> str:
    told = {key: layer.domain_auc for key in keys if (layer := found.layer(key)) and layer.domain_auc is not None}
    before, after = (next((told[k] for k in pair if k in told), None) for pair in (_BEFORE, _AFTER))
    if before is not None and after is not None:
        both = f"with AUC {before:.2f} before and {after:.2f} after"
        if after > before - CHANGE:
            alike = f"Adaptation did not make the products alike: a classifier tells them apart {both}"
            return f"{alike}{_nearer(found, keys)}"
        return f"A classifier tells the products apart {both}"
    if not told:
        return "How well a classifier tells the products apart is being worked out"
    last = list(told)[-1]
    return f"A classifier tells the products apart by the {IN_FULL[last]} with AUC {told[last]:.2f}"


def _nearer(found: DomainMap, keys: list[str]) -> str:
    """That distances fell all the same, where they did: a classifier may live on what no distance sees."""
    drawn = [found.layer(key) for key in keys if key in (*_BEFORE, *_AFTER)]
    before, after = (layer.wasserstein if layer else None for layer in drawn)
    if before is None or after is None or after > NEARER * before:
        return ""
    return f", though their distributions came nearer (mean W1 {before:.2f} to {after:.2f})"


def _outcome_finding(found: DomainMap, keys: list[str]) -> str:
    parts = []
    for key in keys:
        values = silhouettes_of(found.layer(key), "outcome")
        if values is not None:
            parts.append(f"{signed(float(np.nanmean(values)), 2)} in the {IN_FULL[key]}")
    if not parts:
        return "How far good and bad lie apart is being worked out"
    return f"Good and bad accounts apart, as a mean silhouette: {', '.join(parts)}"


def _swarm_finding(shown: Mapping[str, ShapResult]) -> str:
    parts = []
    for name, result in shown.items():
        mean = np.abs(result.values).mean(axis=0)
        top = int(np.argmax(mean))
        parts.append((name, result.names[top], float(mean[top] / max(mean.sum(), np.finfo(float).tiny))))
    if len(parts) == 2 and parts[0][1] == parts[1][1]:
        (a, pair, x), (b, _, y) = parts
        return f"{pair} moves both PDs most: {percent(x)} of all movement in {a}, {percent(y)} in {b}"
    return "; ".join(f"{pair} moves the PD of {name} most, {percent(share)} of it" for name, pair, share in parts)


def _title(found: DomainMap, key: str) -> str:
    layer = found.layer(key)
    if layer is None or layer.domain_auc is None:
        return NAMES[key]
    return f"{NAMES[key]} · AUC {layer.domain_auc:.2f}"


def _distances(found: DomainMap, keys: list[str]) -> str:
    layers = [layer for key in keys if (layer := found.layer(key)) and layer.wasserstein is not None]
    if not layers:
        return ""
    w1, squared = (
        " / ".join(_number(value, digits) for value in values)
        for values, digits in (([layer.wasserstein for layer in layers], 2), ([layer.mmd for layer in layers], 3))
    )
    return f"mean W1 {w1}, MMD² {squared}"


def _known_words(found: DomainMap, by: By) -> str:
    unknown = int((found.outcome == -1).sum())
    if by == "domain" or not unknown:
        return rows_words(found)
    return f"{rows_words(found)}; {unknown:,} of them without a known outcome"


def _rows_of(found: DomainMap) -> dict[str, np.ndarray]:
    return {
        "product": np.where(found.is_target, "new", "old"),
        "row": found.row_id,
        "outcome": np.array(["not known", "good", "bad"])[found.outcome + 1],
    }


def _mean(layer: DomainLayer, by: By) -> str:
    values = silhouettes_of(layer, by)
    return "" if values is None else f"{np.nanmean(values):.2f}"


def _number(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _of(n: int, available: int) -> str:
    return f"{n:,}" if n == available else f"{n:,} of {available:,}"
