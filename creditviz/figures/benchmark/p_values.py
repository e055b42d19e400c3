"""Every model against every other: p as a matrix, strong where the row is told from the column."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import fit, wrap
from creditviz.results import PairwiseTests

CELL, LABEL_WIDTH = 44, 24  # pixels of a line; letters of a name before it is wrapped
FEW = 4  # names that stand upright under the matrix; more are slanted, and cut to one line
INK = "#14181f"  # on amber, in light and in dark alike
LEVELS = (0.001, 0.01, 0.05)  # p below each of these is one step stronger


def p_value_figure(tests: PairwiseTests) -> go.Figure:
    """Adjusted p in every field; blue where the row does better beyond chance, amber where it does worse."""
    names = [wrap(name, LABEL_WIDTH) for name in tests.names]
    k, strength = len(names), _strength(tests)
    figure = theme.new_figure(hovermode="closest", height=180 + CELL * max(3, k))
    figure.add_heatmap(
        x=list(range(k)),
        y=list(range(k)),
        z=strength,
        zmin=-3,
        zmax=3,
        colorscale=[[0.0, theme.HIGH], [0.5, theme.FAINT], [1.0, theme.LOW]],
        xgap=2,
        ygap=2,
        showscale=False,
        customdata=[[_said(tests, i, j) for j in range(k)] for i in range(k)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    size = 12 if k <= 8 else 10
    for i, j in permutations(range(k), 2):
        font = {"size": size, "color": _ink(float(strength[i, j]))}
        figure.add_annotation(x=j, y=i, text=p_text(float(tests.p_adjusted[i, j])), font=font)
    _add_legend(figure)
    shown = {"tickvals": list(range(k)), "showgrid": False, "ticks": "", "showline": False}
    figure.update_xaxes(
        **shown,
        ticktext=names if k <= FEW else [fit(name, LABEL_WIDTH) for name in tests.names],
        tickangle=0 if k <= FEW else -45,
    )
    return figure.update_yaxes(**shown, ticktext=names, range=[k - 0.5, -0.5])


def _add_legend(figure: go.Figure) -> None:
    """What the colours say, at their full strength."""
    for name, colour in (
        ("row does better", theme.LOW),
        ("row does worse", theme.HIGH),
        ("may be chance", theme.FAINT),
    ):
        marker = {"symbol": "square", "size": 12, "color": colour, "line": {"color": theme.AXIS, "width": 1}}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=name)


def _ink(strength: float) -> str:
    """The colour of a number that can be read on its field."""
    if strength <= -2:
        return INK
    return theme.SURFACE if strength >= 3 else theme.TEXT


def p_text(p: float) -> str:
    """A p value in a small field.

    >>> p_text(0.0004), p_text(0.0312), p_text(0.31), p_text(float("nan"))
    ('<.001', '.031', '.31', '')
    """
    if math.isnan(p):
        return ""
    if p < 0.001:
        return "<.001"
    text = f"{p:.3f}" if p < 0.1 else f"{p:.2f}"
    return text.removeprefix("0")


def _strength(tests: PairwiseTests) -> np.ndarray:
    """Steps from -3 to 3: how sure it is that the row does better (positive) or worse; nan on the diagonal."""
    p = tests.p_adjusted
    steps = sum((np.nan_to_num(p, nan=1.0) < level).astype(float) for level in LEVELS)
    signed = steps * np.sign(np.nan_to_num(tests.difference))
    np.fill_diagonal(signed, np.nan)
    return signed


def _said(tests: PairwiseTests, i: int, j: int) -> str:
    if i == j:
        return ""
    gap, p = tests.difference[i, j], tests.p_adjusted[i, j]
    exact = ", exact" if tests.exact is not None and tests.exact[i, j] else ""
    return f"{tests.names[i]} minus {tests.names[j]}: {gap:+.4f}<br>p {p:.3g} (Holm){exact}"
