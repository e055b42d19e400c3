"""Which models rank apart: mean ranks on a line, bars over those that are closer than the critical difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import RankTest

ROW, ROW_OF_TWO = 24, 34  # pixels of a name on one line, on two
BAR, TOP = 0.5, 2.6  # rows between two bars; rows above the line, for its numbers and the ruler
WIDTH = 22  # letters of a name on one line


def critical_difference_figure(found: RankTest) -> go.Figure:
    """The best on the left; every name has a row of its own beside the line, so that none covers another.

    References
    ----------
    Demsar (2006).
    """
    k = len(found.names)
    if not k:
        return theme.new_figure("mean rank")
    order = [int(i) for i in np.argsort(found.ranks, kind="stable")]
    bars = [group for group in found.groups if len(group) > 1]
    first = -(BAR * len(bars) + 1.0)
    rows = {i: first - row for half in _halves(order) for row, i in enumerate(half)}
    names = {i: _name(found, i) for i in order}
    bottom = min(rows.values()) - 0.6
    row_height = ROW_OF_TWO if any("<br>" in name for name in names.values()) else ROW
    figure = theme.new_figure(hovermode="closest", height=int(16 + row_height * (TOP - bottom)))
    _draw_line(figure, k)
    _draw_reach(figure, found, k)
    for half, edge in zip(_halves(order), (_low(k), _high(k)), strict=True):
        for i in half:
            _draw_model(figure, found, i, rows[i], edge)
    for number, group in enumerate(bars):
        _draw_bar(figure, found, group, -BAR * (number + 1))
    _name_rows(figure, [[(rows[i], names[i]) for i in half] for half in _halves(order)], bottom)
    figure.update_xaxes(range=[_low(k), _high(k)], visible=False)
    return figure.update_layout(showlegend=False)


def _halves(order: Sequence[int]) -> tuple[list[int], list[int]]:
    """Names on the left from the best, on the right from the worst: so no two lines cross."""
    middle = (len(order) + 1) // 2
    return list(order[:middle]), list(order[middle:])[::-1]


def _low(k: int) -> float:
    return 1 - 0.03 * max(1, k - 1)


def _high(k: int) -> float:
    return k + 0.03 * max(1, k - 1)


def _name(found: RankTest, i: int) -> str:
    return f"{wrap(found.names[i], WIDTH)}  {found.ranks[i]:.2f}"


def _draw_line(figure: go.Figure, k: int) -> None:
    """The axis of ranks on top, with a number at every whole rank."""
    step = -(-k // 13)
    ticks = list(range(1, k + 1, step))
    _add_line(figure, [1, k], [0, 0], theme.AXIS, 1.5)
    figure.add_scatter(
        x=ticks,
        y=[0] * len(ticks),
        mode="markers+text",
        marker={"symbol": "line-ns", "size": 8, "line": {"color": theme.AXIS, "width": 1.5}},
        text=[str(tick) for tick in ticks],
        textposition="top center",
        textfont={"color": theme.MUTED, "size": 12},
        hoverinfo="skip",
    )


def _draw_reach(figure: go.Figure, found: RankTest, k: int) -> None:
    """The critical difference as a ruler above the line, as much of it as there is room for."""
    end = min(1 + found.critical_difference, float(k))
    _add_line(figure, [1, end], [1.5, 1.5], theme.TEXT, 2)
    words = f"critical difference {found.critical_difference:.2f} at {found.alpha:g}"
    if found.critical_difference > k - 1:
        words += ": wider than the line, no two can be told apart"
    figure.add_annotation(
        x=1, y=1.6, xanchor="left", yanchor="bottom", text=words, font={"size": 11, "color": theme.MUTED}
    )


def _draw_model(figure: go.Figure, found: RankTest, i: int, row: float, edge: float) -> None:
    rank = float(found.ranks[i])
    _add_line(figure, [rank, rank, edge], [0, row, row], theme.MISSING, 1)
    figure.add_scatter(
        x=[rank],
        y=[0],
        mode="markers",
        marker={"color": theme.TEXT, "size": 7},
        text=[f"{found.names[i]}: mean rank {rank:.2f} over {found.n_blocks} blocks"],
        hovertemplate="%{text}<extra></extra>",
    )


def _draw_bar(figure: go.Figure, found: RankTest, group: Sequence[int], y: float) -> None:
    ranks = [float(found.ranks[i]) for i in group]
    x = [min(ranks) - 0.03, max(ranks) + 0.03]
    _add_line(figure, x, [y, y], theme.STRONG, 5, name=f"not told apart: {', '.join(found.names[i] for i in group)}")


def _add_line(
    figure: go.Figure, x: Sequence[float], y: Sequence[float], colour: str, width: float, name: str = ""
) -> None:
    said: dict[str, Any] = (
        {"hovertemplate": "%{text}<extra></extra>", "text": [name] * len(x)} if name else {"hoverinfo": "skip"}
    )
    figure.add_scatter(x=list(x), y=list(y), mode="lines", line={"color": colour, "width": width}, name=name, **said)


def _name_rows(figure: go.Figure, halves: Sequence[Sequence[tuple[float, str]]], bottom: float) -> None:
    """Names as ticks of two axes, which make room for themselves."""
    common = {"range": [bottom, TOP], "showgrid": False, "ticks": "", "tickfont": {"color": theme.TEXT, "size": 12}}
    left, right = ({"tickvals": [y for y, _ in half], "ticktext": [text for _, text in half]} for half in halves)
    figure.update_yaxes(**common, **left)
    figure.add_scatter(x=[None], y=[None], yaxis="y2", hoverinfo="skip")
    figure.update_layout(
        yaxis2={**common, **right, "overlaying": "y", "side": "right", "automargin": True, "zeroline": False}
    )
