"""The four counts at a cut-off, each in a field of its own."""

from __future__ import annotations

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import CutOffTable

SIDES, OUTCOMES = ("flagged", "passed"), ("bad", "good")


def cut_off_figure(table: CutOffTable) -> go.Figure:
    """Outcome by side of the cut-off: accounts, and their share of the outcome; the darker, the larger the share."""
    counts = [[table.bad_flagged, table.bad_passed], [table.good_flagged, table.good_passed]]
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    figure = theme.new_figure("", "", hovermode=False)
    figure.add_heatmap(
        x=SIDES,
        y=OUTCOMES,
        z=shares,
        zmin=0,
        zmax=2,  # half of the scale: dark words stay readable on it
        colorscale=theme.SHARE_SCALE,
        showscale=False,
        xgap=4,
        ygap=4,
        hoverinfo="skip",
    )
    for outcome, row, parts in zip(OUTCOMES, counts, shares, strict=True):
        for side, count, part in zip(SIDES, row, parts, strict=True):
            figure.add_annotation(
                x=side,
                y=outcome,
                text=f"{count:,}<br>{part:.1%} of the {outcome}",
                font={"size": 15, "color": theme.TEXT},
            )
    figure.update_xaxes(side="top", showline=False, ticks="", tickfont={"size": 14})
    return figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"size": 14})
