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
    """One line per model over the diagonal of right PDs, and below it how many accounts each point stands for.

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
    if curves:
        _add_counts(figure, curves, colours, top)
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


def _add_counts(
    figure: go.Figure, curves: Mapping[str, CalibrationCurve], colours: Mapping[str, str], top: float
) -> None:
    """Accounts behind each point, on a strip of their own."""
    for label, curve in curves.items():
        figure.add_trace(_counts(label, curve, colours[label], top / 60 if len(curves) == 1 else 0.0))
    figure.update_layout(
        yaxis={"domain": [0.27, 1.0]},
        yaxis2={
            "domain": [0.0, 0.18],
            "title": {"text": "accounts"},
            "nticks": 3,
            "tickformat": ",",
            "anchor": "x",
            "rangemode": "tozero",
        },
        xaxis={"anchor": "y2"},
    )


def _counts(label: str, curve: CalibrationCurve, colour: str, width: float) -> go.Bar | go.Scatter:
    """Bars of one run; of several, whose bars would hide each other, lines."""
    shared = {
        "x": curve.predicted,
        "y": curve.count,
        "yaxis": "y2",
        "showlegend": False,
        "hovertemplate": f"{label}: %{{y:,}} accounts<extra></extra>",
    }
    if width:
        return go.Bar(**shared, width=width, marker={"color": colour, "opacity": 0.55})
    return go.Scatter(**shared, mode="lines+markers", line={"color": colour, "width": 1.5}, marker={"size": 5})
