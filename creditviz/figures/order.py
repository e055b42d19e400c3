"""The same pipeline with the sampler before and after the split: the gap is inflation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.attention import wrap
from creditviz.figures.intervals import Dot, dot_trace, finish_rows
from creditviz.figures.panels import new_panels, place
from creditviz.figures.samplers import styles
from creditviz.results import Interval

N_COLUMNS = 2
ROW = 26  # pixels
AFTER, BEFORE = "after the split (honest)", "before the split (leaky)"


class OrderRow(NamedTuple):
    """Both orders of one sampler in one classifier, in words for the screen."""

    sampler: str
    classifier: str
    after: Interval
    before: Interval


def order_figure(rows: Sequence[OrderRow], x: str, *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """A panel per classifier; per sampler a filled dot (after) joined to an open one (before).

    Parameters
    ----------
    rows : both orders, in the order of the screen.
    x : the metric.
    keys : sampler's label -> registry key, for its own colour.
    """
    classifiers = list(dict.fromkeys(row.classifier for row in rows))
    samplers = list(dict.fromkeys(row.sampler for row in rows))
    looks = styles(samplers, keys)
    n_columns = max(1, min(N_COLUMNS, len(classifiers)))
    figure = new_panels(
        [wrap(name, 30) for name in classifiers],
        n_columns=N_COLUMNS,
        panel_height=max(70, ROW * len(samplers) + 20),
        gap=74,
        width_gap=0.05,
        hovermode="closest",
    )
    for number, classifier in enumerate(classifiers):
        row, column = place(number, n_columns)
        for found in (r for r in rows if r.classifier == classifier):
            for trace in _pair(found, samplers, looks[found.sampler].colour):
                figure.add_trace(trace, row, column)
        finish_rows(figure, samplers, 22, row=row, col=column)
        figure.update_yaxes(showticklabels=column == 1, row=row, col=column)
        figure.update_xaxes(title_text=x, tickformat=".2f", nticks=5, row=row, col=column)
    _add_legend(figure)
    return _same_range(figure, rows)


def _pair(found: OrderRow, samplers: Sequence[str], colour: str) -> list[go.Scatter]:
    at = len(samplers) - 1 - list(samplers).index(found.sampler)
    joined = go.Scatter(
        x=[found.after.value, found.before.value],
        y=[at, at],
        mode="lines",
        line={"color": theme.AXIS, "width": 3},
        showlegend=False,
        hoverinfo="skip",
    )
    after = Dot(found.sampler, found.after, colour, "circle", AFTER)
    before = Dot(found.sampler, found.before, colour, "circle-open", BEFORE)
    return [joined, *(dot_trace(dot, samplers, 3, legend=False) for dot in (before, after))]


def _add_legend(figure: go.Figure) -> None:
    for name, symbol in ((AFTER, "circle"), (BEFORE, "circle-open")):
        marker = {"color": theme.MUTED, "symbol": symbol, "size": 10, "line": {"color": theme.MUTED, "width": 1.5}}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=name)


def _same_range(figure: go.Figure, rows: Sequence[OrderRow]) -> go.Figure:
    ends = [v for r in rows for part in (r.after, r.before) for v in (part.value, part.low, part.high) if v == v]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = 0.06 * (high - low) or 0.01
    return figure.update_xaxes(range=[low - room, high + room])
