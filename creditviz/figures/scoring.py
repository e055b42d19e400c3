"""Grades of a scored file beside those of the development."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from creditviz.figures import theme


def grade_mix_figure(grades: Sequence[str], file: np.ndarray, development: np.ndarray) -> go.Figure:
    """Share of rows in each grade, the development in grey behind.

    Parameters
    ----------
    grades : (k,) the best first.
    file, development : (k,) rows.
    """
    figure = theme.new_figure("grade, A is the best", "share of the rows", y_format=theme.PER_CENT, bargap=0.25)
    for name, counts, colour in (("development", development, theme.MISSING), ("this file", file, theme.LOW)):
        figure.add_bar(
            x=list(grades),
            y=counts / max(1, int(counts.sum())),
            customdata=counts,
            marker={"color": colour, "line": {"width": 0}},
            name=name,
            hovertemplate="%{y:.1%}, %{customdata:,} rows<extra></extra>",
        )
    return figure.update_layout(barmode="group").update_xaxes(type="category")
