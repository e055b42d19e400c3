"""Numbers by name and month: which months of which quantity move the score, where groups are looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import short_month, wrap


def by_month_figure(
    strength: np.ndarray, names: Sequence[str], months: Sequence[str], *, form: str = ".2f"
) -> go.Figure:
    """One number a name and month, (n_names, n_steps), as a heat map with its numbers written in `form`."""
    figure = theme.new_figure("month", hovermode="closest", height=max(220, 120 + 44 * len(names)))
    figure.add_heatmap(
        x=list(months),
        y=list(range(len(names))),
        z=strength,
        colorscale=theme.SHARE_SCALE,
        zmin=0,
        showscale=False,
        customdata=np.repeat(np.array(names, dtype=object)[:, None], len(months), axis=1),
        hovertemplate=f"%{{customdata}}, %{{x}}: %{{z:{form}}}<extra></extra>",
    )
    dark = strength > 0.55 * strength.max(initial=0.0)
    for row, column in np.ndindex(*strength.shape):
        figure.add_annotation(
            x=months[column],
            y=row,
            text=format(strength[row, column], form),
            font={"color": theme.SURFACE if dark[row, column] else theme.TEXT, "size": 12},
        )
    figure.update_xaxes(tickvals=list(months), ticktext=[short_month(month) for month in months])
    rows = list(range(len(names)))
    return figure.update_yaxes(
        tickvals=rows, ticktext=[wrap(name) for name in names], autorange="reversed", showgrid=False
    )
