"""How the PD changes with one input, over the distribution of its values."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results.explanation.effect import Effect

SHARE_BELOW = 0.22  # of the height, for the distribution


def effect_figure(effect: Effect, name: str) -> go.Figure:
    """Thin lines are single accounts, the thick one their mean, the dashed one local effects; bars count accounts."""
    figure = theme.new_figure(name, "PD", y_format=theme.PER_CENT_FINE, hovermode="closest", height=430)
    breaks = np.full(len(effect.lines), np.nan)[:, None]
    figure.add_scatter(
        x=np.tile(np.append(effect.grid, np.nan), len(effect.lines)),
        y=np.hstack([effect.lines, breaks]).ravel(),
        mode="lines",
        line={"color": theme.MUTED, "width": 0.7},
        opacity=0.45,
        name=f"single accounts ({len(effect.lines)})",
        hoverinfo="skip",
    )
    for y, words, dash in (
        (effect.partial, "mean of all (partial dependence)", "solid"),
        (effect.local, "local", "dash"),
    ):
        figure.add_scatter(
            x=effect.grid,
            y=y,
            mode="lines",
            line={"color": theme.MODEL_COLOURS[0], "width": 2.5, "dash": dash},
            name="local effects (ALE)" if words == "local" else words,
            hovertemplate="%{x}: PD %{y:.1%}<extra></extra>",
        )
    counts, edges = np.histogram(effect.values, bins=30, range=(effect.grid[0], effect.grid[-1]))
    figure.add_bar(
        x=(edges[1:] + edges[:-1]) / 2,
        y=counts,
        width=np.diff(edges),
        marker={"color": theme.MUTED},
        yaxis="y2",
        showlegend=False,
        hovertemplate="%{x}: %{y:,} accounts<extra></extra>",
    )
    figure.update_layout(
        yaxis={"domain": [SHARE_BELOW + 0.06, 1]},
        yaxis2={"domain": [0, SHARE_BELOW], "anchor": "x", "title": {"text": "accounts"}, "nticks": 3},
    )
    return figure.update_xaxes(anchor="y2")
