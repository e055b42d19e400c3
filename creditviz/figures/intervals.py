"""Dots with their 95% intervals, one row a line of text; the figures of comparisons are made of these."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import Interval

ROW_HEIGHT = 30  # pixels


class Dot(NamedTuple):
    """One figure with its interval, in row `row` of the picture."""

    row: str
    interval: Interval
    colour: str
    symbol: str = "circle"
    series: str = ""  # which of several dots of a row it is
    offset: float = 0.0  # up or down within the row, in rows


def intervals_figure(
    dots: Sequence[Dot], x: str, *, at: float | None = None, at_text: str = "", digits: int = 3, label_width: int = 24
) -> go.Figure:
    """Rows from top to bottom in their order, with a line at `at` that means "no difference"."""
    rows = list(dict.fromkeys(dot.row for dot in dots))
    figure = theme.new_figure(x, hovermode="closest", height=max(210, 110 + ROW_HEIGHT * len(rows)))
    for dot in dots:
        figure.add_trace(dot_trace(dot, rows, digits))
    if at is not None:
        add_reference(figure, at, at_text)
    return figure.update_yaxes(**row_axis(rows, label_width))


def dot_trace(dot: Dot, rows: Sequence[str], digits: int) -> dict[str, Any]:
    """The marker with its error bar; an interval that is not known draws none."""
    value, low, high = dot.interval.value, dot.interval.low, dot.interval.high
    known = math.isfinite(low) and math.isfinite(high)
    said = f"{value:.{digits}f}" + (f"<br>95% interval {low:.{digits}f} to {high:.{digits}f}" if known else "")
    return dict(
        type="scatter",
        x=[value],
        y=[len(rows) - 1 - list(rows).index(dot.row) + dot.offset],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - value if known else 0.0],
            "arrayminus": [value - low if known else 0.0],
            "color": dot.colour,
            "thickness": 2,
            "width": 4,
        },
        mode="markers",
        marker={"color": dot.colour, "size": 10, "symbol": dot.symbol, "line": {"color": dot.colour, "width": 1.5}},
        name=dot.series or dot.row,
        showlegend=False,
        text=[f"{dot.row}{', ' + dot.series if dot.series else ''}: {said}"],
        hovertemplate="%{text}<extra></extra>",
    )


def add_legend(figure: go.Figure, symbols: Mapping[str, str]) -> None:
    """Names of the symbols in grey: colours belong to samplers."""
    for name, symbol in symbols.items():
        marker = {"color": theme.MUTED, "symbol": symbol, "size": 10, "line": {"color": theme.MUTED, "width": 1.5}}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=name)


def add_reference(figure: go.Figure, at: float, text: str = "") -> None:
    """A dotted line across the rows, named on top."""
    figure.add_vline(x=at, line={"color": theme.MUTED, "dash": "dot", "width": 1.5})
    if text:
        figure.update_layout(margin={"t": 28})
        figure.add_annotation(
            x=at, y=1, yref="paper", yanchor="bottom", text=text, font={"size": 11, "color": theme.MUTED}
        )


def row_axis(rows: Sequence[str], label_width: int) -> dict[str, Any]:
    """The y axis of the rows: their names, and faint lines between them."""
    return {
        "tickvals": list(range(len(rows) - 1, -1, -1)),
        "ticktext": [wrap(name, label_width) for name in rows],
        "range": [-0.6, len(rows) - 0.4],
    }
