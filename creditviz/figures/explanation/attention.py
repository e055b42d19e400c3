"""Attention: mean by outcome at each month or feature, and a heat map of accounts."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import short_month, wrap
from creditviz.results import AttentionMap, AttentionProfile

MAX_FEATURES = 12
OUTCOMES = ((0, "good", theme.GOOD), (1, "bad", theme.BAD))


def temporal_figure(profile: AttentionProfile) -> go.Figure:
    """Mean share of the attention that each month gets, by outcome, against an even share."""
    n_steps = len(profile.names)
    figure = theme.new_figure("month", "mean share of the attention", y_format=theme.PER_CENT)
    figure.add_scatter(
        x=list(profile.names),
        y=[1 / n_steps] * n_steps,
        mode="lines",
        line={"color": theme.MUTED, "dash": "dot", "width": 1},
        name="an even share",
        hoverinfo="skip",
    )
    for name, mean, error, colour in _by_outcome(profile):
        figure.add_scatter(
            x=list(profile.names),
            y=mean,
            error_y={"array": error, "color": colour, "thickness": 1.2, "width": 4},
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"color": colour, "size": 8},
            name=name,
            hovertemplate=f"%{{y:.1%}} of the attention on {name} accounts<extra></extra>",
        )
    figure.update_xaxes(tickvals=list(profile.names), ticktext=[short_month(name) for name in profile.names])
    top = np.nanmax([*(profile.good + profile.good_error), *(profile.bad + profile.bad_error), 1 / n_steps])
    return figure.update_yaxes(range=[0, 1.08 * top])


def spatial_figure(profile: AttentionProfile) -> go.Figure:
    """Mean weight of each static feature by outcome, the strongest on top, at most `MAX_FEATURES` of them."""
    strength = np.nan_to_num(np.fmax(profile.good, profile.bad))
    order = np.argsort(strength, kind="stable")[-MAX_FEATURES:]
    names = [profile.names[feature] for feature in order]
    figure = theme.new_figure("mean weight", hovermode="closest", height=max(theme.HEIGHT, 110 + 24 * len(order)))
    for feature, name in zip(order, names, strict=True):
        figure.add_scatter(
            x=[profile.good[feature], profile.bad[feature]],
            y=[name, name],
            mode="lines",
            line={"color": theme.AXIS, "width": 2},
            showlegend=False,
            hoverinfo="skip",
        )
    for name, mean, error, colour in _by_outcome(profile):
        figure.add_scatter(
            x=mean[order],
            y=names,
            error_x={"array": error[order], "color": colour, "thickness": 1.2, "width": 3},
            mode="markers",
            marker={"color": colour, "size": 9},
            name=name,
            hovertemplate=f"%{{y}}: %{{x:.2f}} on {name} accounts<extra></extra>",
        )
    figure.update_xaxes(tickformat="~r")  # as many digits as the ticks need to differ
    return figure.update_yaxes(ticktext=[wrap(name) for name in names], tickvals=names)


def account_map_figure(accounts: AttentionMap) -> go.Figure:
    """Accounts by months, the riskiest on top, with a strip that marks the bad ones."""
    n_accounts, n_steps = accounts.weights.shape
    rank = np.arange(n_accounts)
    figure = theme.new_figure("month", "accounts, the riskiest on top", hovermode="closest")
    outcome = np.where(accounts.y_true == 1, "bad", "good")
    figure.add_heatmap(
        x=list(accounts.step_names),
        y=rank,
        z=accounts.weights,
        customdata=np.repeat(accounts.pd[:, None], n_steps, axis=1).round(4),
        colorscale=theme.SHARE_SCALE,
        zmin=0,
        colorbar={
            "title": {"text": "share of the<br>attention", "font": {"size": 12}},
            "tickformat": theme.PER_CENT,
            "thickness": 10,
            "outlinewidth": 0,
            "len": 0.9,
        },
        hovertemplate="%{x}: %{z:.0%} of the attention, PD %{customdata:.1%}<extra></extra>",
    )
    figure.add_heatmap(
        x=["outcome"],
        y=rank,
        z=accounts.y_true[:, None],
        text=outcome[:, None],
        colorscale=[[0, theme.GOOD], [1, theme.BAD]],
        zmin=0,
        zmax=1,
        showscale=False,
        xaxis="x2",
        hovertemplate="%{text}<extra></extra>",
    )
    for _, name, colour in OUTCOMES:  # a heat map has no legend entry of its own
        figure.add_scatter(
            x=[None], y=[None], mode="markers", marker={"color": colour, "size": 10, "symbol": "square"}, name=name
        )
    figure.update_layout(
        xaxis={"domain": [0.05, 1.0], "tickvals": list(accounts.step_names)},
        xaxis2={"domain": [0.0, 0.035], "showticklabels": False, "ticks": "", "anchor": "y"},
    )
    figure.update_layout(xaxis_ticktext=[short_month(name) for name in accounts.step_names])
    return figure.update_yaxes(autorange="reversed", showgrid=False, showticklabels=False, ticks="", anchor="x2")


def _by_outcome(profile: AttentionProfile):
    """(name, mean, error, colour) of the outcomes that occur."""
    if profile.n_good:
        yield "good", profile.good, profile.good_error, theme.GOOD
    if profile.n_bad:
        yield "bad", profile.bad, profile.bad_error, theme.BAD
