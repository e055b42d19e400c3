"""KS: where the shares of bad and of good accounts above a PD are widest apart."""

from __future__ import annotations

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import KsCurve


def ks_figure(curve: KsCurve) -> go.Figure:
    """Two falling lines and the widest gap between them."""
    figure = theme.new_figure("PD", "share above the PD", x_format=theme.PER_CENT_FINE, y_format=theme.PER_CENT)
    figure.update_xaxes(hoverformat=".1%").update_yaxes(range=[-0.02, 1.03])
    for name, share, colour in (("bad", curve.bad_above, theme.BAD), ("good", curve.good_above, theme.GOOD)):
        figure.add_scatter(
            x=curve.score,
            y=share,
            mode="lines",
            line={"color": colour, "width": 2},
            name=f"{name} above the PD",
            hovertemplate=f"%{{y:.0%}} of the {name}<extra></extra>",
        )
    figure.add_scatter(
        x=[curve.at_score] * 2,
        y=[curve.good_flagged, curve.bad_caught],
        mode="lines",
        line={"color": theme.MUTED, "dash": "dash", "width": 2},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_annotation(
        x=curve.at_score, y=curve.bad_caught, text=f"KS {curve.ks:.3f}", xanchor="left", yanchor="bottom", xshift=4
    )
    return figure
