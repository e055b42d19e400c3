"""Two-sample test: can a model tell synthetic rows from real ones it has not seen."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.figures.samplers import styles
from creditviz.results import FidelityResult

FLOOR, SMOTE = "real rows (floor)", "SMOTE, for comparison"
CHANCE = 0.5


def two_sample_figure(results: Mapping[str, FidelityResult], *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """One dot per sampler from chance (.5) to always known (1), beside the real-vs-real floor and SMOTE.

    Parameters
    ----------
    results : label -> fidelity.
    keys : label -> registry key, for the sampler's own colour.
    """
    looks = styles(results, keys)
    dots = [
        Dot(label, result.two_sample.auc, looks[label].colour, looks[label].symbol) for label, result in results.items()
    ]
    first = next(iter(results.values()), None)
    if first is not None:
        keyed = {(keys or {}).get(label, label) for label in results}
        if first.smote is not None and "smote" not in keyed:
            style = styles(["smote"])["smote"]
            dots.append(Dot(SMOTE, first.smote.auc, style.colour, style.symbol))
        dots.append(Dot(FLOOR, first.floor.auc, theme.REAL, "diamond-open"))
    figure = intervals_figure(dots, "AUC of telling them apart", at=CHANCE, at_text="cannot tell")
    lowest = min([dot.interval.low for dot in dots if dot.interval.low == dot.interval.low] or [CHANCE])
    return figure.update_xaxes(range=[min(0.47, lowest - 0.02), 1.02], tickformat=".2~f", nticks=7)
