"""Grades of a master scale: how many accounts each holds, its mean PD and its bad rate."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import MasterScale

MANY = 30  # accounts of a grade; the interval of fewer may leave the picture


def grades_figure(scale: MasterScale) -> go.Figure:
    """Bars are the share of accounts, points the bad rate with its 95% interval, dashes the mean PD."""
    figure = theme.new_figure("grade", hovermode="closest")
    total = max(1, int(scale.n.sum()))
    figure.add_bar(
        x=scale.grades,
        y=scale.n / total,
        marker={"color": theme.MISSING, "opacity": 0.45},
        name="share of accounts",
        customdata=scale.n,
        hovertemplate="%{x}: %{customdata:,} accounts, %{y:.1%}<extra></extra>",
    )
    figure.add_scatter(
        x=scale.grades,
        y=scale.mean_pd,
        mode="markers",
        marker={"color": theme.MUTED, "symbol": "line-ew-open", "size": 18, "line": {"width": 3}},
        name="mean PD",
        yaxis="y2",
        hovertemplate="%{x}: mean PD %{y:.2%}<extra></extra>",
    )
    figure.add_scatter(
        x=scale.grades,
        y=scale.bad_rate,
        mode="markers",
        marker={"color": theme.BAD, "size": 9},
        error_y={
            "array": np.maximum(scale.high - scale.bad_rate, 0),
            "arrayminus": np.maximum(scale.bad_rate - scale.low, 0),
            "color": theme.BAD,
            "thickness": 1.5,
            "width": 4,
        },
        name="bad rate · 95% interval",
        yaxis="y2",
        customdata=np.column_stack([scale.n_bad, scale.n]),
        hovertemplate="%{x}: %{customdata[0]:,} of %{customdata[1]:,} bad, %{y:.2%}<extra></extra>",
    )
    figure.update_layout(
        yaxis={"side": "right", "showgrid": False, "tickformat": ".0%", "title": {"text": "share of accounts"}},
        yaxis2={
            "overlaying": "y",  # so that dots lie over bars
            "side": "left",
            "tickformat": theme.PER_CENT_FINE,
            "range": [0, _top(scale)],
            "title": {"text": "bad rate"},
        },
    )
    return figure


def _top(scale: MasterScale) -> float:
    """Room for every rate, and for the intervals of grades that are not nearly empty."""
    ends = [*scale.bad_rate, *scale.mean_pd, *scale.high[scale.n >= MANY]]
    return min(1.02, 1.08 * float(np.nanmax(ends, initial=0.01)))
