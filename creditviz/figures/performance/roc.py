"""ROC: how many bad accounts are caught for how many good ones flagged."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.performance.shares import MARK, add_reference, share_figure
from creditviz.results import RocCurve

HOVER = "catches %{y:.0%} of the bad, flags %{x:.0%} of the good<extra></extra>"


def roc_figure(
    curves: Mapping[str, RocCurve],
    *,
    colours: Mapping[str, str] | None = None,
    cut_offs: Mapping[str, tuple[float, float]] | None = None,
) -> go.Figure:
    """One line per model over the diagonal of a coin.

    Parameters
    ----------
    curves : label -> curve.
    colours : label -> colour; in order when None.
    cut_offs : label -> (share of good flagged, share of bad caught) at the cut-off, marked on the line.
    """
    colours = colours or theme.in_order(curves)
    figure = share_figure("share of good accounts flagged", "share of bad accounts caught")
    add_reference(figure, [0, 1], [0, 1])
    for label, curve in curves.items():
        figure.add_scatter(
            x=curve.fpr,
            y=curve.tpr,
            mode="lines",
            line={"color": colours[label], "width": 2},
            name=f"{label} · AUC {curve.auc.value:.3f}",
            hovertemplate=f"{label}: {HOVER}",
        )
    for label, (flagged, caught) in (cut_offs or {}).items():
        figure.add_scatter(
            x=[flagged],
            y=[caught],
            mode="markers",
            marker={"color": colours[label], **MARK},
            showlegend=False,
            hovertemplate=f"cut-off of {label}: {HOVER}",
        )
    return figure
