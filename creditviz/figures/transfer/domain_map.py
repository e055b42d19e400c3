"""Rows of two products as points and as silhouettes, coloured by product or by outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.panels import Panels
from creditviz.results import DomainLayer, DomainMap

By = Literal["domain", "outcome"]
PANEL = 340  # pixels
SILHOUETTE_PANEL = 260
GAP = 0.02  # between two groups of silhouettes, as a share of the rows
MOST_LINE = 400  # points of a group's outline
ROOM = 0.05  # of the scale, left free on both sides


class Group(NamedTuple):
    """Rows of one colour."""

    name: str
    colour: str
    rows: np.ndarray  # (n,) bool


def groups_of(found: DomainMap, by: By) -> list[Group]:
    """The products, or the outcomes as far as they are known; each with its fixed colour."""
    if by == "domain":
        return [
            Group("old product", theme.SOURCE, ~found.is_target),
            Group("new product", theme.TARGET, found.is_target),
        ]
    named = (("good", theme.GOOD, 0), ("bad", theme.BAD, 1), ("outcome not known", theme.MISSING, -1))
    every = [Group(name, colour, found.outcome == value) for name, colour, value in named]
    return [group for group in every if group.rows.any()]


def domain_map_figure(found: DomainMap, titles: Mapping[str, str], by: By = "domain") -> go.Figure:
    """t-SNE of the same rows in several layers, panel by panel; points in a random order, so that none hides others.

    Parameters
    ----------
    titles : layer -> what stands over its panel; layers that are not drawn yet have an empty panel.
    by : what the colours are.
    """
    panels = Panels(list(titles.values()), n_columns=len(titles), panel_height=PANEL, width_gap=0.06)
    groups = groups_of(found, by)
    order = np.random.default_rng(0).permutation(len(found.is_target))
    number_of = np.zeros(len(order), dtype=np.int8)
    for number, group in enumerate(groups):
        number_of[group.rows] = number
    for panel, key in enumerate(titles):
        layer = found.layer(key)
        if layer is None or layer.xy is None:
            panels.say(panel, "Being drawn…")
            continue
        _add_points(panels, panel, layer.xy[order], number_of[order], groups)
    for group in groups:
        marker = {"color": group.colour, "size": 8}
        name = f"{group.name} ({int(group.rows.sum()):,})"
        panels.add(0, type="scatter", x=[None], y=[None], mode="markers", marker=marker, name=name)
    return panels.figure(hovermode=False, legend={"y": 1 + 34 / PANEL, "itemclick": False, "itemdoubleclick": False})


def _add_points(panels: Panels, panel: int, xy: np.ndarray, number: np.ndarray, groups: list[Group]) -> None:
    last = max(1, len(groups) - 1)
    marker: dict[str, Any] = {
        "size": 3 if len(xy) > 3000 else 4.5,
        "opacity": 0.55,
        "color": number,
        "cmin": 0,
        "cmax": last,
        "colorscale": [[i / last, group.colour] for i, group in enumerate(groups)] if len(groups) > 1 else None,
        "showscale": False,
    }
    if len(groups) == 1:
        marker["color"] = groups[0].colour
    panels.add(
        panel,
        type="scattergl",
        x=xy[:, 0],
        y=xy[:, 1],
        mode="markers",
        marker=marker,
        showlegend=False,
        hoverinfo="skip",
    )
    bare: dict[str, Any] = {"showticklabels": False, "ticks": "", "showgrid": False, "showline": False}
    end = "" if panel == 0 else str(panel + 1)
    panels.x(panel, **bare)
    panels.y(panel, **bare, scaleanchor=f"x{end}", scaleratio=1)


def silhouette_figure(found: DomainMap, titles: Mapping[str, str], by: By = "domain") -> go.Figure:
    """Silhouettes of every row, sorted within its group, panel by panel; the dotted line is the mean of all rows.

    Parameters
    ----------
    titles : layer -> what stands over its panel.
    by : what the groups are.
    """
    panels = Panels(list(titles.values()), n_columns=len(titles), panel_height=SILHOUETTE_PANEL, width_gap=0.06)
    groups = [group for group in groups_of(found, by) if group.name != "outcome not known"]
    drawn = {key: values for key in titles if (values := silhouettes_of(found.layer(key), by)) is not None}
    known = np.concatenate([values[np.isfinite(values)] for values in drawn.values()] or [np.zeros(1)])
    low, high = min(-0.05, float(known.min(initial=0))), max(0.05, float(known.max(initial=0)))
    for panel, key in enumerate(titles):
        if key not in drawn:
            panels.say(panel, "Being worked out…")
            continue
        _add_outlines(panels, panel, drawn[key], groups)
        mean = float(np.nanmean(drawn[key]))
        panels.reference(panel, mean)
        panels.note(
            panel, x=mean, y=1.0, yref=_domain_of(panel), text=f"mean {mean:.2f}", yanchor="top", xanchor="left"
        )
        spread = ROOM * (high - low)
        panels.x(panel, title={"text": "silhouette"}, range=[low - spread, high + spread])
        panels.y(panel, showticklabels=False, showgrid=False, ticks="", rangemode="tozero")
    return panels.figure(hovermode="closest", legend={"y": 1 + 34 / SILHOUETTE_PANEL})


def silhouettes_of(layer: DomainLayer | None, by: By) -> np.ndarray | None:
    """A layer's silhouettes, None while they are not worked out or where there is one group only."""
    values = None if layer is None else layer.by_domain if by == "domain" else layer.by_outcome
    return None if values is None or not np.isfinite(values).any() else values


def _add_outlines(panels: Panels, panel: int, values: np.ndarray, groups: list[Group]) -> None:
    bottom = 0.0
    for group in groups:
        own = np.sort(values[group.rows])
        own = own[np.isfinite(own)]
        if not len(own):
            continue
        picked = np.linspace(0, len(own) - 1, min(len(own), MOST_LINE)).round().astype(int)
        panels.add(
            panel,
            type="scatter",
            x=np.r_[0.0, own[picked], 0.0],
            y=np.r_[bottom, bottom + picked, bottom + len(own)],
            mode="lines",
            fill="tozerox",
            line={"color": group.colour, "width": 1},
            name=f"{group.name} ({len(own):,})",
            legendgroup=group.name,
            showlegend=panel == 0,
            hovertemplate=f"{group.name}: %{{x:.2f}}<extra></extra>",
        )
        bottom += len(own) + GAP * len(values)


def _domain_of(panel: int) -> str:
    return "y domain" if panel == 0 else f"y{panel + 1} domain"
