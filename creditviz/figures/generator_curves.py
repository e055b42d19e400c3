"""Training of generators: both losses, the Wasserstein estimate, and the yardstick that is comparable."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from creditviz.figures.panels import new_panels, place
from creditviz.figures.samplers import styles

PANELS = (
    ("w1", "Distance to real rows (yardstick)"),
    ("wasserstein", "Wasserstein estimate"),
    ("generator_loss", "Generator loss"),
    ("critic_loss", "Critic loss"),
)
N_COLUMNS = 2
MAX_POINTS = 1000
WAITING = "The first steps are on their way."

History = Sequence[Mapping[str, Any]]  # {"step", "generator_loss", "critic_loss", "wasserstein", "w1"}


def generator_curves_figure(histories: Mapping[str, History], *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """Four panels over generator steps, one line per sampler (Zhang et al. 2022, figure 5).

    Parameters
    ----------
    histories : label -> reports, each with "step" and what the sampler watches.
    keys : label -> registry key, for the sampler's own colour.
    """
    figure = new_panels([title for _, title in PANELS], n_columns=N_COLUMNS, panel_height=150, hovermode="closest")
    looks = styles(histories, keys)
    named: set[str] = set()
    for number, (value, _) in enumerate(PANELS):
        row, column = place(number, N_COLUMNS)
        for label, history in histories.items():
            steps, values = points(history, value)
            if steps:
                figure.add_trace(_line(label, steps, values, looks[label], legend=label not in named), row, column)
                named.add(label)
        _finish(figure, number, empty=not any(points(history, value)[0] for history in histories.values()))
    return figure.update_layout(showlegend=len(histories) > 1)


def points(history: History, value: str) -> tuple[list[int], list[float]]:
    """Steps and finite values, thinned to at most `MAX_POINTS`; the newest always stays."""
    found = [
        (int(report["step"]), float(report[value]))
        for report in history
        if report.get(value) is not None and math.isfinite(report[value])
    ]
    every = -(-len(found) // MAX_POINTS) or 1
    kept = found[::-every][::-1]
    return [step for step, _ in kept], [number for _, number in kept]


def _line(label: str, steps: list[int], values: list[float], look, *, legend: bool) -> go.Scatter:
    return go.Scatter(
        x=steps,
        y=values,
        mode="lines" if len(steps) > 1 else "markers",
        line={"color": look.colour, "dash": look.dash, "width": 2},
        marker={"color": look.colour, "symbol": look.symbol},
        name=label,
        legendgroup=label,
        showlegend=legend,
        hovertemplate=f"{label}: %{{y:.4g}} after %{{x:,}} steps<extra></extra>",
    )


def _finish(figure: go.Figure, number: int, *, empty: bool) -> None:
    row, column = place(number, N_COLUMNS)
    value, _ = PANELS[number]
    figure.update_xaxes(tickformat="~s", nticks=5, rangemode="tozero", row=row, col=column)
    figure.update_yaxes(nticks=5, row=row, col=column)
    if number >= len(PANELS) - N_COLUMNS:
        figure.update_xaxes(title_text="generator steps", row=row, col=column)
    if value == "w1":
        figure.update_yaxes(rangemode="tozero", row=row, col=column)
    if empty:
        text = "none of these has one" if value == "wasserstein" else WAITING
        axis = str(number + 1) if number else ""
        figure.add_annotation(x=0.5, y=0.5, xref=f"x{axis} domain", yref=f"y{axis} domain", text=text)
        figure.update_xaxes(showticklabels=False, row=row, col=column)
        figure.update_yaxes(showticklabels=False, row=row, col=column)
