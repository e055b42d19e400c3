"""Cumulative accuracy profile: how many of the bad accounts the riskiest part of the book holds."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import CapCurve

TENTH = 0.1


def cap_figure(curves: Mapping[str, CapCurve], *, colours: Mapping[str, str] | None = None) -> go.Figure:
    """One line per model between the diagonal of chance and the line of a perfect ranking; a mark at 10%.

    Parameters
    ----------
    curves : label -> curve.
    colours : label -> colour; in order when None.
    """
    colours = colours or theme.in_order(curves)
    figure = theme.new_figure(
        "share of all accounts, riskiest first",
        "share of bad accounts among them",
        x_format=theme.PER_CENT,
        y_format=theme.PER_CENT,
        hovermode="closest",
    )
    figure.update_xaxes(range=[-0.01, 1.01]).update_yaxes(range=[-0.01, 1.03])
    _add_references(figure, curves)
    for label, curve in curves.items():
        figure.add_scatter(
            x=curve.share,
            y=curve.caught,
            mode="lines",
            line={"color": colours[label], "width": 2},
            name=f"{label} · lift at 10% {curve.lift_at_10:.2f}",
            customdata=curve.lift,
            hovertemplate=f"{label}: the riskiest %{{x:.0%}} hold %{{y:.0%}} of the bad, "
            "lift %{customdata:.2f}<extra></extra>",
        )
    for label, curve in curves.items():
        figure.add_scatter(
            x=[TENTH],
            y=[TENTH * curve.lift_at_10],
            mode="markers",
            marker={"color": colours[label], "size": 10, "line": {"color": theme.SURFACE, "width": 2}},
            showlegend=False,
            hovertemplate=f"{label}: the riskiest 10% hold %{{y:.0%}} of the bad<extra></extra>",
        )
    return figure


def _add_references(figure: go.Figure, curves: Mapping[str, CapCurve]) -> None:
    """Chance, and the perfect ranking of every bad rate that is drawn."""
    dotted = {"color": theme.MUTED, "dash": "dot", "width": 1}
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line=dotted, showlegend=False, hoverinfo="skip")
    for rate in sorted({curve.bad_rate for curve in curves.values()}):
        figure.add_scatter(
            x=[0, rate, 1],
            y=[0, 1, 1],
            mode="lines",
            line={"color": theme.MUTED, "dash": "dash", "width": 1.5},
            name="perfect ranking",
            showlegend=False,
            hoverinfo="skip",
        )
        figure.add_annotation(x=rate, y=1, text="perfect", xanchor="left", yanchor="top", xshift=6, yshift=-2)
