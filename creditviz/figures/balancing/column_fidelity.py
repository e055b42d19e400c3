"""How far each feature of the synthetic rows lies from the real ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import ColumnFidelity

MAX_FEATURES = 25  # of each kind, the farthest
ROW = 22  # pixels
UNITS = {
    "numeric": "numbers: distance in standard deviations",
    "categorical": "categories: share that would have to change",
}


def column_fidelity_figure(columns: Sequence[ColumnFidelity]) -> go.Figure:
    """Bars by distance, the farthest on top; numbers and categories have an axis each."""
    kinds = [(kind, by_distance(columns, kind)[:MAX_FEATURES]) for kind in UNITS]
    kinds = [(kind, shown) for kind, shown in kinds if shown]
    n_rows = sum(len(shown) for _, shown in kinds)
    axes_room = 62 * max(1, len(kinds))
    height = max(240, 40 + axes_room + ROW * n_rows)
    figure = theme.new_figure(hovermode="closest", height=height)
    gap = 66 / height
    free, top = 1 - gap * (len(kinds) - 1), 1.0
    for number, (kind, shown) in enumerate(kinds):
        tall = free * len(shown) / n_rows
        _add_kind(figure, kind, shown, "" if number == 0 else str(number + 1), [max(0.0, top - tall), top])
        top -= tall + gap
    return figure


def by_distance(columns: Sequence[ColumnFidelity], kind: str) -> list[ColumnFidelity]:
    """Columns of one kind, the farthest first; what could not be measured is left out."""
    known = [column for column in columns if column.kind == kind and math.isfinite(distance(column))]
    return sorted(known, key=distance, reverse=True)


def distance(column: ColumnFidelity) -> float:
    """W1 in standard deviations of a number, total variation of a category."""
    return column.w1 if column.kind == "numeric" else column.total_variation


def _add_kind(figure: go.Figure, kind: str, shown: list[ColumnFidelity], end: str, domain: list[float]) -> None:
    rising = shown[::-1]
    places = list(range(len(rising)))
    text = [_said(column) for column in rising]
    figure.add_bar(
        x=[distance(column) for column in rising],
        y=places,
        orientation="h",
        xaxis=f"x{end}",
        yaxis=f"y{end}",
        marker={"color": theme.SYNTHETIC},
        width=0.7,
        text=[f"{distance(column):.2f}" if kind == "numeric" else f"{distance(column):.1%}" for column in rising],
        textposition="outside",
        textfont={"color": theme.MUTED},
        cliponaxis=False,
        customdata=text,
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    top = 1.2 * max(distance(shown[0]), 0.05)
    figure.update_layout(
        {
            f"xaxis{end}": {
                "anchor": f"y{end}",
                "range": [0, top],
                "tickformat": "" if kind == "numeric" else theme.PER_CENT_FINE,
                "nticks": 6,
                "title": {"text": UNITS[kind]},
            },
            f"yaxis{end}": {
                "anchor": f"x{end}",
                "domain": domain,
                "tickvals": places,
                "ticktext": [one_line(column.name) for column in rising],
                "range": [-0.6, len(rising) - 0.4],
                "showgrid": False,
            },
        }
    )


def one_line(name: str, width: int = 34) -> str:
    """A name that stays on one line, its middle left out where it is too long."""
    if len(name) <= width:
        return name
    head = width // 2
    return f"{name[:head].rstrip()}…{name[-(width - head - 1) :].lstrip()}"


def _said(column: ColumnFidelity) -> str:
    reach = f"reaches {column.coverage:.0%} of the real {'range' if column.kind == 'numeric' else 'categories'}"
    if column.kind == "numeric":
        return f"{column.name}: {column.w1:.3f} standard deviations, widest gap {column.ks:.0%}<br>{reach}"
    return f"{column.name}: {column.total_variation:.1%} would have to change<br>{reach}"
