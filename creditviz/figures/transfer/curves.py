"""How transfer methods learned: one line a method, epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from creditviz.figures import theme

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
COIN = 0.5  # a domain classifier that sees nothing

History = Sequence[Mapping[str, Any]]


def transfer_curves_figure(
    histories: Mapping[str, History], metric: str = "loss", *, title: str = "", log_scale: bool = False
) -> go.Figure:
    """One line a method; without any epoch an empty frame.

    Parameters
    ----------
    histories : label of the method -> its epochs; those without the metric are left out.
    metric : key of the value to draw; "domain_accuracy" is drawn against a coin.
    title : of the vertical axis.
    log_scale : draw the value in powers of ten.
    """
    share = metric == "domain_accuracy"
    figure = theme.new_figure("epoch", title, hovermode="x unified", y_format=theme.PER_CENT if share else "")
    for number, (label, rows) in enumerate(histories.items()):
        x, y = points_of(rows, metric)
        if not x:
            continue
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines" if len(x) > 1 else "markers",
            line={"color": theme.model_colour(number), "width": 2, "dash": DASHES[number % len(DASHES)]},
            marker={"color": theme.model_colour(number)},
            name=label,
            hovertemplate=f"%{{y:{'.1%' if share else '.4f'}}}",
        )
    if share:
        every = [COIN, *(value for trace in figure.data for value in trace.y)]
        figure.update_yaxes(range=[min(0.45, min(every) - 0.02), max(0.6, max(every) + 0.02)])
        figure.add_hline(y=COIN, line={"color": theme.MUTED, "dash": "dot", "width": 1.5})
    if log_scale:
        figure.update_yaxes(type="log", dtick=1 if _decades(figure) > 1 else None, tickformat=".2~g")
    return figure.update_layout(showlegend=True)


def points_of(rows: History, metric: str) -> tuple[list[int], list[float]]:
    """Epochs and finite values; an epoch without a number of its own counts on from 1."""
    found = [
        (int(row.get("epoch", number)), float(row[metric]))
        for number, row in enumerate(rows, start=1)
        if row.get(metric) is not None and math.isfinite(row[metric])
    ]
    return [epoch for epoch, _ in found], [value for _, value in found]


def _decades(figure: go.Figure) -> float:
    values = [value for trace in figure.data for value in trace.y if value and value > 0]
    return math.log10(max(values) / min(values)) if values else 0.0
