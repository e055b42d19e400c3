"""The PD of each grade against what its bad accounts allow."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import GradeTest, GradeTests

SYMBOLS = {"green": "circle", "amber": "diamond", "red": "x"}
WORDS = {"green": "holds", "amber": "doubtful", "red": "too low"}
LOWEST = 1e-4  # a grade without bad accounts has no lower end on a logarithmic axis


def grade_tests_figure(tests: GradeTests) -> go.Figure:
    """Bars are where the true bad rate lies, marks the PDs: one below its bar is too low."""
    figure = theme.new_figure("grade", "bad rate and PD, logarithmic", hovermode="closest")
    _add_bars(figure, tests)
    for light, word in WORDS.items():
        among = [test for test in tests.filled if test.light == light]
        x: list[str | None] = [test.grade for test in among]
        y: list[float | None] = [max(test.pd, LOWEST) for test in among]
        figure.add_scatter(
            x=x or [None],  # named in the legend all the same
            y=y or [None],
            mode="markers",
            marker={"color": theme.LIGHTS[light], "symbol": SYMBOLS[light], "size": 11},
            name=f"{light}: {word}",
            text=[_said(test) for test in among],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_xaxes(categoryorder="array", categoryarray=[test.grade for test in tests.grades])
    return figure.update_yaxes(type="log", dtick=1, tickformat=theme.PER_CENT_FINE, range=_range(tests))


def _add_bars(figure: go.Figure, tests: GradeTests) -> None:
    """The 1% to 99% points of the true bad rate as a thin line, 5% to 95% as a thick one."""
    for width, first, last, name in ((1.5, 0, 3, ""), (7, 1, 2, "true bad rate (90%, thin 98%)")):
        x, y = [], []
        for test in tests.filled:
            x += [test.grade, test.grade, None]
            y += [max(test.band[first], LOWEST), max(test.band[last], LOWEST), None]
        line = {"color": theme.MISSING, "width": width}
        figure.add_scatter(x=x, y=y, mode="lines", line=line, name=name, showlegend=bool(name), hoverinfo="skip")


def _said(test: GradeTest) -> str:
    return (
        f"{test.grade}: PD {test.pd:.2%}, {test.n_bad:,} of {test.n:,} bad ({test.bad_rate:.2%})"
        f"<br>Jeffreys {test.jeffreys:.3f}, binomial {test.binomial:.3f}"
    )


def _range(tests: GradeTests) -> list[float]:
    """Ends of the axis as powers of ten, with room around what is drawn."""
    values = [max(v, LOWEST) for test in tests.filled for v in (*test.band, test.pd)]
    return [math.log10(min(values, default=LOWEST)) - 0.1, math.log10(max(values, default=1.0)) + 0.1]
