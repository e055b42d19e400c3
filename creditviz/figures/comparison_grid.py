"""All features at a glance: real rows as bars, synthetic rows as an outline (Zhang et al. 2022, figure 6)."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.attention import wrap
from creditviz.figures.comparison import add_pair
from creditviz.figures.panels import new_panels, place
from creditviz.results.comparison import FeatureComparison

FEW = 6  # features; up to here three panels a line


def comparison_grid_figure(comparisons: Sequence[FeatureComparison], label: str) -> go.Figure:
    """One small panel per feature, axes fixed by the real rows.

    Parameters
    ----------
    label : which of the synthetic rows of each comparison is drawn.
    """
    n_columns = max(1, min(len(comparisons), 3 if len(comparisons) <= FEW else 4))
    figure = new_panels(
        [wrap(comparison.name, 28) for comparison in comparisons],
        n_columns=n_columns,
        panel_height=92,
        gap=66,
        hovermode="closest",
        bargap=0,
    )
    for number, comparison in enumerate(comparisons):
        add_pair(figure, comparison, label, number, n_columns, legend=number == 0)
        row, column = place(number, n_columns)
        figure.update_yaxes(nticks=4, tickformat=theme.PER_CENT_FINE, tickfont={"size": 10}, row=row, col=column)
        figure.update_xaxes(tickfont={"size": 10}, tickangle=0, row=row, col=column)
        if comparison.edges is None and len(comparison.labels) > 4:  # names of many categories do not fit here
            _first_letters(figure, comparison, row, column)
    return figure


def _first_letters(figure: go.Figure, comparison: FeatureComparison, row: int, column: int) -> None:
    """Short names of every so many categories; the hover has them in full."""
    step = -(-len(comparison.labels) // 6)
    shown = list(range(0, len(comparison.labels), step))
    text = [name if len(name) <= 6 else f"{name[:5]}…" for name in (comparison.labels[i] for i in shown)]
    figure.update_xaxes(tickvals=shown, ticktext=text, row=row, col=column)
