"""Two sets of rows by the share that lies below each value."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme

MAX_POINTS = 800
FARTHEST = 0.99  # of the honest rows; beyond it the axis ends


def cumulative_figure(synthetic: np.ndarray, held_out: np.ndarray, x: str) -> go.Figure:
    """Rising lines of synthetic and of held-out real rows; further left means nearer.

    Parameters
    ----------
    synthetic, held_out : one value a row.
    x : what the values are.
    """
    figure = theme.new_figure(x, "share of the rows below", y_format=theme.PER_CENT, hovermode="x unified")
    for name, values, colour, dash in (
        ("held-out real rows", held_out, theme.REAL, "dot"),
        ("synthetic rows", synthetic, theme.SYNTHETIC, "solid"),
    ):
        values, shares = cumulative(values)
        figure.add_scatter(
            x=values,
            y=shares,
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2.5},
            name=name,
            hovertemplate=f"%{{y:.0%}} of the {name}<extra></extra>",
        )
    known = [values[np.isfinite(values)] for values in (synthetic, held_out)]
    ends = [float(np.quantile(values, FARTHEST)) for values in known if len(values)]
    top = max([end for end in ends if end > 0], default=1.0)
    figure.update_xaxes(range=[0, 1.02 * top], hoverformat=".3~g")
    return figure.update_yaxes(range=[-0.01, 1.03])


def cumulative(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sorted values and the share at or below each, from 0, thinned to `MAX_POINTS`."""
    known = np.sort(np.asarray(values, dtype=float)[np.isfinite(values)])
    if not len(known):
        return known, known
    at = np.unique(np.linspace(0, len(known) - 1, min(MAX_POINTS, len(known))).astype(int))
    share = np.searchsorted(known, known[at], side="right") / len(known)
    return np.r_[0.0, known[at]], np.r_[float((known <= 0).mean()), share]
