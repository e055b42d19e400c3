"""Rows as points in the plane: do synthetic defaulters lie where real ones do."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import RowMap
from creditviz.results.row_names import row_name

MAX_POINTS = 5000
HEIGHT = 640  # pixels: with equal scales the height decides how much of a card's width is used
KINDS = (  # the later drawn, the higher
    (0, "good", theme.MISSING, 4, 0.5, "circle"),
    (2, "synthetic defaulters", theme.SYNTHETIC, 6, 0.45, "diamond"),
    (1, "real defaulters", theme.REAL, 3.5, 0.8, "circle"),  # small and on top: both are seen where they meet
)


def row_map_figure(rows: RowMap) -> go.Figure:
    """One point per row; `customdata` is the row's number, so that a click can open it."""
    figure = theme.new_figure(hovermode="closest", height=HEIGHT, clickmode="event+select", dragmode="pan")
    kept = drawn(rows)
    for kind, name, colour, size, opacity, symbol in KINDS:
        chosen = kept[rows.kind[kept] == kind]
        if not len(chosen):
            continue
        marker = {"color": colour, "size": size, "opacity": opacity, "symbol": symbol}
        figure.add_scattergl(
            x=rows.xy[chosen, 0],
            y=rows.xy[chosen, 1],
            mode="markers",
            marker=marker,
            name=f"{name} ({len(chosen):,})",
            customdata=rows.row[chosen],
            text=[_said(int(number)) for number in rows.row[chosen]],
            hovertemplate="%{text}: click to open<extra></extra>",
        )
    figure.update_layout(legend={"itemsizing": "constant"})
    figure.update_xaxes(showticklabels=False, ticks="", showline=False)
    return figure.update_yaxes(showticklabels=False, showgrid=False, scaleanchor="x", scaleratio=1)


def drawn(rows: RowMap) -> np.ndarray:
    """Positions of at most `MAX_POINTS` points, the kinds in their proportions."""
    every = np.arange(len(rows.row))
    if len(every) <= MAX_POINTS:
        return every
    order = np.argsort(rows.kind, kind="stable")
    return np.sort(order[np.linspace(0, len(order) - 1, MAX_POINTS).astype(int)])


def _said(number: int) -> str:
    return f"{row_name(number)} of the book" if number >= 0 else f"synthetic row {-1 - number:,}"
