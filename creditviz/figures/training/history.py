"""History: how loss and validation AUC moved epoch by epoch, live or after the fact."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from creditviz.figures import theme

DASHES = ("solid", "dash", "dot", "dashdot")
AXIS_TITLES = {"validation_auc": "validation AUC", "loss": "training loss", "validation_loss": "validation loss"}
HIGHER_IS_BETTER = ("auc", "gini", "ks")
MAX_POINTS = 2000
MAX_PANELS = 3
MAX_LEGEND = 6  # lines; more names than this would cover the figure

History = Sequence[Mapping[str, Any]]  # {"stage", "epoch", metric: value, ...}


def history_figure(
    histories: Mapping[str, History],
    metric: str = "validation_auc",
    *,
    colours: Mapping[str, str] | None = None,
    log_scale: bool = False,
) -> go.Figure:
    """One line per stage of each run, with its best epoch marked; an empty history draws an empty frame.

    Parameters
    ----------
    histories : label of the run -> its epochs.
    metric : key of the value to draw; epochs without it are left out.
    colours : label -> colour; in order when None. Stages of one run alone get a colour each.
    log_scale : draw the value in powers of ten.
    """
    figure = theme.new_figure("epoch", AXIS_TITLES.get(metric, metric.replace("_", " ")), hovermode="closest")
    if log_scale:
        figure.update_yaxes(type="log")
    lines = _lines(histories, metric, colours or theme.in_order(histories))
    panels = list(dict.fromkeys(_group(line.stage) for line in lines))[:MAX_PANELS]
    for line in lines:
        _add_line(figure, line, metric, panels, legend=len(lines) <= MAX_LEGEND)
    _place_panels(figure, panels)
    if not lines:
        figure.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", text="The first epoch is on its way.")
        figure.update_xaxes(showticklabels=False).update_yaxes(showticklabels=False)
    return figure


class Line(NamedTuple):
    """One stage of one run."""

    name: str
    stage: str
    epochs: list[int]
    values: list[float]
    colour: str
    dash: str


def _lines(histories: Mapping[str, History], metric: str, colours: Mapping[str, str]) -> list[Line]:
    alone, lines = len(histories) == 1, []
    for label, rows in histories.items():
        stages = [(stage, *_points(rows, stage, metric)) for stage in _stages(rows)]
        for number, (stage, epochs, values) in enumerate(part for part in stages if part[1]):
            colour = theme.model_colour(number) if alone and number else colours[label]
            dash = DASHES[0] if alone else DASHES[number % len(DASHES)]
            lines.append(Line(stage if alone else f"{label} · {stage}", stage, epochs, values, colour, dash))
    return lines


def _group(stage: str) -> str:
    """What a stage is one of: "fold 1 of 5 · network 2 of 3" is a network."""
    return stage.rpartition(" · ")[2].partition(" ")[0]


def _place_panels(figure: go.Figure, panels: list[str]) -> None:
    """Stages of different length (epochs of networks, rounds of trees) stand side by side."""
    n_panels = len(panels)
    for number, panel in enumerate(panels if n_panels > 1 else ()):
        domain = [number / n_panels + 0.02 * (number > 0), (number + 1) / n_panels]
        name = "xaxis" if number == 0 else f"xaxis{number + 1}"
        figure.update_layout({name: {"domain": domain, "title": {"text": f"epoch of {panel}"}}})


def _add_line(figure: go.Figure, line: Line, metric: str, panels: list[str], *, legend: bool) -> None:
    """The line and its best epoch."""
    group = _group(line.stage)
    number = panels.index(group) if group in panels else len(panels) - 1
    axis = "x" if number == 0 else f"x{number + 1}"
    best = (max if metric.endswith(HIGHER_IS_BETTER) else min)(range(len(line.values)), key=line.values.__getitem__)
    figure.add_scatter(
        x=line.epochs,
        y=line.values,
        xaxis=axis,
        mode="lines" if len(line.epochs) > 1 else "markers",
        line={"color": line.colour, "width": 2, "dash": line.dash},
        marker={"color": line.colour},
        name=line.name,
        showlegend=legend,
        hovertemplate=f"%{{y:.4f}} in epoch %{{x}}, {line.name}<extra></extra>",
    )
    figure.add_scatter(
        x=[line.epochs[best]],
        y=[line.values[best]],
        xaxis=axis,
        mode="markers",
        marker={"color": line.colour, "size": 9, "line": {"color": theme.SURFACE, "width": 2}},
        showlegend=False,
        hovertemplate=f"best so far: %{{y:.4f}} in epoch %{{x}}, {line.name}<extra></extra>",
    )


def _stages(rows: History) -> list[str]:
    return list(dict.fromkeys(str(row.get("stage", "")) for row in rows))


def _points(rows: History, stage: str, metric: str) -> tuple[list[int], list[float]]:
    """Epochs and finite values of one stage, thinned to at most `MAX_POINTS`."""
    found = [
        (int(row["epoch"]), float(row[metric]))
        for row in rows
        if str(row.get("stage", "")) == stage and row.get(metric) is not None and math.isfinite(row[metric])
    ]
    step = -(-len(found) // MAX_POINTS) or 1
    found = found[::-step][::-1]  # the newest epoch always stays
    return [epoch for epoch, _ in found], [value for _, value in found]
