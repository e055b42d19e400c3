"""Shapley values of many accounts at a glance: the strongest features, and a swarm of points for each."""

from __future__ import annotations

import numpy as np

from creditviz.results import Beeswarm, ShapResult

MAX_FEATURES = 12  # rows of a beeswarm
MAX_POINTS = 5000  # points of a beeswarm


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
