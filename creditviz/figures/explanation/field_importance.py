"""Importance of fields: bars from zero, the largest on top."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import FieldImportance

MAX_FIELDS = 20


def field_importance_figure(
    result: FieldImportance, *, threshold: float | None = None, n_fields: int = MAX_FIELDS
) -> go.Figure:
    """One labelled bar per field, at most `n_fields`; a dotted line where a threshold is given."""
    order = np.argsort(result.importance, kind="stable")[-n_fields:]
    height = max(theme.HEIGHT, 90 + 30 * len(order))  # a long name takes two lines
    figure = theme.new_figure(result.what, hovermode="closest", height=height, bargap=0.35)
    rows = list(range(len(order)))  # names may repeat: rows tell them apart
    figure.add_bar(
        x=result.importance[order],
        y=rows,
        orientation="h",
        marker={"color": theme.STRONG},
        text=[f"{value:.2f}" if value >= 0.1 else f"{value:.3f}" for value in result.importance[order]],
        textposition="outside",
        cliponaxis=False,
        customdata=np.column_stack([np.array(result.names, dtype=object)[order], result.spread[order]]),
        hovertemplate="%{customdata[0]}: %{x:.3f}, ± %{customdata[1]:.3f} between accounts<extra></extra>",
        showlegend=False,
    )
    if threshold is not None:
        figure.add_vline(x=threshold, line={"color": theme.MUTED, "dash": "dot", "width": 1})
    figure.update_xaxes(rangemode="tozero")
    return figure.update_yaxes(tickvals=rows, ticktext=[wrap(result.names[field]) for field in order], showgrid=False)
