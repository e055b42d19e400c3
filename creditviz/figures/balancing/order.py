"""The same pipeline with the sampler before and after the split: the gap is inflation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, add_legend, dot_trace, row_axis
from creditviz.figures.panels import Panels
from creditviz.figures.samplers import styles
from creditviz.figures.text import wrap
from creditviz.results import Interval

N_COLUMNS = 2
ROW = 28  # pixels
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
    panels = Panels(
        [wrap(name, 30) for name in classifiers],
        n_columns=N_COLUMNS,
        panel_height=max(70, ROW * len(samplers) + 20),
        gap=74,
        width_gap=0.07,
    )
    ends = _ends(rows)
    for number, classifier in enumerate(classifiers):
        for found in (row for row in rows if row.classifier == classifier):
            for trace in _pair(found, samplers, looks[found.sampler].colour):
                panels.add(number, **trace)
        panels.y(number, **row_axis(samplers, 26), showticklabels=panels.column(number) == 0)
        panels.x(number, range=ends, tickformat=".2f", nticks=4, title={"text": x})
    figure = panels.figure(hovermode="closest")
    add_legend(figure, {AFTER: "circle", BEFORE: "circle-open"})
    return figure


def _pair(found: OrderRow, samplers: Sequence[str], colour: str) -> list[dict[str, Any]]:
    at = len(samplers) - 1 - list(samplers).index(found.sampler)
    joined = dict(
        type="scatter",
        x=[found.after.value, found.before.value],
        y=[at, at],
        mode="lines",
        line={"color": theme.AXIS, "width": 3},
        showlegend=False,
        hoverinfo="skip",
    )
    after = Dot(found.sampler, found.after, colour, "circle", AFTER)
    before = Dot(found.sampler, found.before, colour, "circle-open", BEFORE)
    return [joined, *(dot_trace(dot, samplers, 3) for dot in (before, after))]


def _ends(rows: Sequence[OrderRow]) -> list[float]:
    ends = [v for r in rows for part in (r.after, r.before) for v in (part.value, part.low, part.high) if v == v]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = 0.06 * (high - low) or 0.01
    return [low - room, high + room]
