"""Score distribution: where good and bad accounts lie on the PD scale."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import ScoreHistogram


def score_distribution_figure(histogram: ScoreHistogram) -> go.Figure:
    """Two transparent histograms, each summing to 100%, and the cut-off."""
    figure = theme.new_figure(
        "PD",
        "share of the outcome",
        x_format=theme.PER_CENT_FINE,
        y_format=theme.PER_CENT_FINE,
        barmode="overlay",
        bargap=0,
    )
    middle = (histogram.edges[1:] + histogram.edges[:-1]) / 2
    figure.update_xaxes(hoverformat=".1%", range=[0, histogram.edges[-1]])
    for name, share, colour in (("good", histogram.good, theme.GOOD), ("bad", histogram.bad, theme.BAD)):
        figure.add_bar(
            x=middle,
            y=share,
            width=np.diff(histogram.edges),
            marker={"color": colour, "opacity": 0.6, "line": {"width": 0}},
            name=name,
            hovertemplate=f"%{{y:.1%}} of the {name}<extra></extra>",
        )
    if 0 <= histogram.cut_off <= histogram.edges[-1]:
        _add_cut_off(figure, histogram)
    return figure


def _add_cut_off(figure: go.Figure, histogram: ScoreHistogram) -> None:
    right_half = histogram.cut_off > 0.6 * histogram.edges[-1]
    figure.add_vline(x=histogram.cut_off, line={"color": theme.MUTED, "dash": "dash", "width": 2})
    figure.add_annotation(
        x=histogram.cut_off,
        y=1,
        yref="paper",
        yanchor="top",
        text=f"cut-off {histogram.cut_off:.{0 if histogram.cut_off >= 0.1 else 1}%}",
        xanchor="right" if right_half else "left",
        xshift=-6 if right_half else 6,
    )
