"""What a sampler adds to a model, against doing nothing or against class weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from creditviz.figures.attention import wrap
from creditviz.figures.intervals import Dot, add_reference, dot_trace, finish_rows
from creditviz.figures.panels import new_panels, place
from creditviz.figures.samplers import styles
from creditviz.results import Interval

N_COLUMNS = 2
ROW = 24  # pixels


class GainRow(NamedTuple):
    """The gain of one sampler in one classifier, in words for the screen."""

    sampler: str
    classifier: str
    gain: Interval


def gain_figure(rows: Sequence[GainRow], x: str, *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """A panel per classifier, a dot with its interval per sampler; right of the line it helps.

    Parameters
    ----------
    rows : gains, in the order of the screen.
    x : the metric.
    keys : sampler's label -> registry key, for its own colour.
    """
    classifiers = list(dict.fromkeys(row.classifier for row in rows))
    samplers = list(dict.fromkeys(row.sampler for row in rows))
    looks = styles(samplers, keys)
    figure = new_panels(
        [wrap(name, 30) for name in classifiers],
        n_columns=N_COLUMNS,
        panel_height=max(70, ROW * len(samplers) + 20),
        gap=74,
        width_gap=0.05,
        hovermode="closest",
        showlegend=False,
    )
    n_columns = max(1, min(N_COLUMNS, len(classifiers)))
    for number, classifier in enumerate(classifiers):
        row, column = place(number, n_columns)
        for found in (r for r in rows if r.classifier == classifier):
            look = looks[found.sampler]
            dot = Dot(found.sampler, found.gain, look.colour, look.symbol)
            figure.add_trace(dot_trace(dot, samplers, 4, legend=False), row, column)
        add_reference(figure, 0.0, row=row, col=column)
        finish_rows(figure, samplers, 22, row=row, col=column)
        figure.update_yaxes(showticklabels=column == 1, row=row, col=column)
        figure.update_xaxes(title_text=x, row=row, col=column)
    return _same_range(figure, rows)


def _same_range(figure: go.Figure, rows: Sequence[GainRow]) -> go.Figure:
    """All panels on one scale, 0 among them."""
    values = [v for row in rows for v in (row.gain.value, row.gain.low, row.gain.high) if v == v]
    low, high = min([-0.005, *values]), max([0.005, *values])
    room = 0.06 * (high - low)
    return figure.update_xaxes(range=[low - room, high + room], nticks=5, tickformat="+~g", ticks="outside")
