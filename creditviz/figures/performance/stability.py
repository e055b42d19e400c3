"""Stability: how the score or a column lies in two sets of rows, and which columns have moved most."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import Shift

MOST_COLUMNS = 15
LIMITS = (0.1, 0.25)
ROW = 24  # pixels


def shift_figure(shift: Shift, expected: str, actual: str) -> go.Figure:
    """Share of both sets in each group, side by side.

    Parameters
    ----------
    expected, actual : what the two sets are.
    """
    figure = theme.new_figure("", "share of the rows", y_format=theme.PER_CENT, barmode="group", bargap=0.25)
    labels = [wrap(label, 16) for label in shift.labels]
    for name, counts, colour in ((expected, shift.expected, theme.MISSING), (actual, shift.actual, theme.LOW)):
        figure.add_bar(
            x=labels,
            y=counts / max(1, int(counts.sum())),
            customdata=counts,
            marker={"color": colour, "line": {"width": 0}},
            name=name,
            hovertemplate="%{y:.1%}, %{customdata:,} rows<extra></extra>",
        )
    return figure.update_xaxes(type="category", tickangle=-40)


def column_shifts_figure(shifts: Sequence[Shift]) -> go.Figure:
    """The stability index of the columns that moved most, between the two lines at which practice looks and acts.

    Parameters
    ----------
    shifts : the largest index first.
    """
    shown = list(shifts)[:MOST_COLUMNS]
    figure = theme.new_figure(
        "stability index (CSI)", "", hovermode="closest", height=120 + ROW * len(shown), margin={"t": 30}
    )
    figure.add_bar(
        x=[shift.index for shift in shown],
        y=[wrap(shift.name, 44) for shift in shown],
        orientation="h",
        marker={"color": theme.LOW, "line": {"width": 0}},
        customdata=[shift.by_chance for shift in shown],
        hovertemplate="%{y}: %{x:.3f}, by chance below %{customdata:.3f}<extra></extra>",
        showlegend=False,
    )
    for limit in LIMITS:
        figure.add_vline(x=limit, line={"color": theme.MUTED, "dash": "dash", "width": 1.5})
        figure.add_annotation(x=limit, y=1, yref="paper", yanchor="bottom", text=f"{limit:g}")
    top = max([1.2 * LIMITS[1], *(1.05 * shift.index for shift in shown)])
    figure.update_xaxes(range=[0, top], tickformat=".2~f")
    return figure.update_yaxes(autorange="reversed", showgrid=False)
