"""Weight of evidence of one feature, and information values of all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results.book.woe import InformationValue

MAX_FEATURES = 15
MAX_TICKS = 12


def woe_figure(value: InformationValue) -> go.Figure:
    """One bar per bin: above 0 safer than the book, below it riskier."""
    figure = theme.new_figure("", "weight of evidence", hovermode="closest")
    places = list(range(len(value.labels)))
    figure.add_bar(
        x=places,
        y=value.woe,
        marker={"color": [theme.GOOD if weight >= 0 else theme.BAD for weight in value.woe], "line": {"width": 0}},
        customdata=np.column_stack([value.bad_rate, value.count]),
        text=list(value.labels),
        textposition="none",
        hovertemplate="%{text}: %{y:+.2f}<br>bad rate %{customdata[0]:.1%}, %{customdata[1]:,} accounts<extra></extra>",
        showlegend=False,
    )
    for name, colour in (("safer than the book", theme.GOOD), ("riskier", theme.BAD)):
        figure.add_scatter(
            x=[None], y=[None], mode="markers", marker={"color": colour, "size": 10, "symbol": "square"}, name=name
        )
    figure.add_hline(y=0, line={"color": theme.AXIS, "width": 1})
    return label_places(figure, value.labels)


def information_figure(values: Sequence[InformationValue]) -> go.Figure:
    """Features by information value, the strongest on top, at most `MAX_FEATURES` of them."""
    shown = list(values)[:MAX_FEATURES][::-1]
    figure = theme.new_figure("information value", hovermode="closest", height=max(theme.HEIGHT, 90 + 24 * len(shown)))
    places = list(range(len(shown)))
    figure.add_bar(
        x=[value.iv for value in shown],
        y=places,
        orientation="h",
        marker={"color": theme.STRONG},
        text=[f"{value.iv:.2f} {value.strength}" for value in shown],
        textposition="outside",
        textfont={"color": theme.MUTED},
        cliponaxis=False,
        customdata=[value.name for value in shown],
        hovertemplate="%{customdata}: %{text}<extra></extra>",
        showlegend=False,
    )
    top = max((value.iv for value in shown), default=1.0)
    figure.update_xaxes(range=[0, 1.5 * max(top, 0.02)])  # room for the words behind the longest bar
    return figure.update_yaxes(tickvals=places, ticktext=[wrap(value.name, 34) for value in shown], showgrid=False)


def label_places(figure: go.Figure, labels: Sequence[str]) -> go.Figure:
    """Name the bins on the x axis; every second, third, … where all would not fit."""
    step = -(-len(labels) // MAX_TICKS)
    places = list(range(0, len(labels), step))
    return figure.update_xaxes(tickvals=places, ticktext=[_short(labels[place]) for place in places])


def _short(label: str, width: int = 18) -> str:
    return label if len(label) <= width else f"{label[: width - 1]}…"
