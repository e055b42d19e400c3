"""A metric against the rate K of synthetic rows, one line per sampler (Liu et al. 2020, figure 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.samplers import styles

BAND = 0.14  # opacity of mean - sd to mean + sd
MAX_BANDS = 6  # more of them hide each other


class RateLine(NamedTuple):
    """Mean and standard deviation over seeds of one sampler, by rate; a base line has one rate, 0."""

    sampler: str
    rate: np.ndarray  # (n,) rising
    mean: np.ndarray  # (n,)
    sd: np.ndarray  # (n,) nan for a single seed


def rate_figure(lines: Sequence[RateLine], y: str, *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """Lines over the rate with bands of one standard deviation; what has no rate runs flat across.

    Parameters
    ----------
    lines : one a sampler.
    y : the metric.
    keys : sampler's label -> registry key, for its own colour.
    """
    figure = theme.new_figure("synthetic rows per real defaulter (rate K)", y, hovermode="closest", height=380)
    looks = styles([line.sampler for line in lines], keys)
    rates = [float(rate) for line in lines for rate in line.rate if rate > 0]
    low, high = (min(rates), max(rates)) if rates else (0.0, 1.0)
    with_band = len(lines) <= MAX_BANDS
    for line in lines:
        flat = len(line.rate) == 1 and line.rate[0] == 0
        if flat:
            line = RateLine(line.sampler, np.array([low, high]), np.repeat(line.mean, 2), np.repeat(line.sd, 2))
        if with_band and np.isfinite(line.sd).all() and len(line.rate) > 1:
            figure.add_trace(_band(line, looks[line.sampler].colour))
        figure.add_trace(_line(line, looks[line.sampler], flat=flat))
    figure.update_layout(legend={"font": {"size": 11}})
    return figure.update_xaxes(tickvals=sorted(set(rates)) if len(set(rates)) <= 10 else None)


def _band(line: RateLine, colour: str) -> go.Scatter:
    return go.Scatter(
        x=np.r_[line.rate, line.rate[::-1]],
        y=np.r_[line.mean - line.sd, (line.mean + line.sd)[::-1]],
        fill="toself",
        fillcolor=colour,
        opacity=BAND,
        mode="lines",
        line={"width": 0, "color": colour},
        legendgroup=line.sampler,
        showlegend=False,
        hoverinfo="skip",
    )


def _line(line: RateLine, look, *, flat: bool) -> go.Scatter:
    return go.Scatter(
        x=line.rate,
        y=line.mean,
        mode="lines" if flat else "lines+markers",
        line={"color": look.colour, "dash": look.dash, "width": 2},
        marker={"color": look.colour, "symbol": look.symbol, "size": 8},
        name=line.sampler,
        legendgroup=line.sampler,
        customdata=np.nan_to_num(line.sd),
        hovertemplate=f"{line.sampler}: %{{y:.4f}} ± %{{customdata:.4f}}"
        f"{'' if flat else ' at rate %{x:g}'}<extra></extra>",
    )
