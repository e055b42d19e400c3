"""A monthly quantity of real and of synthetic accounts: median and two bands."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.panels import Panels
from creditviz.figures.text import short_month
from creditviz.results import MonthPattern

SIDES = ("real", "synthetic")
BANDS = ((0, 4, "10 to 90%", 0.18), (1, 3, "25 to 75%", 0.3))


def months_figure(pattern: MonthPattern) -> go.Figure:
    """Two fans on one scale, the real median dotted over the synthetic fan."""
    panels = Panels(
        [f"{side} · month on month {lag_in_words(value)}" for side, value in _lags(pattern)],
        n_columns=2,
        panel_height=220,
        width_gap=0.06,
    )
    months = list(pattern.steps)
    fans = ((pattern.quantiles_real, theme.REAL), (pattern.quantiles_synthetic, theme.SYNTHETIC))
    ticks = months if len(months) <= 12 else months[:: -(-len(months) // 8)]
    for number, (quantiles, colour) in enumerate(fans):
        _add_fan(panels, months, quantiles, colour, number)
        panels.y(number, range=_range(pattern), nticks=6, tickformat=_format(pattern), showticklabels=number == 0)
        panels.x(number, tickvals=ticks, ticktext=[short_month(month) for month in ticks], title={"text": "month"})
    panels.add(
        1,
        type="scatter",
        x=months,
        y=pattern.quantiles_real[2],
        mode="lines",
        line={"color": theme.REAL, "dash": "dot", "width": 2},
        name="real median",
        showlegend=False,
        hovertemplate="real median %{y:,.4~g}<extra></extra>",
    )
    return panels.figure()


def _add_fan(panels: Panels, months: list[str], quantiles: np.ndarray, colour: str, number: int) -> None:
    for low, high, name, opacity in BANDS:
        panels.add(
            number,
            type="scatter",
            x=[*months, *months[::-1]],
            y=[*quantiles[low], *quantiles[high][::-1]],
            fill="toself",
            fillcolor=colour,
            opacity=opacity,
            mode="lines",
            line={"width": 0, "color": colour},
            name=name,
            legendgroup=name,
            showlegend=number == 0,
            hoverinfo="skip",
        )
    panels.add(
        number,
        type="scatter",
        x=months,
        y=quantiles[2],
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"color": colour, "size": 6},
        name=f"{SIDES[number]} median",
        customdata=quantiles.T,
        hovertemplate=f"{SIDES[number]}: half of the accounts above %{{y:,.4~g}}<br>"
        "80% from %{customdata[0]:,.4~g} to %{customdata[4]:,.4~g}<extra></extra>",
        showlegend=True,
    )


def lag_in_words(value: float) -> str:
    """A correlation with its sign; months that never change have none.

    >>> lag_in_words(0.941), lag_in_words(float("nan"))
    ('+0.94', 'unknown')
    """
    return f"{value:+.2f}" if np.isfinite(value) else "unknown"


def _lags(pattern: MonthPattern) -> tuple[tuple[str, float], ...]:
    return tuple(zip(SIDES, (pattern.lag1_real, pattern.lag1_synthetic), strict=True))


def _range(pattern: MonthPattern) -> list[float]:
    both = np.concatenate([pattern.quantiles_real.ravel(), pattern.quantiles_synthetic.ravel()])
    known = both[np.isfinite(both)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = 0.06 * ((high - low) or abs(high) or 1.0)
    return [low - room, high + room]


def _format(pattern: MonthPattern) -> str:
    return "~s" if np.nanmax(np.abs(pattern.quantiles_real), initial=0.0) >= 1000 else ""
