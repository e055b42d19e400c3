"""Cards of a benchmark: one figure of every line, and what the leaky order makes up."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import plotly.graph_objects as go

from creditviz.data.values import listed
from creditviz.figures.benchmark.metric import HONEST, LEAKY, PRINTED, Mark, bars_figure, dots_figure
from creditviz.reporting.benchmark.lines import AFTER, BEFORE, Line
from creditviz.reporting.benchmark.sight import Sight, shown
from creditviz.reporting.benchmark.summary import Standing
from creditviz.reporting.benchmark.words import lower_is_better, metric_about, metric_label
from creditviz.reporting.card import Card
from creditviz.reporting.words import signed
from creditviz.results import Interval

DOTS, BARS = "dots", "bars"
LEADING = ("best", "leads", "first")  # words of a standing that one line has
FIGURES: Mapping[str, Callable[[Sequence[Mark], str], go.Figure]] = {DOTS: dots_figure, BARS: bars_figure}
RESULT_HELP = (
    "Every line is one model, judged on test rows that no step has seen; the thin line is the 95% interval. "
    "Intervals that overlap may still belong to different models: the Tests tab compares them on the same rows. "
    "Worry when a model is praised for a lead that is smaller than its interval."
)
INFLATION_HELP = (
    "The filled dot samples the training rows only; the open one samples before the split, so that synthetic accounts "
    "get into the test rows. "
    "The distance between the two is made up: it vanishes on real applicants. "
    "Worry when a published figure lies near the open dot."
)
NOTHING = "None of these models has finished yet."


def result_card(sight: Sight, metric: str, *, kind: str = DOTS) -> Card:
    """One figure of every line, as dots on a fine scale or as bars from zero."""
    name = metric_label(metric)
    marks = [mark for line in sight.chosen for mark in _marks(sight, line, metric)]
    about = f"{name}, lower is better" if lower_is_better(metric) else name
    return Card(
        f"benchmark-{metric}",
        standing_sentence(sight, metric),
        f"{about} with 95% intervals · {sight.rows_words}",
        f"{metric_about(metric)} {RESULT_HELP}".strip(),
        FIGURES[kind](marks, name) if marks else None,
        _numbers(marks, metric),
    )


def inflation_card(sight: Sight, metric: str) -> Card:
    """Both orders of every line that was sampled, and the difference."""
    name = metric_label(metric)
    both = [line for line in sight.chosen if sight.finished(line) and sight.finished(line, BEFORE)]
    marks = [_mark(sight, line, metric, order) for line in both for order in (AFTER, BEFORE)]
    subtitle = f"{name} sampled after and before the split · {sight.rows_words}"
    if not marks:
        return Card(f"inflation-{metric}", "No model has finished in both orders yet.", subtitle, INFLATION_HELP)
    gaps = {line: _value(sight, line, metric, BEFORE) - _value(sight, line, metric) for line in both}
    widest = max(gaps, key=lambda line: abs(gaps[line]))
    after, before = (sight.summary(widest, metric, order).value for order in (AFTER, BEFORE))
    return Card(
        f"inflation-{metric}",
        f"Sampling before the split moves the {name} of {widest.label} by {signed(gaps[widest])}: {shown(before)} "
        f"instead of {shown(after)}",
        subtitle,
        INFLATION_HELP,
        dots_figure(marks, name),
        _numbers(marks, metric),
    )


def standing_sentence(sight: Sight, metric: str) -> str:
    """Who leads, and whether that is more than chance."""
    stands = sight.standings(metric)
    if not stands:
        return NOTHING
    leader = next(label for label, one in stands.items() if one.word in LEADING)
    line = next(one for one in sight.chosen if one.label == leader)
    head = f"{leader} reaches {metric_label(metric)} {shown(sight.summary(line, metric).value, sight.digits(metric))}"
    others = {label: one for label, one in stands.items() if label != leader}
    return head + (_lead_words(others, sight) if others else "")


def _lead_words(others: Mapping[str, Standing], sight: Sight) -> str:
    """What can be said of the leader against the others."""
    p = [one.p for one in others.values() if math.isfinite(one.p)]
    if not p:
        unsaid = "one split does not say whether by chance" if sight.new_splits else "one split for all seeds"
        return f", ahead of the others; {unsaid}"
    alike = [label for label, one in others.items() if one.word != "worse"]
    if not alike:
        most = "p < 0.001" if max(p) < 0.001 else f"p at most {max(p):.2g}"
        return f", better than every other model beyond chance ({most}, n = {sight.n_splits} splits)"
    if len(alike) == len(others):
        return ", but cannot be told from any other model"
    return f", but cannot be told from {listed(alike, 2)}"


def _marks(sight: Sight, line: Line, metric: str) -> list[Mark]:
    found = [_mark(sight, line, metric, order) for order in (AFTER, BEFORE) if sight.finished(line, order)]
    printed = sight.printed(line, metric)
    if math.isfinite(printed):
        interval = Interval(printed, math.nan, math.nan)
        found.append(Mark(line.label, PRINTED, interval, f"{printed:.4g}", line.colour))
    return [mark for mark in found if math.isfinite(mark.value.value)]


def _mark(sight: Sight, line: Line, metric: str, order: str) -> Mark:
    value = sight.summary(line, metric, order).value
    return Mark(
        line.label, LEAKY if order == BEFORE else HONEST, value, shown(value, sight.digits(metric)), line.colour
    )


def _value(sight: Sight, line: Line, metric: str, order: str = AFTER) -> float:
    return sight.summary(line, metric, order).value.value


def _numbers(marks: Sequence[Mark], metric: str) -> dict[str, list]:
    return {
        "line": [mark.row for mark in marks],
        "what": [mark.series for mark in marks],
        metric: [mark.value.value for mark in marks],
        "low": [mark.value.low for mark in marks],
        "high": [mark.value.high for mark in marks],
    }
