"""Cumulative accuracy profile: how many of the bad accounts the riskiest part of the book holds."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.performance.shares import MARK, add_reference, share_figure
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
    figure = share_figure("share of all accounts, riskiest first", "share of bad accounts among them")
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
            marker={"color": colours[label], **MARK},
            showlegend=False,
            hovertemplate=f"{label}: the riskiest 10% hold %{{y:.0%}} of the bad<extra></extra>",
        )
    return figure


def _add_references(figure: go.Figure, curves: Mapping[str, CapCurve]) -> None:
    """Chance, and the perfect ranking of every bad rate that is drawn."""
    add_reference(figure, [0, 1], [0, 1])
    for rate in sorted({curve.bad_rate for curve in curves.values()}):
        add_reference(figure, [0, rate, 1], [0, 1, 1], dash="dash", width=1.5)
        figure.add_annotation(x=rate, y=1, text="perfect", xanchor="left", yanchor="top", xshift=6, yshift=-2)
