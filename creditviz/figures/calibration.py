"""Calibration: predicted against observed bad rate."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import CalibrationCurve

MAX_WITH_INTERVALS = 2  # error bars of more models hide each other


def calibration_figure(
    curves: Mapping[str, CalibrationCurve], *, colours: Mapping[str, str] | None = None
) -> go.Figure:
    """One line per model over the diagonal of right PDs; equal tenths of [0, 1] get their counts below.

    Parameters
    ----------
    curves : label -> curve.
    colours : label -> colour; in order when None.
    """
    colours = colours or theme.in_order(curves)
    top = _top(curves)
    figure = theme.new_figure(
        "predicted bad rate (mean PD)",
        "observed bad rate",
        x_format=theme.PER_CENT_FINE,
        y_format=theme.PER_CENT_FINE,
        hovermode="closest",
    )
    figure.update_xaxes(range=[-0.02 * top, top]).update_yaxes(range=[-0.02 * top, top])
    figure.add_scatter(
        x=[0, top],
        y=[0, top],
        mode="lines",
        line={"color": theme.MUTED, "dash": "dot", "width": 1},
        showlegend=False,
        hoverinfo="skip",
    )
    for label, curve in curves.items():
        figure.add_scatter(**_line(label, curve, colours[label], len(curves) <= MAX_WITH_INTERVALS))
    if len(curves) == 1 and next(iter(curves.values())).binning == "uniform":
        _add_counts(figure, next(iter(curves.values())))
    return figure


def _top(curves: Mapping[str, CalibrationCurve]) -> float:
    highest = [
        max(float(np.max(c.predicted, initial=0.0)), float(np.max(c.high, initial=0.0))) for c in curves.values()
    ]
    return min(1.02, 1.05 * max(highest, default=1.0))


def _line(label: str, curve: CalibrationCurve, colour: str, intervals: bool) -> dict:
    line = {
        "x": curve.predicted,
        "y": curve.observed,
        "mode": "lines+markers",
        "line": {"color": colour, "width": 1.5},
        "marker": {"color": colour, "size": 8},
        "name": f"{label} · 95% intervals" if intervals else label,
        "customdata": np.column_stack([curve.count, curve.low, curve.high]),
        "hovertemplate": f"{label}: predicted %{{x:.1%}}, observed %{{y:.1%}}<br>"
        "95% interval %{customdata[1]:.1%} to %{customdata[2]:.1%}, %{customdata[0]:,} accounts<extra></extra>",
    }
    if intervals:
        line["error_y"] = {
            "array": curve.high - curve.observed,
            "arrayminus": curve.observed - curve.low,
            "color": colour,
            "thickness": 1.2,
            "width": 4,
        }
    return line


def _add_counts(figure: go.Figure, curve: CalibrationCurve) -> None:
    """Accounts per tenth of the PD scale, on a strip of their own."""
    figure.add_bar(
        x=curve.predicted,
        y=curve.count,
        width=0.04,
        yaxis="y2",
        marker={"color": theme.MISSING},
        showlegend=False,
        hovertemplate="%{y:,} accounts<extra></extra>",
    )
    figure.update_layout(
        yaxis={"domain": [0.27, 1.0]},
        yaxis2={"domain": [0.0, 0.18], "title": {"text": "accounts"}, "nticks": 3, "tickformat": ",", "anchor": "x"},
        xaxis={"anchor": "y2"},
    )
