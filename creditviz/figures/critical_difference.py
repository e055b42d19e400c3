"""Mean ranks of models on a line; a bar joins those that cannot be told apart."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.attention import wrap
from creditviz.results import RankTest

ROW, BAR = 26, 11  # pixels between two names, between two bars
TOP = 0.0  # height of the axis; everything else is below it


def critical_difference_figure(found: RankTest) -> go.Figure:
    """Demsar's picture: best rank on the left, names below, bars over models closer than the critical difference."""
    k = len(found.names)
    order = np.argsort(found.ranks, kind="stable")
    first = _bars_room(found)
    n_left = (k + 1) // 2
    height = max(250, 110 + BAR * len(found.groups) + ROW * n_left + 40)
    figure = theme.new_figure(hovermode="closest", height=height, showlegend=False)
    for place, model in enumerate(order):
        left = place < n_left
        depth = first - (place if left else k - 1 - place) - 1.0
        _add_model(figure, found, int(model), depth, k, left=left)
    for number, group in enumerate(found.groups):
        _add_group(figure, found, group, -0.5 - 0.45 * number)
    _add_reach(figure, found)
    side = 0.7 * max(1, k - 1)
    figure.update_xaxes(
        range=[1 - side, k + side], tickvals=list(range(1, k + 1)), side="top", title={"text": "mean rank, 1 is best"},
        showline=False, ticks="inside", ticklen=6,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[first - n_left - 0.8, 1.5], fixedrange=True)
    figure.add_shape(type="line", x0=1, x1=k, y0=TOP, y1=TOP, line={"color": theme.AXIS, "width": 1.5})
    return figure


def _bars_room(found: RankTest) -> float:
    return -0.4 - 0.45 * len(found.groups)


def _add_model(figure: go.Figure, found: RankTest, model: int, depth: float, k: int, *, left: bool) -> None:
    """A dot on the axis, a line down to its depth, and out to the name."""
    rank, name = float(found.ranks[model]), found.names[model]
    end = 1 - 0.06 * (k - 1) if left else k + 0.06 * (k - 1)
    figure.add_scatter(
        x=[rank, rank, end], y=[TOP, depth, depth], mode="lines", line={"color": theme.AXIS, "width": 1.5},
        hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=[rank], y=[TOP], mode="markers", marker={"color": theme.STRONG, "size": 9},
        text=[f"{name}: mean rank {rank:.2f} over {found.n_blocks} blocks"], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    number, side = f"<b>{rank:.1f}</b>", "right" if left else "left"
    figure.add_annotation(
        x=end,
        y=depth,
        text=f"{wrap(name, 20)}  {number}" if left else f"{number}  {wrap(name, 20)}",
        align=side,
        xanchor=side,
        yanchor="middle",
        font={"color": theme.TEXT, "size": 12},
    )


def _add_group(figure: go.Figure, found: RankTest, group: tuple[int, ...], y: float) -> None:
    ranks = [float(found.ranks[i]) for i in group]
    said = f"cannot be told apart: {', '.join(found.names[i] for i in group)}"
    figure.add_scatter(
        x=[min(ranks) - 0.03, max(ranks) + 0.03], y=[y, y], mode="lines", line={"color": theme.TEXT, "width": 5},
        text=[said, said], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _add_reach(figure: go.Figure, found: RankTest) -> None:
    """How far apart two mean ranks must lie, drawn to scale above the axis."""
    reach = found.critical_difference
    k = len(found.names)
    shown = min(reach, float(k - 1))
    figure.add_shape(type="line", x0=1, x1=1 + shown, y0=0.8, y1=0.8, line={"color": theme.MUTED, "width": 2})
    text = f"critical difference {reach:.2f}" + (", more than the axis holds" if reach > k - 1 else "")
    figure.add_annotation(x=1, y=0.8, text=text, xanchor="left", yanchor="bottom", font={"size": 11})
