"""How strongly features hang together: real rows, synthetic rows, and the difference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import FidelityResult

WIDE, GAP = 0.27, 0.035  # of a heat map and between two, as shares of the figure's width
LEAST_SCALE = 0.2  # the difference's colours are full at this or more, so that noise stays pale
LONGEST_NAME = 22


def association_figure(fidelity: FidelityResult) -> go.Figure:
    """Three heat maps with the features in one order; pale is none, colour the direction."""
    names = [_fit(name) for name in _told_apart(fidelity.names)]
    difference = fidelity.association_synthetic - fidelity.association_real
    widest = max(LEAST_SCALE, float(np.nanmax(np.abs(difference), initial=0.0)))
    figure = theme.new_figure(hovermode="closest", height=190 + 17 * max(8, len(names)))
    maps = (
        ("real", fidelity.association_real, 0.0, 1.0, None),
        ("synthetic", fidelity.association_synthetic, WIDE + GAP, 1.0, WIDE + GAP + WIDE + 0.008),
        ("synthetic − real", difference, 1 - WIDE - 0.075, widest, 1 - 0.068),
    )
    for number, (title, matrix, left, limit, bar_at) in enumerate(maps, start=1):
        _add_map(figure, fidelity.names, matrix, number, limit, bar_at)
        axis = {"domain": [left, left + WIDE], "anchor": f"y{number}" if number > 1 else "y"}
        _place(figure, names, number, axis)
        figure.add_annotation(
            x=left, y=1.0, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=4, text=title,
            font={"color": theme.TEXT, "size": 12},
        )  # fmt: skip
    return figure.update_layout(margin={"t": 30})


def _add_map(
    figure: go.Figure, names: Sequence[str], matrix: np.ndarray, number: int, limit: float, bar_at: float | None
) -> None:
    places = list(range(len(names)))
    figure.add_heatmap(
        x=places,
        y=places,
        z=matrix,
        zmin=-limit,
        zmax=limit,
        zmid=0,
        colorscale=theme.SIGNED_SCALE,
        xgap=1,
        ygap=1,
        customdata=[[f"{a} and {b}" for b in names] for a in names],
        showscale=bar_at is not None,
        colorbar={"x": bar_at, "xanchor": "left", "thickness": 8, "outlinewidth": 0, "nticks": 5, "xpad": 0},
        xaxis="x" if number == 1 else f"x{number}",
        yaxis="y" if number == 1 else f"y{number}",
        hovertemplate="%{customdata}: %{z:.2f}<extra></extra>",
    )


def _place(figure: go.Figure, names: Sequence[str], number: int, axis: dict) -> None:
    places = list(range(len(names)))
    small = {"size": 11 if len(names) <= 12 else 10}
    end = "" if number == 1 else str(number)
    shown = {"tickvals": places, "ticktext": list(names), "tickfont": small, "showgrid": False, "ticks": ""}
    figure.update_layout(
        {
            f"xaxis{end}": {**shown, **axis, "tickangle": -90, "showline": False},
            f"yaxis{end}": {
                **shown,
                "autorange": "reversed",
                "anchor": f"x{end}",
                "showticklabels": number == 1,
            },
        }
    )


def _fit(name: str) -> str:
    """A long name with its middle left out: the month stands at its end."""
    if len(name) <= LONGEST_NAME:
        return name
    head = LONGEST_NAME // 2
    return f"{name[:head].rstrip()}…{name[-(LONGEST_NAME - head - 1) :].lstrip()}"


def _told_apart(names: Sequence[str]) -> list[str]:
    """Months in short, as under an axis: "Bill, 5 months before" is "Bill −5"."""
    short = []
    for name in names:
        head, comma, month = name.rpartition(", ")
        if comma and month == "latest month":
            name = f"{head} 0"
        elif comma and month.partition(" ")[0].isdigit() and month.endswith("before"):
            name = f"{head} −{month.partition(' ')[0]}"
        short.append(name)
    return short
