"""From a reference to one account, step by step."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import Waterfall


def waterfall_figure(fall: Waterfall, *, start_name: str = "reference", end_name: str = "this account") -> go.Figure:
    """Steps in PD from the reference on top to the account at the bottom: right raises the risk."""
    names = [start_name, *fall.names, end_name]
    ends = np.cumsum([fall.start, *fall.steps])
    figure = theme.new_figure("PD", x_format=theme.PER_CENT_FINE, hovermode="closest")
    rows = list(range(len(names) - 1, -1, -1))
    for name, colour, wanted in (("raises the PD", theme.BAD, 1), ("lowers the PD", theme.GOOD, -1)):
        places = [i for i, step in enumerate(fall.steps) if np.sign(step) == wanted]
        figure.add_bar(
            x=[fall.steps[i] for i in places],
            base=[float(ends[i]) for i in places],
            y=[rows[i + 1] for i in places],
            orientation="h",
            marker={"color": colour},
            name=name,
            text=[f"{fall.steps[i] * 100:+.1f}" for i in places],
            textposition="outside",
            cliponaxis=False,
            customdata=[names[i + 1] for i in places],
            hovertemplate="%{customdata}<br>%{text} points of PD<extra></extra>",
        )
    figure.add_scatter(
        x=[fall.start, fall.end],
        y=[rows[0], rows[-1]],
        mode="markers+text",
        marker={"color": theme.STRONG, "size": 11, "symbol": "diamond"},
        text=[f"{fall.start:.1%}", f"{fall.end:.1%}"],
        textposition="middle right",
        showlegend=False,
        hoverinfo="skip",
    )
    height = max(theme.HEIGHT, 110 + 32 * len(names))
    low, high = min(ends.min(), fall.end), max(ends.max(), fall.end)
    room = 0.12 * max(high - low, 0.01)
    start = max(0.0, low - room) if low >= 0 else low - room
    figure.update_xaxes(range=[start, high + 1.5 * room], showgrid=True, gridcolor=theme.GRID)
    figure.update_layout(height=height, bargap=0.35)
    return figure.update_yaxes(tickvals=rows, ticktext=[wrap(name, 30) for name in names], showgrid=False)
