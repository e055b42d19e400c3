"""What moves with the cut-off: approval and bad rate, profit, and how evenly groups are approved.

These are drawn again at every move of a slider: all parts are gathered as plain dicts and handed to plotly at once,
which takes a third of the time of adding them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme

APPROVED = theme.REAL
GROUPS = tuple(theme.SAMPLER_COLOURS[i] for i in (4, 12, 16, 11, 0, 8))  # no sampler stands beside a group
DASHES = ("solid", "dash", "dot")


def trade_off_figure(
    cut_off: np.ndarray, approval_rate: np.ndarray, bad_rate: np.ndarray, *, at: float, capacity: float | None = None
) -> go.Figure:
    """Approval rate and bad rate of the approved against the cut-off; a dotted line is what can be handled."""
    traces = [
        _line(cut_off, share, name, colour, f"%{{y:.1%}} {name}")
        for name, share, colour in (
            ("approved", approval_rate, APPROVED),
            ("bad among the approved", bad_rate, theme.BAD),
        )
    ]
    levels = {} if capacity is None else {capacity: "can be handled"}
    y = {"title": {"text": "share of accounts"}, "tickformat": theme.PER_CENT, "range": [-0.02, 1.04]}
    return _figure(traces, cut_off, at, y, levels)


def profit_figure(cut_off: np.ndarray, profit: np.ndarray, *, at: float, best: tuple[float, float]) -> go.Figure:
    """Profit against the cut-off; a diamond at `best`, (cut-off, profit), earned most on validation rows."""
    curve = _line(cut_off, profit, "on these test rows", theme.STRONG, "%{y:,.0f} per 1,000 applicants")
    diamond = {
        "type": "scatter",
        "x": [best[0]],
        "y": [best[1]],
        "mode": "markers",
        "marker": {"color": theme.HIGH, "size": 11, "symbol": "diamond", "line": {"color": theme.TEXT, "width": 1}},
        "name": "best on validation rows",
        "hovertemplate": "%{x:.1%}: best on validation rows<extra></extra>",
    }
    y = {"title": {"text": "profit per 1,000 applicants"}, "tickformat": ",.4~s"}
    return _figure([curve, diamond], cut_off, at, y, {0.0: ""})


def impact_figure(
    cut_off: np.ndarray, labels: Sequence[str], ratios: np.ndarray, *, at: float, line: float = 0.8
) -> go.Figure:
    """Approval of each group over that of the best-treated one, (n_groups, m), and the four-fifths line."""
    traces = [
        _line(cut_off, ratio, label, GROUPS[i % len(GROUPS)], f"{label}: %{{y:.2f}}", DASHES[i // len(GROUPS) % 3])
        for i, (label, ratio) in enumerate(zip(labels, ratios, strict=True))
        if not np.isnan(ratio).all()
    ]
    top = float(np.nanmax(ratios, initial=1.0))
    y = {"title": {"text": "impact ratio"}, "tickformat": ".1f", "range": [-0.02, min(2.0, 1.06 * top)]}
    return _figure(traces, cut_off, at, y, {line: "four fifths"})


def _line(x: np.ndarray, y: np.ndarray, name: str, colour: str, hover: str, dash: str = "solid") -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": colour, "width": 2, "dash": dash},
        "name": name,
        "hovertemplate": f"{hover}<extra></extra>",
    }


def _figure(
    traces: list[dict[str, Any]], cut_off: np.ndarray, at: float, y: dict[str, Any], levels: dict[float, str]
) -> go.Figure:
    """Over the cut-off, with a dashed line at the current one and dotted ones at named levels."""
    inner = cut_off[1:-1] if len(cut_off) > 3 else cut_off
    top = max(1e-6, min(1.0, 1.02 * float(inner.max(initial=0.0))))
    shown = min(max(at, 0.0), top)
    across = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
    shapes = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": v, "y1": v, "line": across} for v in levels]
    now = {"color": theme.MUTED, "dash": "dash", "width": 2}
    shapes.append({"type": "line", "yref": "paper", "x0": shown, "x1": shown, "y0": 0, "y1": 1, "line": now})
    named = [
        {"x": 0.01, "xref": "paper", "xanchor": "left", "y": v, "yanchor": "bottom", "text": text}
        for v, text in levels.items()
        if text
    ]
    x = {
        "title": {"text": "cut-off: PDs below it are approved"},
        "tickformat": theme.PER_CENT_FINE,
        "hoverformat": ".2%",
        "range": [0, top],
    }
    layout = {"template": theme.TEMPLATES["light"], "xaxis": x, "yaxis": y, "shapes": shapes}
    return go.Figure(data=traces, layout={**layout, "annotations": [*named, _now(at, shown, shown > 0.7 * top)]})


def _now(at: float, shown: float, right: bool) -> dict[str, Any]:
    """The word at the current cut-off, on the side where there is room."""
    return {
        "x": shown,
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "text": f"now {at:.{0 if at >= 0.1 else 1}%}",
        "xanchor": "right" if right else "left",
        "xshift": -6 if right else 6,
    }
