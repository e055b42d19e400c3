"""Bins of one column: bad rates with intervals, weights of evidence, special bins apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import BinnedColumn

HEIGHT = 222


def bins_figure(binned: BinnedColumn, names: Sequence[str], low: np.ndarray, high: np.ndarray) -> go.Figure:
    """Bars of bad rates, a line of weights of evidence on the right axis; codes and missing values pale behind a line.

    Parameters
    ----------
    names : of the bins.
    low, high : interval of each bad rate, (n_bins,).
    """
    shown = np.flatnonzero(binned.n > 0)
    regular = shown[shown < binned.bins.n_regular]
    special = shown[shown >= binned.bins.n_regular]
    rate = binned.bad_rate
    figure = theme.new_figure("", "bad rate", y_format=theme.PER_CENT_FINE, height=HEIGHT, bargap=0.35)
    for rows, opacity, first in ((regular, 0.85, True), (special, 0.4, False)):
        places = np.searchsorted(shown, rows)
        figure.add_bar(
            x=places,
            y=rate[rows],
            name="bad rate",
            showlegend=first,
            marker={"color": theme.BAD, "line": {"width": 0}},
            opacity=opacity,
            error_y={
                "array": high[rows] - rate[rows],
                "arrayminus": rate[rows] - low[rows],
                "color": theme.TEXT,
                "thickness": 1,
                "width": 4,
            },
            text=[names[int(row)] for row in rows],
            textposition="none",
            customdata=np.column_stack([binned.n[rows], binned.woe[rows]]),
            hovertemplate="%{text}: %{y:.1%} bad of %{customdata[0]:,}, WoE %{customdata[1]:.2f}<extra></extra>",
        )
        figure.add_scatter(
            x=places,
            y=binned.woe[rows],
            yaxis="y2",
            name="WoE",
            showlegend=first,
            mode="lines+markers" if first else "markers",
            line={"color": theme.model_colour(0), "width": 2},
            marker={"size": 7, "symbol": "circle" if first else "circle-open", "color": theme.model_colour(0)},
            hoverinfo="skip",
        )
    if len(regular) and len(special):
        figure.add_vline(x=len(regular) - 0.5, line={"color": theme.AXIS, "width": 1})
    figure.update_layout(
        yaxis2={"overlaying": "y", "side": "right", "title": {"text": "WoE"}, "showgrid": False, "zeroline": False}
    )
    figure.update_yaxes(rangemode="tozero", selector={"overlaying": None})
    ticks = [wrap(names[int(row)], 16) for row in shown]
    return figure.update_xaxes(tickvals=list(range(len(shown))), ticktext=ticks, showgrid=False)
