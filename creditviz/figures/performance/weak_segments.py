"""Groups found by a tree on errors: bad rate with its interval, and the mean PD that should lie in it."""

from __future__ import annotations

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, add_legend, dot_trace
from creditviz.results import WeakSegment, WeakSegments

LINE_HEIGHT, ROW_GAP = 17, 14  # pixels of a line of text, and between two rows


def weak_segments_figure(found: WeakSegments) -> go.Figure:
    """A line a group, all accounts first; a group that holds is drawn in the colour of bad accounts."""
    rows = [segment for segment in (found.whole, *found.segments) if segment.n]
    names = [_name(segment) for segment in rows]
    most = max((len(segment.conditions) for segment in rows), default=1)
    height = 130 + (ROW_GAP + LINE_HEIGHT * most) * len(rows)
    figure = theme.new_figure("bad rate and mean PD", x_format=theme.PER_CENT_FINE, hovermode="closest", height=height)
    for name, segment in zip(names, rows, strict=True):
        colour = theme.BAD if segment.holds else theme.MUTED
        trace = dot_trace(Dot(name, segment.bad_rate, colour), names, 3)
        figure.add_trace({**trace, "text": [_said(segment)]})
    figure.add_scatter(
        x=[segment.mean_pd for segment in rows],
        y=list(range(len(rows) - 1, -1, -1)),
        mode="markers",
        marker={"color": theme.TEXT, "symbol": "line-ns-open", "size": 16, "line": {"width": 2.5}},
        showlegend=False,
        hoverinfo="skip",
    )
    add_legend(figure, {"bad rate, 95% for all groups together": "circle", "mean PD": "line-ns-open"})
    ticks = list(range(len(rows) - 1, -1, -1))
    return figure.update_yaxes(tickvals=ticks, ticktext=names, range=[-0.6, len(rows) - 0.4], showgrid=False)


def _name(segment: WeakSegment) -> str:
    """One condition a line, and how many rows."""
    return f"{'<br>'.join(segment.conditions)} ({segment.n:,} rows)"


def _said(segment: WeakSegment) -> str:
    rate = segment.bad_rate
    ranking = "" if segment.auc is None else f"<br>AUC {segment.auc.value:.3f}"
    return (
        f"{segment.n_bad:,} of {segment.n:,} bad: {rate.value:.1%} ({rate.low:.1%} to {rate.high:.1%}), "
        f"mean PD {segment.mean_pd:.1%}{ranking}"
    )
