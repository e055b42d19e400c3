"""What a sampler adds to a model, against doing nothing or against class weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from creditviz.figures.intervals import Dot, dot_trace, row_axis
from creditviz.figures.panels import Panels
from creditviz.figures.samplers import styles
from creditviz.figures.text import wrap
from creditviz.results import Interval

N_COLUMNS = 2
ROW = 28  # pixels


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
            look = looks[found.sampler]
            panels.add(number, **dot_trace(Dot(found.sampler, found.gain, look.colour, look.symbol), samplers, 4))
        panels.reference(number, 0.0)
        panels.y(number, **row_axis(samplers, 26), showticklabels=panels.column(number) == 0)
        panels.x(number, range=ends, nticks=4, tickformat="+~g", title={"text": x})
    return panels.figure(hovermode="closest", showlegend=False)


def _ends(rows: Sequence[GainRow]) -> list[float]:
    """All panels on one scale, 0 among them."""
    values = [v for row in rows for v in (row.gain.value, row.gain.low, row.gain.high) if v == v]
    low, high = min([-0.005, *values]), max([0.005, *values])
    room = 0.06 * (high - low)
    return [low - room, high + room]
