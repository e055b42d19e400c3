"""Exact Shapley values of boosted trees, from the library's own `pred_contribs`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.explanation.names import business_channels, business_names
from creditviz.results import Beeswarm, Layout, ShapResult
from creditviz.schema import TableSchema

MAX_FEATURES = 12  # rows of a beeswarm
MAX_POINTS = 5000  # points of a beeswarm
FOCAL_UNIT = "margin of the focal trees"
NETWORK = "What the networks read"
LEARNED = re.compile(r"network \d+, feature \d+$")  # a number of a feature vector, without a meaning of its own


def tree_shap(
    model: Any, X: np.ndarray, layout: Layout, schema: TableSchema, *, row_id: np.ndarray, n_available: int
) -> ShapResult:
    """Shapley values of encoded test rows; with the base they sum to the margin (checked).

    The numbers of a network's feature vector have no meaning one by one: their values are summed to one
    feature, which Shapley values allow, and which has no value of its own (nan).

    Parameters
    ----------
    model : an `XGBClassifier`, or an own model with `contributions(X, names, channel_names)`.
    X : encoded rows, (n, n_features).
    layout, schema : of the encoder; they name the columns.
    row_id : of these rows, (n,).
    n_available : test rows that the sample was drawn from.

    Raises
    ------
    SpecificationError
        When the model is not made of boosted trees.
    """
    names = business_names(layout, schema)
    if hasattr(model, "contributions"):
        values, base, found_names, features = model.contributions(
            X, names=names, channel_names=business_channels(layout, schema)
        )
        # a focal margin ranks like the PD, but one step of it is no fixed factor of the odds
        unit = getattr(model, "contribution_unit", FOCAL_UNIT)
    elif hasattr(model, "get_booster"):
        values, base, found_names, features = *_library_contributions(model, X), names, X
        unit = "log-odds"
    else:
        raise SpecificationError(
            f"Shapley values are drawn for boosted trees, however this run is a {type(model).__name__}. "
            "Choose an XGBoost run."
        )
    margin = values.sum(axis=1) + base
    n_named = sum(not LEARNED.match(name) for name in found_names)  # columns, then summaries of the months
    raw = dict(zip(names, layout.sources, strict=True))
    sources = tuple(raw.get(name, name) for name in found_names[:n_named])
    if n_named < len(found_names):
        values = np.column_stack([values[:, :n_named], values[:, n_named:].sum(axis=1)])
        features = np.column_stack([features[:, :n_named], np.full(len(X), np.nan)])
        found_names, sources = (*found_names[:n_named], NETWORK), (*sources, NETWORK)
    return ShapResult(
        row_id=np.asarray(row_id),
        values=np.asarray(values, dtype=np.float64),
        base=np.asarray(base, dtype=np.float64),
        margin=np.asarray(margin, dtype=np.float64),
        features=np.asarray(features, dtype=np.float64),
        names=tuple(found_names),
        sources=tuple(sources),
        n_available=n_available,
        unit=unit,
    )


def _library_contributions(model: Any, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values (n, n_features) and base (n,) of the trees that the model predicts with."""
    import xgboost

    stopped = getattr(model, "best_iteration", None)  # trees after an early stop take no part in the prediction
    trees = (0, 0) if stopped is None else (0, stopped + 1)
    both = model.get_booster().predict(xgboost.DMatrix(X), pred_contribs=True, iteration_range=trees)
    return both[:, :-1].astype(np.float64), both[:, -1].astype(np.float64)


def beeswarm(result: ShapResult, n_features: int = MAX_FEATURES, *, marked: int | None = None) -> Beeswarm:
    """The strongest features with accounts evenly drawn over the margins, at most `MAX_POINTS` points.

    What networks read has no value to colour and would squeeze the columns to a line: it is named, not
    drawn, unless there is nothing else. The account with the row id `marked` is drawn in any case.
    """
    mean_abs = np.abs(result.values).mean(axis=0)
    share = mean_abs / max(mean_abs.sum(), np.finfo(float).tiny)
    has_value = np.isfinite(result.features).any(axis=0)
    drawable = has_value if has_value.any() else ~has_value
    strongest = [f for f in np.argsort(-mean_abs, kind="stable") if drawable[f] and mean_abs[f] > 0][:n_features]
    shown = _evenly_by_margin(result.margin, MAX_POINTS // max(1, len(strongest)))
    if marked is not None:
        shown = np.union1d(shown, np.flatnonzero(result.row_id == marked))
    levels = [level_of(result.features[:, feature])[shown] for feature in strongest]
    return Beeswarm(
        names=tuple(result.names[feature] for feature in strongest),
        mean_abs=mean_abs[strongest],
        share=share[strongest],
        values=result.values[np.ix_(shown, strongest)].T,
        level=np.array(levels).reshape(len(strongest), len(shown)),
        n_rows=len(result.row_id),
        n_features=len(result.names),
        unit=result.unit,
        row_id=np.asarray(result.row_id)[shown],
        not_drawn=tuple((result.names[f], float(share[f])) for f in np.flatnonzero(~drawable) if mean_abs[f] > 0),
    )


def _evenly_by_margin(margin: np.ndarray, n_rows: int) -> np.ndarray:
    """At most `n_rows` positions, evenly spread over the sorted margins."""
    order = np.argsort(margin, kind="stable")
    if len(order) <= n_rows:
        return order
    return order[np.linspace(0, len(order) - 1, n_rows).round().astype(int)]


def level_of(feature: np.ndarray) -> np.ndarray:
    """Rank of each value in its feature, ties sharing one, spread over [0, 1]; one value alone is in the middle."""
    known = np.isfinite(feature)
    level = np.full(len(feature), np.nan)
    ranked = np.sort(feature[known])
    rank = np.searchsorted(ranked, feature[known], "left") + np.searchsorted(ranked, feature[known], "right")
    spread = np.ptp(rank) if len(rank) else 0
    level[known] = (rank - rank.min()) / spread if spread else 0.5
    return level
