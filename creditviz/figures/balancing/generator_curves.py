"""Training of generators: both losses, the Wasserstein estimate, and the yardstick that is comparable."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from creditviz.figures.panels import Panels
from creditviz.figures.samplers import Style, styles

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
    panels = Panels([title for _, title in PANELS], n_columns=N_COLUMNS, panel_height=150)
    looks = styles(histories, keys)
    named: set[str] = set()
    for number, (value, _) in enumerate(PANELS):
        found = {label: points(history, value) for label, history in histories.items()}
        for label, (steps, values) in found.items():
            if steps:
                panels.add(number, **_line(label, steps, values, looks[label], legend=label not in named))
                named.add(label)
        last = number >= len(PANELS) - N_COLUMNS
        panels.x(
            number, tickformat="~s", nticks=5, rangemode="tozero", title={"text": "generator steps" if last else ""}
        )
        panels.y(number, nticks=5, rangemode="tozero" if value == "w1" else "normal")
        if not any(steps for steps, _ in found.values()):
            panels.say(number, "no sampler<br>reports it" if named else WAITING.replace(" are", "<br>are"))
    return panels.figure(hovermode="closest", showlegend=len(histories) > 1)


def points(history: History, value: str) -> tuple[list[int], list[float]]:
    """Steps and finite values, thinned to at most `MAX_POINTS`; the newest always stays."""
    found = [
        (int(report["step"]), float(report[value]))
        for report in history
        if report.get("step") is not None and report.get(value) is not None and math.isfinite(report[value])
    ]
    every = -(-len(found) // MAX_POINTS) or 1
    kept = found[::-every][::-1]
    return [step for step, _ in kept], [number for _, number in kept]


def _line(label: str, steps: list[int], values: list[float], look: Style, *, legend: bool) -> dict[str, Any]:
    return dict(
        type="scatter",
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
