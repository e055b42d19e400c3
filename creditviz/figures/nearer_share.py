"""Share of synthetic rows that lie nearer to training rows than to rows that were never learned from."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.figures.samplers import styles
from creditviz.results import PrivacyResult

HONEST = 0.5


def nearer_share_figure(results: Mapping[str, PrivacyResult], *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """One dot with its interval per sampler, and the line of one half where nobody is copied.

    Parameters
    ----------
    results : label -> privacy.
    keys : label -> registry key, for the sampler's own colour.
    """
    looks = styles(results, keys)
    dots = [
        Dot(label, result.nearer_share, looks[label].colour, looks[label].symbol) for label, result in results.items()
    ]
    figure = intervals_figure(dots, "share nearer to training rows", at=HONEST, at_text="honest: one half")
    values = [v for dot in dots for v in (dot.interval.value, dot.interval.low, dot.interval.high) if v == v]
    low, high = min([0.4, *values]), max([0.6, *values])
    room = 0.04 * (high - low)
    return figure.update_xaxes(range=[low - room, high + room], tickformat=theme.PER_CENT, nticks=7)
