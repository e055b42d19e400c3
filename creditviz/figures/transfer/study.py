"""Lines with bands over few places: known outcomes of the new product, or the network's weight in a vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.samplers import DASHES
from creditviz.results import Interval

BAND = 0.12
MAX_BANDS = 4  # more of them hide each other
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")


class StudyLine(NamedTuple):
    """One line: its name, places from left to right, a value with its interval at each."""

    name: str
    at: tuple[float, ...]
    auc: tuple[Interval, ...]
    flat: bool = False  # one value that holds everywhere
    marked: float | None = None  # a place that gets a ring


def outcomes_figure(lines: Sequence[StudyLine], places: Sequence[float]) -> go.Figure:
    """AUC against the number of known outcomes; places stand at equal distances, flat lines run across."""
    ticks = {float(at): number for number, at in enumerate(places)}
    drawn = [
        line._replace(at=(0.0, len(ticks) - 1.0), auc=line.auc * 2)
        if line.flat
        else line._replace(at=tuple(float(ticks[at]) for at in line.at))
        for line in lines
    ]
    figure = _figure(drawn, "known outcomes of the new product", [f"{at:,.0f}" for at in places])
    return figure.update_xaxes(tickvals=list(ticks.values()), ticktext=[f"{at:,.0f}" for at in places])


def weights_figure(lines: Sequence[StudyLine]) -> go.Figure:
    """AUC against the network's weight: 0 is the tree alone, 1 the network alone; a ring marks the rule's choice."""
    figure = _figure(lines, "the network's weight in the vote (0: the tree alone, 1: the network alone)")
    for number, line in enumerate(lines):
        if line.marked is not None:
            figure.add_trace(_ring(line, theme.model_colour(number)))
    return figure


def _figure(lines: Sequence[StudyLine], x: str, words: Sequence[str] | None = None) -> go.Figure:
    figure = theme.new_figure(x, "AUC on test rows", hovermode="closest", height=400)
    for number, line in enumerate(lines):
        colour = theme.model_colour(number)
        if len(lines) <= MAX_BANDS and all(np.isfinite(one.low) for one in line.auc):
            figure.add_trace(_band(line, colour))
        figure.add_trace(_line(line, colour, number, words))
    return figure


def _band(line: StudyLine, colour: str) -> go.Scatter:
    low, high = (np.clip([getattr(one, end) for one in line.auc], 0.0, 1.0).tolist() for end in ("low", "high"))
    return go.Scatter(
        x=[*line.at, *reversed(line.at)],
        y=[*low, *reversed(high)],
        fill="toself",
        fillcolor=colour,
        opacity=BAND,
        mode="lines",
        line={"width": 0, "color": colour},
        legendgroup=line.name,
        showlegend=False,
        hoverinfo="skip",
    )


def _line(line: StudyLine, colour: str, number: int, words: Sequence[str] | None) -> go.Scatter:
    where = "whatever is known" if line.flat else "at %{x:g}" if words is None else "with %{customdata[2]} known"
    told = ["" if words is None else words[round(at)] for at in line.at]
    return go.Scatter(
        x=list(line.at),
        y=[one.value for one in line.auc],
        mode="lines" if line.flat else "lines+markers",
        line={"color": colour, "width": 2, "dash": DASHES[1 + number % 3] if line.flat else "solid"},
        marker={"color": colour, "size": 7, "symbol": SYMBOLS[number % len(SYMBOLS)]},
        name=line.name,
        legendgroup=line.name,
        customdata=[(one.low, one.high, word) for one, word in zip(line.auc, told, strict=True)],
        hovertemplate=f"{line.name}: %{{y:.3f}} (%{{customdata[0]:.3f}} to %{{customdata[1]:.3f}}) {where}"
        "<extra></extra>",
    )


def _ring(line: StudyLine, colour: str) -> go.Scatter:
    assert line.marked is not None, "asked before"
    at = min(range(len(line.at)), key=lambda i: abs(line.at[i] - line.marked))  # type: ignore[operator]
    return go.Scatter(
        x=[line.at[at]],
        y=[line.auc[at].value],
        mode="markers",
        marker={"color": colour, "size": 15, "symbol": "circle-open", "line": {"width": 2}},
        legendgroup=line.name,
        showlegend=False,
        hovertemplate=f"{line.name}: the weight by size, %{{x:g}}<extra></extra>",
    )
