"""How far each change of an account goes, measured in accounts that lie between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.text import wrap
from creditviz.results import Change, Counterfactuals

ROW_HEIGHT = 42


def counterfactual_figure(
    found: Counterfactuals, names: Mapping[str, str], shown: Callable[[Any], str], *, label_width: int = 44
) -> go.Figure:
    """A bar a change, one colour an answer, the first answer on top.

    Parameters
    ----------
    names : column -> business name.
    shown : writes a cell as a person does.
    """
    answers = {f"{number}: PD {one.pd:.1%}": one.changes for number, one in enumerate(found.found, start=1)}
    rows = [(answer, change) for answer, changes in answers.items() for change in changes]
    colours = theme.in_order(answers)
    height = max(theme.HEIGHT - 80, 110 + ROW_HEIGHT * len(rows))
    figure = theme.new_figure("share of accounts between", x_format=theme.PER_CENT, hovermode="closest", height=height)
    for answer in answers:
        places = [place for place, (of, _) in enumerate(rows) if of == answer]
        figure.add_bar(
            x=[rows[place][1].distance for place in places],
            y=[len(rows) - 1 - place for place in places],
            orientation="h",
            marker={"color": colours[answer]},
            name=f"answer {answer}",
            text=[f"{rows[place][1].distance:.0%}" for place in places],
            textposition="outside",
            cliponaxis=False,
            hovertext=[change_words(rows[place][1], names, shown) for place in places],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ticks = [wrap(change_words(change, names, shown), label_width) for _, change in rows]
    figure.update_yaxes(tickvals=list(range(len(rows) - 1, -1, -1)), ticktext=ticks, showgrid=False)
    return figure.update_layout(bargap=0.4).update_xaxes(rangemode="tozero")


def change_words(change: Change, names: Mapping[str, str], shown: Callable[[Any], str]) -> str:
    """A change as a person writes it, e.g. "Limit: 200,000 instead of 50,000"."""
    name = names.get(change.column, change.column)
    return f"{name}: {shown(change.after)} instead of {shown(change.before)}"
