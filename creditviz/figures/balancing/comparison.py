"""Features of real rows as bars, synthetic rows as an outline over them: one feature, or all at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.panels import Panels
from creditviz.figures.text import wrap
from creditviz.results.balancing.comparison import FeatureComparison

HEADROOM = 1.5  # the share axis ends here, in highest real bars, so that it stands still between snapshots
N_COLUMNS = 3
MAX_TICKS = 8


def comparison_figure(comparison: FeatureComparison) -> go.Figure:
    """One panel per sampler; axes come from the real rows alone, what is higher is cut and named."""
    labels = list(comparison.shares)
    panels = Panels(
        [wrap(label, 30) for label in labels] if len(labels) > 1 else [""] * len(labels),
        n_columns=N_COLUMNS,
        panel_height=200 if len(labels) > 1 else 240,
        gap=76,
    )
    for number, label in enumerate(labels):
        add_pair(panels, comparison, label, number, legend=number == 0)
        title = "share of the rows" if panels.column(number) == 0 else ""
        panels.y(number, tickformat=theme.PER_CENT_FINE, nticks=6, title={"text": title})
    amount = comparison.edges is not None
    return panels.figure(hovermode="closest" if amount else "x unified", bargap=0 if amount else 0.25)


def add_pair(panels: Panels, comparison: FeatureComparison, label: str, number: int, *, legend: bool) -> None:
    """Draw real and synthetic shares of one feature into panel `number`."""
    places, widths = _places(comparison)
    share = comparison.shares[label]
    panels.add(number, **_real(comparison, places, widths, legend=legend))
    for trace in _synthetic(comparison, label, places, widths, legend=legend):
        panels.add(number, **trace)
    top = HEADROOM * max(float(comparison.share_real.max(initial=0.0)), 1e-3)
    panels.y(number, range=[0, top])
    pad = 0.02 * (places[-1] + widths[-1] / 2 - places[0] + widths[0] / 2)
    low, high = places[0] - widths[0] / 2 - pad, places[-1] + widths[-1] / 2 + pad
    panels.x(number, range=[low, high], **_ticks(comparison, places))
    if share.max(initial=0.0) > top:
        at = int(np.argmax(share))
        side = 1 if places[at] < (low + high) / 2 else -1
        panels.note(
            number,
            x=places[at] + side * widths[at] / 2,
            y=top,
            text=f"up to {share[at]:.0%} ↑",
            font={"color": theme.SYNTHETIC, "size": 11},
            xanchor="left" if side > 0 else "right",
            xshift=4 * side,
            yanchor="top",
        )


def _places(comparison: FeatureComparison) -> tuple[np.ndarray, np.ndarray]:
    """Middles and widths of the bars; missing values stand apart on the right of an amount."""
    n_bins = len(comparison.labels)
    if comparison.edges is None:
        return np.arange(n_bins, dtype=float), np.ones(n_bins)
    edges = comparison.edges
    middles, widths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    if n_bins > len(middles):
        span = edges[-1] - edges[0]
        wide = max(widths[-1], span / 20)
        return np.r_[middles, edges[-1] + span / 15 + wide / 2], np.r_[widths, wide]
    return middles, widths


def _real(comparison: FeatureComparison, places: np.ndarray, widths: np.ndarray, *, legend: bool) -> dict[str, Any]:
    return dict(
        type="bar",
        x=places,
        y=comparison.share_real,
        width=widths if comparison.edges is not None else 0.75 * widths,
        marker={"color": theme.REAL, "line": {"width": 0}},
        opacity=0.45,
        name="real",
        legendgroup="real",
        showlegend=legend,
        customdata=list(comparison.labels),
        hovertemplate="%{customdata}: %{y:.1%} of the real rows<extra></extra>",
    )


def _synthetic(
    comparison: FeatureComparison, label: str, places: np.ndarray, widths: np.ndarray, *, legend: bool
) -> list[dict[str, Any]]:
    share = comparison.shares[label]
    look = {
        "type": "scatter",
        "name": "synthetic",
        "legendgroup": "synthetic",
        "hovertemplate": "%{customdata}: %{y:.1%} of the synthetic rows<extra></extra>",
        "customdata": list(comparison.labels),
    }
    if comparison.edges is None:
        marker = {
            "color": theme.SYNTHETIC,
            "symbol": "line-ew",
            "size": 16,
            "line": {"color": theme.SYNTHETIC, "width": 3},
        }
        return [dict(x=places, y=share, mode="markers", marker=marker, showlegend=legend, **look)]
    n_bins = len(comparison.edges) - 1
    x, y = _outline(comparison.edges, share[:n_bins])
    line = {"color": theme.SYNTHETIC, "width": 2}
    text = np.repeat(np.asarray(comparison.labels[:n_bins], dtype=object), 2)
    said = {**look, "customdata": ["", *text, ""]}
    traces = [dict(x=x, y=y, mode="lines", line=line, showlegend=legend, **said)]
    if len(share) > n_bins:
        x, y = _outline(places[-1] + np.array([-0.5, 0.5]) * widths[-1], share[-1:])
        said = {**look, "customdata": [comparison.labels[-1]] * 4}
        traces.append(dict(x=x, y=y, mode="lines", line=line, showlegend=False, **said))
    return traces


def _outline(edges: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A line along the tops of bars, from the ground to the ground."""
    return np.repeat(edges, 2), np.r_[0.0, np.repeat(share, 2), 0.0]


def _ticks(comparison: FeatureComparison, places: np.ndarray) -> dict:
    """Categories get their names, amounts their numbers and the word "missing"."""
    labels = comparison.labels
    if comparison.edges is None:
        step = -(-len(labels) // (MAX_TICKS if max(map(len, labels)) > 4 else 2 * MAX_TICKS))
        shown = list(range(0, len(labels), step))
        return {"tickvals": places[shown], "ticktext": [wrap(labels[i], 12) for i in shown]}
    if len(places) > len(comparison.edges) - 1:
        inner = nice_ticks(comparison.edges[0], comparison.edges[-1])
        return {"tickvals": [*inner, places[-1]], "ticktext": [*(short_number(v) for v in inner), "missing"]}
    return {"nticks": 5, "tickformat": "~s" if abs(comparison.edges).max() >= 1000 else ""}


def nice_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Round numbers between two values."""
    raw = max(high - low, 1e-12) / most
    power = 10 ** np.floor(np.log10(raw))
    step = float(next(power * m for m in (1, 2, 5, 10) if power * m >= raw))
    first = np.ceil(low / step)
    return [float(k * step) + 0.0 for k in np.arange(first, np.floor(high / step + 1e-9) + 1)]


def short_number(value: float) -> str:
    """A tick in at most five letters.

    >>> short_number(50000.0), short_number(-1.0), short_number(2.5e6)
    ('50k', '−1', '2.5M')
    """
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")


FEW = 6  # features; up to here three panels a line


def comparison_grid_figure(comparisons: Sequence[FeatureComparison], label: str) -> go.Figure:
    """One small panel per feature, axes fixed by the real rows.

    Parameters
    ----------
    label : which of the synthetic rows of each comparison is drawn.
    """
    n_columns = max(1, min(len(comparisons), 3 if len(comparisons) <= FEW else 4))
    panels = Panels(
        [wrap(comparison.name, 28) for comparison in comparisons], n_columns=n_columns, panel_height=92, gap=66
    )
    for number, comparison in enumerate(comparisons):
        add_pair(panels, comparison, label, number, legend=number == 0)
        panels.y(number, nticks=4, tickformat=theme.PER_CENT_FINE, tickfont={"size": 10})
        panels.x(number, tickfont={"size": 10}, tickangle=0)
        if comparison.edges is None and len(comparison.labels) > 4:  # names of many categories do not fit here
            panels.x(number, **_first_letters(comparison))
    return panels.figure(hovermode="closest", bargap=0)


def _first_letters(comparison: FeatureComparison) -> dict[str, Any]:
    """Short names of every so many categories; the hover has them in full."""
    step = -(-len(comparison.labels) // 6)
    shown = list(range(0, len(comparison.labels), step))
    text = [name if len(name) <= 6 else f"{name[:5]}…" for name in (comparison.labels[i] for i in shown)]
    return {"tickvals": shown, "ticktext": text}
