"""Groups of accounts: how many of each are bad, and how well each model tells them apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, dot_trace
from creditviz.figures.panels import Panels
from creditviz.figures.text import wrap
from creditviz.results.curves import Interval
from creditviz.results.segments import Segment, SegmentTable

ROW = 30  # pixels of a group, and ...
DOT = 16  # ... of each model in it
SPREAD = 0.6  # of a line that the models of a group share
RATE, FIGURES = [0.0, 0.24], [0.3, 1.0]  # where the two panels lie


def segments_figure(
    tables: Mapping[str, SegmentTable],
    *,
    metric: str = "auc",
    title: str = "AUC",
    colours: Mapping[str, str] | None = None,
) -> go.Figure:
    """A line a group: its bad rate as a bar from zero, and one labelled dot a model with its 95% interval.

    Parameters
    ----------
    tables : label of the model -> its table; counts are those of the first.
    metric : "auc" (with intervals), "ks", "h_measure" or "brier".
    title : what it is called on the axis.
    colours : label -> colour; in order when None.
    """
    colours = colours or theme.in_order(tables)
    first = next(iter(tables.values()), None)
    rows = first.rows if first else ()
    panels = Panels(["", ""], n_columns=2, panel_height=max(60, (ROW + DOT * len(tables)) * len(rows)))
    names = [row.label for row in rows]
    _add_rates(panels, rows)
    for number, (label, table) in enumerate(tables.items()):
        offset = SPREAD * ((len(tables) - 1) / 2 - number) / max(1, len(tables))
        for row in table.rows:
            if row.label in names:
                _add_value(panels, row, label, colours[label], offset, names, metric)
    for row in rows:
        if all(value_of(table, row.label, metric) is None for table in tables.values()):
            panels.note(1, x=0, xref="x2 domain", y=_height(names, row.label), xanchor="left", text=_hidden(row))
    axis = {"range": [-0.6, len(rows) - 0.4], "tickvals": list(range(len(rows)))}
    panels.y(0, **axis, ticktext=[_row_name(row) for row in reversed(rows)], showgrid=False)
    panels.y(1, **axis, showticklabels=False, showgrid=False)
    panels.x(0, domain=RATE, range=_ends([0.0, *(row.bad_rate for row in rows)], 0.3), tickformat=theme.PER_CENT_FINE)
    panels.x(0, title={"text": "bad rate"}, nticks=3)
    panels.x(1, domain=FIGURES, range=_ends(_drawn(tables, metric), 0.12), title={"text": title})
    return panels.figure(hovermode="closest", margin={"t": 34}, bargap=0.6)


def value_of(table: SegmentTable, label: str, metric: str) -> Interval | None:
    """The figure of a group with its interval, which only the AUC has; None where it is hidden or not there."""
    found = next((getattr(row, metric) for row in table.rows if row.label == label), None)
    return Interval(found, math.nan, math.nan) if isinstance(found, float) else found


def _add_rates(panels: Panels, rows: Sequence[Segment]) -> None:
    panels.add(
        0,
        type="bar",
        orientation="h",
        x=[row.bad_rate for row in rows],
        y=[len(rows) - 1 - number for number in range(len(rows))],
        marker={"color": theme.BAD},
        opacity=0.75,
        text=[f"{row.bad_rate:.1%}" for row in rows],
        textposition="outside",
        cliponaxis=False,
        showlegend=False,
        hovertext=[f"{row.label}: {row.n_bad:,} of {row.n:,} accounts are bad" for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _add_value(
    panels: Panels, row: Segment, label: str, colour: str, offset: float, names: list[str], metric: str
) -> None:
    """The dot of one model in one group, named in the legend once, its value written behind the interval."""
    value = value_of(SegmentTable("", row, ()), row.label, metric)
    legend = row.label == names[0]
    if value is None:
        if legend:
            panels.add(1, type="scatter", x=[None], y=[None], mode="markers", marker={"color": colour}, name=label)
        return
    trace = dot_trace(Dot(row.label, value, colour, series=label, offset=offset), names, 3)
    panels.add(1, **{**trace, "name": label, "showlegend": legend, "legendgroup": label})
    end = value.high if math.isfinite(value.high) else value.value
    panels.note(
        1, x=end, y=_height(names, row.label) + offset, text=f"{value.value:.3f}", xanchor="left", xshift=8,
        font={"size": 11, "color": theme.TEXT},
    )  # fmt: skip


def _height(names: Sequence[str], label: str) -> int:
    return len(names) - 1 - names.index(label)


def _row_name(row: Segment) -> str:
    return f"{wrap(row.label, 28)}<br>{row.n:,} rows, {row.n_bad:,} bad"


def _hidden(row: Segment) -> str:
    rare = "bad" if row.n_bad <= row.n - row.n_bad else "good"
    return f"too few {rare} accounts to judge"


def _drawn(tables: Mapping[str, SegmentTable], metric: str) -> list[float]:
    found = [value_of(table, row.label, metric) for table in tables.values() for row in table.rows]
    every = [v for f in found if f is not None for v in (f.value, f.low, f.high) if math.isfinite(v)]
    return every or [0.0, 1.0]


def _ends(values: list[float], room: float) -> list[Any]:
    """Room on the right for the written values."""
    low, high = min(values), max(values)
    span = max(high - low, 0.02)
    return [low - (0.04 * span if low else 0.0), high + room * span]
