"""Distance of each row to the closest training row: copies would stand at 0."""

from __future__ import annotations

import plotly.graph_objects as go

from creditviz.figures.cumulative import cumulative_figure
from creditviz.results import PrivacyResult


def closest_record_figure(privacy: PrivacyResult) -> go.Figure:
    """Synthetic rows against held-out real rows, by their distance to the closest training row."""
    return cumulative_figure(privacy.distance, privacy.distance_held_out, "distance to the closest training row")


def neighbour_ratio_figure(privacy: PrivacyResult) -> go.Figure:
    """Distance to the closest over the distance to the second closest training row; near 0 singles someone out."""
    figure = cumulative_figure(
        privacy.neighbour_ratio, privacy.neighbour_ratio_held_out, "closest / second closest training row"
    )
    return figure.update_xaxes(range=[0, 1.02])
