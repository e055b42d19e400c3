"""Precision-recall: how many of the flagged accounts are bad, against how many of the bad are flagged."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.performance.shares import add_reference, share_figure
from creditviz.results import PrecisionRecallCurve

HOVER = "of the flagged %{y:.0%} are bad, %{x:.0%} of the bad are flagged<extra></extra>"


def precision_recall_figure(
    curves: Mapping[str, PrecisionRecallCurve], *, colours: Mapping[str, str] | None = None
) -> go.Figure:
    """One line per model over the level bad rate of a ranking by chance.

    Parameters
    ----------
    curves : label -> curve.
    colours : label -> colour; in order when None.
    """
    colours = colours or theme.in_order(curves)
    figure = share_figure("share of bad accounts caught (recall)", "bad share of the flagged (precision)")
    for rate in sorted({curve.bad_rate for curve in curves.values()}):
        add_reference(figure, [0, 1], [rate, rate])
    for label, curve in curves.items():
        figure.add_scatter(
            x=curve.recall,
            y=curve.precision,
            mode="lines",
            line={"color": colours[label], "width": 2},
            name=f"{label} · average {curve.average_precision:.3f}",
            hovertemplate=f"{label}: {HOVER}",
        )
    return figure
