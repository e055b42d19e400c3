"""Shares against shares: the square that ROC, lift and precision-recall are drawn in."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from creditviz.figures import theme

MARK = {"size": 10, "line": {"color": theme.SURFACE, "width": 2}}  # a point that stands out on its line


def share_figure(x: str, y: str) -> go.Figure:
    """An empty square of two shares, 0% to 100% each."""
    figure = theme.new_figure(x, y, x_format=theme.PER_CENT, y_format=theme.PER_CENT, hovermode="closest")
    return figure.update_xaxes(range=[-0.01, 1.01]).update_yaxes(range=[-0.01, 1.03])


def add_reference(
    figure: go.Figure, x: Sequence[float], y: Sequence[float], *, dash: str = "dot", width: float = 1
) -> None:
    """A grey line to compare with: chance, or a perfect ranking."""
    line = {"color": theme.MUTED, "dash": dash, "width": width}
    figure.add_scatter(x=list(x), y=list(y), mode="lines", line=line, showlegend=False, hoverinfo="skip")
