"""All features at a glance: real rows as bars, synthetic rows as an outline (Zhang et al. 2022, figure 6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.attention import wrap
from creditviz.figures.comparison import add_pair
from creditviz.figures.panels import Panels
from creditviz.results.comparison import FeatureComparison

FEW = 6  # features; up to here three panels a line


def comparison_grid_figure(comparisons: Sequence[FeatureComparison], label: str) -> go.Figure:
    """One small panel per feature, axes fixed by the real rows.

    Parameters
    ----------
    label : which of the synthetic rows of each comparison is drawn.
    """
    n_columns = max(1, min(len(comparisons), 3 if len(comparisons) <= FEW else 4))
    panels = Panels(
        [wrap(comparison.name, 28) for comparison in comparisons], n_columns=n_columns, panel_height=92, gap=66
    )
    for number, comparison in enumerate(comparisons):
        add_pair(panels, comparison, label, number, legend=number == 0)
        panels.y(number, nticks=4, tickformat=theme.PER_CENT_FINE, tickfont={"size": 10})
        panels.x(number, tickfont={"size": 10}, tickangle=0)
        if comparison.edges is None and len(comparison.labels) > 4:  # names of many categories do not fit here
            panels.x(number, **_first_letters(comparison))
    return panels.figure(hovermode="closest", bargap=0)


def _first_letters(comparison: FeatureComparison) -> dict[str, Any]:
    """Short names of every so many categories; the hover has them in full."""
    step = -(-len(comparison.labels) // 6)
    shown = list(range(0, len(comparison.labels), step))
    text = [name if len(name) <= 6 else f"{name[:5]}…" for name in (comparison.labels[i] for i in shown)]
    return {"tickvals": shown, "ticktext": text}
