"""Colours, fonts and axes of every figure, in light and in dark.

Figures are drawn in light colours; `in_mode` exchanges every one for its dark twin. Each colour occurs
once in each palette, so that the exchange goes both ways. Pairs are told apart by readers with each kind
of colour blindness (tested).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

Mode = Literal["light", "dark"]

TEXT, MUTED, GRID, AXIS, SURFACE = "#1c2430", "#68707c", "#e9ecef", "#c9ced6", "#ffffff"
GOOD, BAD = "#6b9ac4", "#c9553d"
FAIL = "#c0202b"  # a failed check, nothing else
MISSING = "#b4bac4"
LOW, MIDDLE, HIGH = "#2f6db3", "#a8a29a", "#d99000"  # a feature's value, low to high
FAINT, STRONG = "#edf2f8", "#1d4f7a"  # a share, from none to all
REAL, SYNTHETIC = "#3a4a60", "#d07400"
SOURCE, TARGET = REAL, SYNTHETIC  # the old product and the new one: the same pair, which never meets the other
MODEL_COLOURS = ("#1f4e79", "#b26a00", "#2f9e77", "#8a3ab9", "#4c381b", "#d061b4")
LIGHTS = {
    "green": MODEL_COLOURS[2],
    "amber": HIGH,
    "red": FAIL,
    "none": MISSING,
}  # with a word and a shape, never alone
SAMPLER_COLOURS = (  # by family: base lines, copies, interpolation, networks, ADAAR, beyond the papers, spare
    *("#8a7355", "#6a6f78"),
    *("#6b8e23", "#4d6619"),
    *("#1f78c1", "#4a97d2", "#123f73", "#2b9fae"),
    *("#a3124f", "#c65b93", "#8d63c9", "#5b2d9b"),
    *("#c44f00", "#d2772f", "#8a3d0a", "#a8702a"),
    *("#0b8457", "#7a5c86", "#3f7f7f"),
)

DARK_TWINS = {
    TEXT: "#e8ebef",
    MUTED: "#9aa3af",
    GRID: "#2b333d",
    AXIS: "#465060",
    SURFACE: "#1a2028",
    GOOD: "#86b6e2",
    BAD: "#e07a5f",
    FAIL: "#ff6b6b",
    MISSING: "#596271",
    LOW: "#5aa0ea",
    MIDDLE: "#8d8983",
    HIGH: "#ffc24d",
    FAINT: "#1f2935",
    STRONG: "#8cc0f0",
    REAL: "#c3d0de",
    SYNTHETIC: "#ff9d2e",
    **dict(zip(MODEL_COLOURS, ("#7fb0e0", "#f0b35a", "#66e3c4", "#a56bf0", "#e6e04a", "#e04f93"), strict=True)),
    **dict(
        zip(
            SAMPLER_COLOURS,
            (
                *("#c9b08c", "#a9b0ba"),
                *("#a8cc52", "#85a53c"),
                *("#5fb0f5", "#9cd0f7", "#3d86d6", "#4fd6e4"),
                *("#ff5c8d", "#f59ac6", "#c3a3f7", "#9a6cf0"),
                *("#ff8f3f", "#ffc08f", "#c9682a", "#e0a45e"),
                *("#35d49b", "#c4a2d1", "#86c9c9"),
            ),
            strict=True,
        )
    ),
}
LIGHT_TWINS = {dark: light for light, dark in DARK_TWINS.items()}

# Plotly reads labels as HTML; only the tags that figures write themselves stay, a column called "<b>" is shown so.
_OTHER_TAGS = re.compile(r"<(?!br>|/?extra>)")

FONT = '"Source Sans Pro", "Source Sans 3", "Source Sans", "Helvetica Neue", Arial, sans-serif'
HEIGHT = 330  # pixels
PER_CENT = ".0%"
PER_CENT_FINE = "~%"  # as many digits as the ticks need
VALUE_SCALE = [[0.0, LOW], [0.5, MIDDLE], [1.0, HIGH]]
SHARE_SCALE = [[0.0, FAINT], [1.0, STRONG]]
SIGNED_SCALE = [[0.0, LOW], [0.5, FAINT], [1.0, HIGH]]  # centred at 0


def model_colour(number: int) -> str:
    """The colour of the model with this number, from 0; they begin anew after the sixth."""
    return MODEL_COLOURS[number % len(MODEL_COLOURS)]


def in_order(labels: Iterable[str]) -> dict[str, str]:
    """A colour for each label, in order."""
    return {label: model_colour(number) for number, label in enumerate(labels)}


def new_figure(x: str = "", y: str = "", *, x_format: str = "", y_format: str = "", **layout: Any) -> go.Figure:
    """An empty figure with named axes in the house's look."""
    figure = go.Figure(layout={"template": TEMPLATES["light"], **layout})
    figure.update_xaxes(title_text=x, tickformat=x_format)
    figure.update_yaxes(title_text=y, tickformat=y_format)
    return figure


def in_mode(figure: go.Figure, mode: Mode) -> go.Figure:
    """A copy of `figure` in the colours of `mode`."""
    twins = DARK_TWINS if mode == "dark" else LIGHT_TWINS
    raw = figure.to_plotly_json()
    raw["layout"].pop("template", None)
    changed = go.Figure(_exchange(raw, twins), skip_invalid=False)
    return changed.update_layout(template=TEMPLATES[mode])


def _exchange(part: Any, twins: dict[str, str]) -> Any:
    if isinstance(part, str):
        return twins.get(part) or _OTHER_TAGS.sub("&lt;", part)
    if isinstance(part, dict):
        return {key: _exchange(value, twins) for key, value in part.items()}
    if isinstance(part, (list, tuple)) or (isinstance(part, np.ndarray) and part.dtype.kind in "OU"):
        return [_exchange(value, twins) for value in part]
    return part


def _template(mode: Mode) -> go.layout.Template:
    twins: dict[str, str] = DARK_TWINS if mode == "dark" else {}
    text, muted, grid, axis, surface = (twins.get(c, c) for c in (TEXT, MUTED, GRID, AXIS, SURFACE))
    common = {
        "automargin": True,
        "zeroline": False,
        "title": {"font": {"size": 12, "color": muted}, "standoff": 8},
        "tickfont": {"size": 12, "color": muted},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 12, "color": text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [twins.get(c, c) for c in MODEL_COLOURS],
            "height": HEIGHT,
            "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
            "hovermode": "x unified",
            "hoverlabel": {"bgcolor": surface, "bordercolor": axis, "font": {"color": text, "size": 12}},
            "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.03, "yanchor": "bottom"},
            "xaxis": {**common, "showgrid": False, "linecolor": axis, "ticks": "outside", "tickcolor": axis},
            "yaxis": {**common, "showgrid": True, "gridcolor": grid},
            "annotationdefaults": {"font": {"size": 12, "color": muted}, "showarrow": False},
            "colorscale": {"sequential": _exchange(SHARE_SCALE, twins)},
        }
    )


TEMPLATES = {"light": _template("light"), "dark": _template("dark")}
