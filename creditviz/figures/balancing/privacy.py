"""Distances of rows to their closest training row: copies would stand at 0."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.figures.samplers import styles
from creditviz.results import PrivacyResult

MAX_POINTS = 800
FARTHEST = 0.99  # of the honest rows; beyond it the axis ends


def cumulative_figure(synthetic: np.ndarray, held_out: np.ndarray, x: str) -> go.Figure:
    """Rising lines of synthetic and of held-out real rows; further left means nearer.

    Parameters
    ----------
    synthetic, held_out : one value a row.
    x : what the values are.
    """
    figure = theme.new_figure(x, "share of the rows below", y_format=theme.PER_CENT, hovermode="x unified")
    for name, values, colour, dash in (
        ("held-out real rows", held_out, theme.REAL, "dot"),
        ("synthetic rows", synthetic, theme.SYNTHETIC, "solid"),
    ):
        values, shares = cumulative(values)
        figure.add_scatter(
            x=values,
            y=shares,
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2.5},
            name=name,
            hovertemplate=f"%{{y:.0%}} of the {name}<extra></extra>",
        )
    known = [values[np.isfinite(values)] for values in (synthetic, held_out)]
    ends = [float(np.quantile(values, FARTHEST)) for values in known if len(values)]
    top = max([end for end in ends if end > 0], default=1.0)
    figure.update_xaxes(range=[0, 1.02 * top], hoverformat=".3~g")
    return figure.update_yaxes(range=[-0.01, 1.03])


def cumulative(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sorted values and the share at or below each, from 0, thinned to `MAX_POINTS`."""
    known = np.sort(np.asarray(values, dtype=float)[np.isfinite(values)])
    if not len(known):
        return known, known
    at = np.unique(np.linspace(0, len(known) - 1, min(MAX_POINTS, len(known))).astype(int))
    share = np.searchsorted(known, known[at], side="right") / len(known)
    return np.r_[0.0, known[at]], np.r_[float((known <= 0).mean()), share]


def closest_record_figure(privacy: PrivacyResult) -> go.Figure:
    """Synthetic rows against held-out real rows, by their distance to the closest training row."""
    return cumulative_figure(privacy.distance, privacy.distance_held_out, "distance to the closest training row")


def neighbour_ratio_figure(privacy: PrivacyResult) -> go.Figure:
    """Distance to the closest over the distance to the second closest training row; near 0 singles someone out."""
    figure = cumulative_figure(
        privacy.neighbour_ratio, privacy.neighbour_ratio_held_out, "closest / second closest training row"
    )
    return figure.update_xaxes(range=[0, 1.02])


HONEST = 0.5


def nearer_share_figure(results: Mapping[str, PrivacyResult], *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """One dot with its interval per sampler, and the line of one half where nobody is copied.

    Parameters
    ----------
    results : label -> privacy.
    keys : label -> registry key, for the sampler's own colour.
    """
    looks = styles(results, keys)
    dots = [
        Dot(label, result.nearer_share, looks[label].colour, looks[label].symbol) for label, result in results.items()
    ]
    figure = intervals_figure(dots, "share nearer to training rows", at=HONEST, at_text="honest: one half")
    values = [v for dot in dots for v in (dot.interval.value, dot.interval.low, dot.interval.high) if v == v]
    low, high = min([0.4, *values]), max([0.6, *values])
    room = 0.04 * (high - low)
    return figure.update_xaxes(range=[low - room, high + room], tickformat=theme.PER_CENT, nticks=7)
