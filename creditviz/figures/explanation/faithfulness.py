"""How far scores move when attended months are exchanged, and when random ones are."""

from __future__ import annotations

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import Faithfulness


def faithfulness_figure(result: Faithfulness) -> go.Figure:
    """Two means with 95% intervals over accounts."""
    figure = theme.new_figure("mean move of the log-odds", hovermode="closest", height=220)
    rows = (
        ("most attended months", result.top, result.top_error, theme.STRONG),
        ("random months", result.random, result.random_error, theme.MISSING),
    )
    for name, moves, half, colour in rows:
        figure.add_bar(
            x=[float(moves.mean())],
            y=[name],
            orientation="h",
            marker={"color": colour},
            error_x={"array": [half], "color": theme.TEXT, "thickness": 1.2, "width": 5},
            text=[f"{moves.mean():.2f}"],
            textposition="inside",
            insidetextanchor="start",
            showlegend=False,
            hovertemplate=f"{name}: %{{x:.3f}} ± {half:.3f}<extra></extra>",
        )
    figure.update_layout(bargap=0.45)
    return figure.update_yaxes(autorange="reversed", showgrid=False)
