"""Which features give synthetic rows away."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.balancing.column_fidelity import one_line

MAX_FEATURES = 10


def telling_figure(telling: Sequence[tuple[str, float]]) -> go.Figure:
    """Features by their share in telling the rows apart, the most telling on top.

    Parameters
    ----------
    telling : (business name, share of the gain), the most telling first.
    """
    shown = list(telling)[:MAX_FEATURES][::-1]
    places = list(range(len(shown)))
    figure = theme.new_figure(
        "share in telling the rows apart",
        x_format=theme.PER_CENT,
        hovermode="closest",
        height=max(210, 90 + 28 * len(shown)),
    )
    figure.add_bar(
        x=[share for _, share in shown],
        y=places,
        orientation="h",
        marker={"color": theme.SYNTHETIC},
        text=[f"{share:.0%}" for _, share in shown],
        textposition="outside",
        textfont={"color": theme.MUTED},
        cliponaxis=False,
        customdata=[name for name, _ in shown],
        hovertemplate="%{customdata}: %{x:.1%}<extra></extra>",
        showlegend=False,
    )
    top = max((share for _, share in shown), default=1.0)
    figure.update_xaxes(range=[0, 1.15 * max(top, 0.01)], nticks=6)
    return figure.update_yaxes(tickvals=places, ticktext=[one_line(name) for name, _ in shown], showgrid=False)
