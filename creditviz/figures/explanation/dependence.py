"""How a column's contribution depends on its value, coloured by another column."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.explanation.beeswarm import ring


def dependence_figure(
    value: np.ndarray,
    contribution: np.ndarray,
    level: np.ndarray,
    row_id: np.ndarray,
    *,
    name: str,
    by: str,
    unit: str,
    marked: int | None = None,
) -> go.Figure:
    """One point an account; `level` in [0, 1] is the rank of its other column. `customdata` is the row id."""
    figure = theme.new_figure(name, f"contribution in {unit}", hovermode="closest")
    marker = {
        "size": 5,
        "opacity": 0.75,
        "color": np.where(np.isfinite(level), level, 0.5),
        "colorscale": theme.VALUE_SCALE,
        "cmin": 0,
        "cmax": 1,
        "line": ring(row_id == marked),
        "colorbar": {
            "title": {"text": by, "side": "right", "font": {"size": 12}},
            "tickvals": [0, 1],
            "ticktext": ["low", "high"],
            "thickness": 10,
            "outlinewidth": 0,
            "len": 0.9,
        },
    }
    figure.add_scatter(
        x=value,
        y=contribution,
        mode="markers",
        marker=marker,
        customdata=np.column_stack([row_id, row_id]),
        showlegend=False,
        hovertemplate=f"{name}: %{{x}}<br>contribution %{{y:+.2f}}<extra></extra>",
    )
    return figure.add_hline(y=0, line={"color": theme.AXIS, "width": 1})
