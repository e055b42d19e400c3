"""Models trained on synthetic rows, tested on real ones."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, add_legend, intervals_figure
from creditviz.figures.samplers import styles
from creditviz.results import TrainOnSynthetic

REAL_ROWS, DEFAULTERS, ALL = "trained on real rows", "synthetic defaulters, real goods", "all rows synthetic"
SERIES = {REAL_ROWS: "diamond-open", DEFAULTERS: "circle", ALL: "square-open"}


def trained_on_synthetic_figure(
    results: Mapping[str, TrainOnSynthetic], *, keys: Mapping[str, str] | None = None
) -> go.Figure:
    """Per sampler the AUC on real test rows, beside that of a model of the real training rows.

    Parameters
    ----------
    results : label -> train-on-synthetic.
    keys : label -> registry key, for the sampler's own colour.
    """
    looks, dots = styles(results, keys), []
    for label, result in results.items():
        colour = looks[label].colour
        dots.append(Dot(label, result.auc_real, theme.REAL, SERIES[REAL_ROWS], REAL_ROWS, 0.25))
        dots.append(Dot(label, result.auc_defaulters, colour, SERIES[DEFAULTERS], DEFAULTERS, 0.0))
        if result.auc is not None:
            dots.append(Dot(label, result.auc, colour, SERIES[ALL], ALL, -0.25))
    figure = intervals_figure(dots, "AUC on real test rows")
    add_legend(figure, {name: symbol for name, symbol in SERIES.items() if name in {dot.series for dot in dots}})
    figure.update_layout(height=max(240, 130 + 52 * len(results)))
    return figure.update_xaxes(tickformat=".2f", nticks=7)
