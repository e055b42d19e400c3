"""Rules that real rows keep, and how often synthetic ones break them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.results import RuleCount

MAX_RULES = 12


def rules_figure(rules: Sequence[RuleCount]) -> go.Figure:
    """The most broken rules on top, synthetic beside held-out real rows.

    Parameters
    ----------
    rules : the most broken first.
    """
    shown = list(rules)[:MAX_RULES][::-1]
    places = list(range(len(shown)))
    figure = theme.new_figure(
        "share of the rows that break the rule",
        x_format=theme.PER_CENT_FINE,
        hovermode="closest",
        barmode="group",
        bargap=0.35,
        height=max(240, 110 + 48 * len(shown)),
    )
    for name, values, colour in (
        ("real", [rule.broken_real for rule in shown], theme.REAL),
        ("synthetic", [rule.broken for rule in shown], theme.SYNTHETIC),
    ):
        figure.add_bar(
            x=values,
            y=places,
            orientation="h",
            marker={"color": colour},
            name=f"{name} rows",
            text=[f"{value:.1%}" for value in values],
            textposition="outside",
            textfont={"color": theme.MUTED, "size": 11},
            cliponaxis=False,
            customdata=[rule.rule for rule in shown],
            hovertemplate=f"%{{customdata}}: broken by %{{x:.1%}} of the {name} rows<extra></extra>",
        )
    top = max((max(rule.broken, rule.broken_real) for rule in shown), default=0.0)
    figure.update_xaxes(range=[0, 1.2 * max(top, 0.01)], nticks=6)
    figure.update_layout(legend={"traceorder": "reversed"})
    return figure.update_yaxes(tickvals=places, ticktext=[_lines(rule.rule) for rule in shown], showgrid=False)


def _lines(rule: str, width: int = 32) -> str:
    """A sentence on at most three lines; the hover has it in full."""
    return "<br>".join(textwrap.wrap(rule.rstrip("."), width, max_lines=3, placeholder="…"))
