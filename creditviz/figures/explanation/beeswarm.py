"""Beeswarm: what moves the score of each account, feature by feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.panels import Panels
from creditviz.figures.text import wrap
from creditviz.results import Beeswarm

PAIR_WIDTH = 34  # letters of two column names
N_COLUMNS = 90  # across which points are stacked
HALF_ROW = 0.4  # of the distance between two rows


def beeswarm_figure(swarm: Beeswarm, *, marked: int | None = None) -> go.Figure:
    """One row per feature, one point per account: right raises the risk, colour is the feature's value.

    The account with the row id `marked` has a ring; a point's `customdata` ends in its row id.
    """
    n_features = len(swarm.names)
    figure = theme.new_figure(
        f"contribution in {swarm.unit}, right raises the risk",
        hovermode="closest",
        height=max(theme.HEIGHT, 120 + 30 * n_features),
    )
    width = float(np.abs(swarm.values).max(initial=1e-9)) / N_COLUMNS * 2
    valued = np.flatnonzero(np.isfinite(swarm.level).any(axis=1))  # the first of these carries the scale
    for row, (name, values, level) in enumerate(zip(swarm.names, swarm.values, swarm.level, strict=True)):
        drawn = _row(name, values, level, n_features - 1 - row, width, scale=row in valued[:1])
        if swarm.row_id is not None:
            drawn["customdata"] = np.column_stack([drawn["customdata"].astype(object), swarm.row_id.astype(object)])
            drawn["hovertemplate"] = drawn["hovertemplate"].replace("%{customdata}", "%{customdata[0]}")
            drawn["marker"]["line"] = ring(swarm.row_id == marked)
        figure.add_scatter(**drawn)
    figure.add_vline(x=0, line={"color": theme.AXIS, "width": 1})
    rows = list(range(n_features - 1, -1, -1))
    figure.update_yaxes(tickvals=rows, ticktext=[wrap(name) for name in swarm.names], range=[-0.6, n_features - 0.4])
    return figure.update_yaxes(showgrid=False)


def beeswarms_figure(swarms: Mapping[str, Beeswarm]) -> go.Figure:
    """Swarms side by side: one order of features, one scale of contributions, one scale of colours.

    Parameters
    ----------
    swarms : title of the panel -> its swarm; all of the same features in the same order.
    """
    first = next(iter(swarms.values()))
    n_features = len(first.names)
    height = max(theme.HEIGHT, 120 + 34 * n_features)
    panels = Panels(list(swarms), n_columns=len(swarms), panel_height=height - 110, width_gap=0.04)
    reach = max(float(np.abs(swarm.values).max(initial=1e-9)) for swarm in swarms.values())
    for number, swarm in enumerate(swarms.values()):
        for row, (name, values, level) in enumerate(zip(swarm.names, swarm.values, swarm.level, strict=True)):
            scale = number == len(swarms) - 1 and row == 0
            place = n_features - 1 - row
            panels.add(number, type="scatter", **_row(name, values, level, place, reach / N_COLUMNS * 2, scale=scale))
        panels.x(number, title={"text": f"contribution in {swarm.unit}"}, range=[-1.05 * reach, 1.05 * reach])
        panels.y(
            number,
            range=[-0.6, n_features - 0.4],
            showgrid=False,
            tickvals=list(range(n_features - 1, -1, -1)),
            ticktext=[wrap(name, PAIR_WIDTH) for name in swarm.names],
            showticklabels=number == 0,
        )
        panels.reference(number, 0.0)
    return panels.figure(hovermode="closest")


def _row(name: str, values: np.ndarray, level: np.ndarray, at: int, width: float, *, scale: bool) -> dict:
    has_value = bool(np.isfinite(level).any())
    marker: dict[str, Any] = {
        "size": 4.5,
        "opacity": 0.8,
        "color": level if has_value else theme.MISSING,
        "colorscale": theme.VALUE_SCALE if has_value else None,
        "cmin": 0 if has_value else None,
        "cmax": 1 if has_value else None,
    }
    if scale:
        marker["colorbar"] = _value_bar()
    elif has_value:
        marker["showscale"] = False
    said = np.where(np.isnan(level), "no single value", [_in_words(part) for part in level])
    return {
        "x": values,
        "y": at + _spread(values, width),
        "mode": "markers",
        "marker": marker,
        "customdata": said,
        "showlegend": False,
        "hovertemplate": f"{name}: %{{customdata}}<br>contribution %{{x:+.2f}}<extra></extra>",
    }


def ring(marked: np.ndarray) -> dict:
    """The outline of points, one around those that are marked."""
    return {"color": theme.TEXT, "width": np.where(marked, 2.0, 0.0)}


def _value_bar() -> dict:
    return {
        "title": {"text": "feature value", "side": "right", "font": {"size": 12}},
        "tickvals": [0, 1],
        "ticktext": ["low", "high"],
        "thickness": 10,
        "outlinewidth": 0,
        "len": 0.9,
    }


def _in_words(level: float) -> str:
    return "low value" if level < 1 / 3 else "high value" if level > 2 / 3 else "middle value"


def _spread(values: np.ndarray, width: float) -> np.ndarray:
    """Vertical places that stack points of one column symmetrically; the fullest column fills the row."""
    column = np.round(values / width).astype(int)
    order = np.argsort(column, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(column[order]) != 0])
    sizes = np.diff(np.r_[starts, len(values)])
    place = np.empty(len(values))
    place[order] = np.arange(len(values)) - np.repeat(starts, sizes)
    side = np.where(place % 2 == 0, 1.0, -1.0) * np.ceil(place / 2)
    return HALF_ROW * side / max(4.0, float(np.abs(side).max(initial=0.0)))
