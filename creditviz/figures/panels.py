"""Small panels in one figure, in the house's look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from creditviz.figures import theme

TITLE_ROOM = 26  # pixels above a panel


def new_panels(
    titles: Sequence[str], *, n_columns: int, panel_height: int, gap: int = 56, width_gap: float = 0.12, **layout: Any
) -> go.Figure:
    """An empty figure with one panel per title, read line by line.

    Parameters
    ----------
    titles : one a panel; already short enough for a panel's width.
    panel_height : pixels of a panel without its title and axis.
    gap : pixels between two lines of panels, for axis and title of the next.
    width_gap : between two panels of a line, as a share of the figure's width.
    """
    n_columns = max(1, min(n_columns, len(titles)))
    n_rows = -(-max(1, len(titles)) // n_columns)
    inner = n_rows * panel_height + (n_rows - 1) * gap
    figure = make_subplots(
        rows=n_rows,
        cols=n_columns,
        subplot_titles=list(titles),
        vertical_spacing=gap / inner,
        horizontal_spacing=width_gap / max(1, n_columns - 1) if n_columns > 1 else 0.0,
        figure=go.Figure(layout={"template": theme.TEMPLATES["light"]}),
    )
    figure.update_annotations(font={"size": 12, "color": theme.TEXT}, yshift=2)
    figure.update_layout(
        height=inner + 110,
        margin={"t": TITLE_ROOM + 34},
        legend={"y": 1 + (TITLE_ROOM + 4) / inner},
        **layout,
    )
    for number in range(len(titles), n_rows * n_columns):  # places that stay empty
        row, column = place(number, n_columns)
        figure.update_xaxes(visible=False, row=row, col=column).update_yaxes(visible=False, row=row, col=column)
    return figure


def place(number: int, n_columns: int) -> tuple[int, int]:
    """Row and column of a panel, from 1."""
    return number // n_columns + 1, number % n_columns + 1
