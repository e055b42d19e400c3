"""A search: the value of every trial as a dot, and the best so far as a line."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import Search
from creditviz.results.search import FINISHED, PRUNED

METRIC_TITLES = {"auc": "validation AUC", "log_loss": "validation log loss"}
LOOKS = {FINISHED: ("circle", "finished"), PRUNED: ("circle-open", "cut short")}


def search_figure(search: Search, *, height: int = theme.HEIGHT) -> go.Figure:
    """Trials in the order tried; those that were cut short are hollow, the best one is ringed.

    A search without trials draws an empty frame.
    """
    figure = theme.new_figure("trial", METRIC_TITLES[search.metric], hovermode="closest", height=height)
    figure.update_xaxes(range=[0.3, max(search.n_trials, 1) + 0.7], tickformat="d")
    if not search.trials:
        figure.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", text="The first trial is on its way.")
        return figure.update_xaxes(showticklabels=False).update_yaxes(showticklabels=False)
    for state, (symbol, name) in LOOKS.items():
        _add_dots(figure, search, state, symbol, name)
    _add_best(figure, search)
    return figure


def _add_dots(figure: go.Figure, search: Search, state: str, symbol: str, name: str) -> None:
    found = [(n, t.value) for n, t in enumerate(search.trials, 1) if t.state == state and t.value is not None]
    if not found:
        return
    numbers, values = zip(*found, strict=True)
    figure.add_scatter(
        x=numbers,
        y=values,
        mode="markers",
        name=name,
        marker={"color": theme.MUTED, "symbol": symbol, "size": 7},
        hovertemplate=f"trial %{{x}}, {name}: %{{y:.4f}}<extra></extra>",
    )


def _add_best(figure: go.Figure, search: Search) -> None:
    """The line of the best so far, and its last step ringed."""
    if search.best is None:
        return
    best = search.best_so_far()
    colour, number = theme.model_colour(0), search.best + 1
    figure.add_scatter(
        x=np.arange(1, len(best) + 1),
        y=best,
        mode="lines",
        name="best so far",
        line={"color": colour, "width": 2, "shape": "hv"},
        hovertemplate="best after trial %{x}: %{y:.4f}<extra></extra>",
    )
    figure.add_scatter(
        x=[number],
        y=[search.trials[search.best].value],
        mode="markers",
        marker={"color": colour, "size": 10, "line": {"color": theme.SURFACE, "width": 2}},
        showlegend=False,
        hovertemplate=f"best: %{{y:.4f}} in trial {number}<extra></extra>",
    )
