"""What a ranking's mistakes cost at best, over all ways in which costs can be shared between bad and good accounts."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.performance.shares import add_reference
from creditviz.results import CostCurve


def cost_figure(
    curves: Mapping[str, CostCurve], *, at: float | None = None, colours: Mapping[str, str] | None = None
) -> go.Figure:
    """One line a model under the dotted roof of the two rules that need no model.

    Parameters
    ----------
    curves : label -> curve.
    at : the share of costs that the lender's figures mean; marked when given.
    colours : label -> colour; in order when None.
    """
    colours = colours or theme.in_order(curves)
    figure = theme.new_figure(
        "share of the possible costs that lies with bad accounts",
        "cost of mistakes",
        x_format=theme.PER_CENT,
        y_format=theme.PER_CENT,
        hovermode="closest",
    )
    add_reference(figure, [0, 0.5, 1], [0, 0.5, 0])
    for label, curve in curves.items():
        figure.add_scatter(
            x=curve.share,
            y=curve.cost,
            mode="lines",
            line={"color": colours[label], "width": 2},
            name=label,
            hovertemplate=f"{label}: %{{y:.1%}} at %{{x:.0%}}<extra></extra>",
        )
    for x, text, side, shift in ((0.2, "approve everybody", "right", -4), (0.8, "decline everybody", "left", 4)):
        figure.add_annotation(x=x, y=0.2, text=text, xanchor=side, yanchor="bottom", xshift=shift)
    if at is not None:
        figure.add_vline(x=at, line={"color": theme.MUTED, "dash": "dash", "width": 1.5})
        figure.add_annotation(x=at, y=0.53, text="your figures", xanchor="left", xshift=5)
    return figure.update_xaxes(range=[-0.01, 1.01]).update_yaxes(range=[0, 0.56])
