"""One feature, good accounts beside bad ones."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.book.woe import label_places
from creditviz.results.book.distribution import FeatureDistribution


def distribution_figure(distribution: FeatureDistribution) -> go.Figure:
    """Histograms of both outcomes, each summing to 100%; missing values stand apart on the right."""
    amount = distribution.edges is not None
    figure = theme.new_figure(
        distribution.name,
        "share of the outcome",
        y_format=theme.PER_CENT_FINE,
        barmode="overlay" if amount else "group",
        bargap=0 if amount else 0.25,
    )
    for name, share, colour in (
        ("good", distribution.share_good, theme.GOOD),
        ("bad", distribution.share_bad, theme.BAD),
    ):
        if amount:
            _add_amount(figure, distribution, name, share, colour)
        else:
            figure.add_bar(x=list(range(len(share))), **_bars(distribution, name, share, colour))
    return figure if amount else label_places(figure, distribution.labels)


def _add_amount(
    figure: go.Figure, distribution: FeatureDistribution, name: str, share: np.ndarray, colour: str
) -> None:
    edges = distribution.edges
    assert edges is not None
    n_bins = len(edges) - 1
    bars = _bars(distribution, name, share, colour)
    parts = {key: bars[key][:n_bins] for key in ("y", "customdata", "text")}
    figure.add_bar(x=(edges[1:] + edges[:-1]) / 2, width=np.diff(edges), **{**bars, **parts, "opacity": 0.6})
    if len(share) > n_bins:
        parts = {key: bars[key][n_bins:] for key in ("y", "customdata", "text")}
        figure.add_bar(x=["missing"], xaxis="x2", **{**bars, **parts, "opacity": 0.6, "showlegend": False})
        figure.update_layout(xaxis={"domain": [0, 0.84]}, xaxis2={"domain": [0.9, 1.0], "anchor": "y", "tickangle": 0})


def _bars(distribution: FeatureDistribution, name: str, share: np.ndarray, colour: str) -> dict:
    return {
        "y": share,
        "name": name,
        "marker": {"color": colour, "line": {"width": 0}},
        "customdata": np.column_stack([distribution.bad_rate, distribution.count]),
        "text": list(distribution.labels),
        "textposition": "none",
        "hovertemplate": f"%{{text}}: %{{y:.1%}} of the {name}, bad rate %{{customdata[0]:.1%}} "
        "of %{customdata[1]:,}<extra></extra>",
    }
