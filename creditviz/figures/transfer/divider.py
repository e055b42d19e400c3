"""The feature divider: how far each pair of columns shifted, and the line that parts network from tree."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import Division

NETWORK, TREE = theme.MODEL_COLOURS[1], theme.MODEL_COLOURS[0]
ROW = 24  # pixels
PATTERNS = {"shape": "", "location": "/", "scale": "x"}
MOST_ROWS = 24  # bars; of more pairs the least and the most shifted are drawn


def divider_figure(division: Division, *, labels: dict[str, str] | None = None) -> go.Figure:
    """One bar a pair by its relative distance, the farthest on top; the threshold is a line across them.

    Parameters
    ----------
    division : of the pairs.
    labels : target column -> what the bar is called; the column's own name without one.
    """
    order = np.argsort(division.relative, kind="stable")
    shown = _most_telling(division, order)
    figure = theme.new_figure(
        "shift of the pair: 0 the least, 1 the most",
        hovermode="closest",
        bargap=0.35,
        barmode="stack",
        height=max(250, 120 + ROW * len(shown)),
        legend={"y": -0.06 - 1.6 / max(len(shown), 4), "yanchor": "top"},
        margin={"t": 24},
    )
    names = [(labels or {}).get(division.names[i], division.names[i]) for i in shown]
    for name, colour, wanted in (("decision tree", TREE, False), ("adversarial network", NETWORK, True)):
        mine = [place for place, i in enumerate(shown) if bool(division.shifted[i]) is wanted]
        n = int((division.shifted == wanted).sum())
        for part, lengths in _lengths(division).items():
            figure.add_bar(
                x=[lengths[shown[place]] for place in mine],
                y=mine,
                orientation="h",
                marker={"color": colour, "pattern": {"shape": PATTERNS[part], "fgcolor": theme.TEXT, "size": 5}},
                name=f"{name} ({n})" if part == "shape" else f"{name}, {part}",
                customdata=[[names[place], float(division.distance[shown[place]])] for place in mine],
                hovertemplate=f"%{{customdata[0]}}: %{{x:.2f}} by {part}, distance %{{customdata[1]:.3f}}, {name}"
                "<extra></extra>",
            )
    figure.add_vline(x=division.threshold, line={"color": theme.TEXT, "dash": "dash", "width": 1.5})
    figure.add_annotation(
        x=division.threshold,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=f"{division.threshold:.2f}",
        font={"size": 11, "color": theme.TEXT},
    )
    figure.update_xaxes(range=[0, 1.04], tickformat=".1f")
    return figure.update_yaxes(
        tickvals=list(range(len(shown))), ticktext=[wrap(name, 44) for name in names], showgrid=False
    )


def _most_telling(division: Division, order: np.ndarray) -> list[int]:
    """All pairs, or of many the least and the most shifted."""
    half = MOST_ROWS // 2
    return [int(i) for i in (order if len(order) <= MOST_ROWS else np.r_[order[:half], order[-half:]])]


def _lengths(division: Division) -> dict[str, np.ndarray]:
    """What shape, location and scale have of every bar, each (k,); parts that are nothing everywhere are left out."""
    moved = {part: value / np.maximum(division.distance, 1e-12) for part, value in division.parts.items()}
    bars = {part: division.relative * moved[part] for part in ("location", "scale")}
    rest = division.relative * (1.0 - moved["location"] - moved["scale"])
    bars = {"shape": np.where(division.relative < 0.004, 0.004, rest), **bars}  # a bar that can be seen
    return {part: length for part, length in bars.items() if part == "shape" or length.any()}
