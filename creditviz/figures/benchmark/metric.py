"""One figure of every model of a benchmark: bars from zero, or dots with intervals for reading small differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, add_legend, dot_trace, row_axis
from creditviz.results import Interval

HONEST, LEAKY, PRINTED = "after the split (honest)", "before the split (leaky)", "published"
SYMBOLS = {HONEST: "circle", LEAKY: "circle-open", PRINTED: "diamond-open"}
_FILL = {HONEST: 1.0, LEAKY: 0.45, PRINTED: 0.2}
ROW, BAR = 34, 20  # pixels of a line with one mark, and of every further mark in it
LABEL_WIDTH = 30


class Mark(NamedTuple):
    """One figure of one line of the table."""

    row: str  # name of the line
    series: str  # HONEST, LEAKY or PRINTED
    value: Interval
    text: str  # the value with the digits that its interval supports
    colour: str


def bars_figure(marks: Sequence[Mark], x: str) -> go.Figure:
    """A labelled bar from zero for every mark; the line on it is the 95% interval."""
    rows, series = _rows(marks), _series(marks)
    figure = theme.new_figure(x, hovermode="closest", height=_height(rows, series), showlegend=False)
    wide = 0.76 / len(series)
    for mark in marks:
        y = _at(mark, rows, series, wide)
        figure.add_trace(_bar(mark, y, wide * 0.92))
        figure.add_trace(_label(mark, y))
    figure.update_xaxes(rangemode="tozero", range=[0, 1.14 * _most(marks)])
    if len(series) > 1:
        figure.update_layout(showlegend=True)
        add_legend(figure, {name: SYMBOLS[name].replace("circle", "square") for name in series})
    return figure.update_yaxes(**row_axis(rows, LABEL_WIDTH), showgrid=False)


def dots_figure(marks: Sequence[Mark], x: str) -> go.Figure:
    """A labelled dot with its 95% interval for every mark, on a scale that shows small differences."""
    rows, series = _rows(marks), _series(marks)
    figure = theme.new_figure(x, hovermode="closest", height=_height(rows, series), showlegend=len(series) > 1)
    for mark in marks:
        offset = _at(mark, rows, series, 0.26) - (len(rows) - 1 - rows.index(mark.row))
        dot = Dot(mark.row, mark.value, mark.colour, SYMBOLS[mark.series], _named(mark, series), offset)
        figure.add_trace(dot_trace(dot, rows, 4))
        figure.add_trace(_label(mark, _at(mark, rows, series, 0.26)))
    if len(series) > 1:
        add_legend(figure, {name: SYMBOLS[name] for name in series})
    figure.update_xaxes(range=_ends(marks), nticks=7)
    return figure.update_yaxes(**row_axis(rows, LABEL_WIDTH))


def _rows(marks: Sequence[Mark]) -> list[str]:
    return list(dict.fromkeys(mark.row for mark in marks))


def _series(marks: Sequence[Mark]) -> list[str]:
    return [name for name in SYMBOLS if any(mark.series == name for mark in marks)] or [HONEST]


def _height(rows: Sequence[str], series: Sequence[str]) -> int:
    return max(210, 90 + (ROW + BAR * (len(series) - 1)) * len(rows))


def _at(mark: Mark, rows: Sequence[str], series: Sequence[str], step: float) -> float:
    """Where a mark stands: its line, and within it above or below the other marks."""
    return len(rows) - 1 - rows.index(mark.row) + step * ((len(series) - 1) / 2 - series.index(mark.series))


def _named(mark: Mark, series: Sequence[str]) -> str:
    return mark.series if len(series) > 1 else ""


def _bar(mark: Mark, y: float, wide: float) -> dict[str, Any]:
    low, high = mark.value.low, mark.value.high
    known = math.isfinite(low) and math.isfinite(high)
    return dict(
        type="bar",
        orientation="h",
        x=[mark.value.value],
        y=[y],
        width=[wide],
        marker={
            "color": mark.colour, "opacity": _FILL[mark.series], "line": {"color": mark.colour, "width": 1.5},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - mark.value.value if known else 0.0],
            "arrayminus": [mark.value.value - low if known else 0.0],
            "color": theme.MUTED,
            "thickness": 1.5,
            "width": 4 if known else 0,
        },
        showlegend=False,
        text=[f"{mark.row}: {mark.text}" + (f"<br>95% interval {low:.4f} to {high:.4f}" if known else "")],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _label(mark: Mark, y: float) -> dict[str, Any]:
    """The value in figures, right of the mark and of its interval."""
    end = mark.value.high if math.isfinite(mark.value.high) else mark.value.value
    return dict(
        type="scatter",
        x=[end],
        y=[y],
        mode="text",
        text=[f"  {mark.text}"],
        textposition="middle right",
        textfont={"size": 12, "color": theme.TEXT},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _most(marks: Sequence[Mark]) -> float:
    ends = [end for mark in marks for end in (mark.value.value, mark.value.high) if math.isfinite(end)]
    return max([*ends, 1e-9])


def _ends(marks: Sequence[Mark]) -> list[float]:
    """The whole of every interval, with room for the label on the right."""
    ends = [end for m in marks for end in (m.value.value, m.value.low, m.value.high) if math.isfinite(end)]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low) or 0.01
    return [low - 0.05 * room, high + 0.16 * room]
