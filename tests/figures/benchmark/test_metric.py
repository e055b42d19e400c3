"""Bars and dots of a benchmark: what is drawn is what was measured."""

from __future__ import annotations

import math

import pytest

from creditviz.figures.benchmark.metric import HONEST, LEAKY, PRINTED, Mark, bars_figure, dots_figure
from creditviz.results import Interval

NAN = math.nan
MARKS = [
    Mark("XGBoost", HONEST, Interval(0.78, 0.77, 0.79), "0.78", "#1f4e79"),
    Mark("XGBoost", LEAKY, Interval(0.90, 0.89, 0.91), "0.90", "#1f4e79"),
    Mark("Tree", HONEST, Interval(0.70, 0.68, 0.72), "0.70", "#b26a00"),
    Mark("Tree", PRINTED, Interval(0.62, NAN, NAN), "0.615", "#b26a00"),
]


def drawn(figure, kind):
    return [trace for trace in figure.data if trace.type == kind and trace.x[0] is not None]


def test_bars_begin_at_zero_and_are_as_long_as_their_figures():
    figure = bars_figure(MARKS, "AUC")
    bars = drawn(figure, "bar")
    assert [bar.x[0] for bar in bars] == [0.78, 0.90, 0.70, 0.62]
    assert figure.layout.xaxis.range[0] == 0 and figure.layout.xaxis.range[1] > 0.91
    assert all(bar.base is None for bar in bars), "no bar is cut off at the foot"


@pytest.mark.parametrize("draw", [bars_figure, dots_figure])
def test_every_mark_is_labelled_with_the_digits_it_was_given(draw):
    figure = draw(MARKS, "AUC")
    texts = [trace.text[0].strip() for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]
    assert texts == [mark.text for mark in MARKS]
    labels = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]
    assert labels[0].x[0] == 0.79, "right of the interval, not upon it"


@pytest.mark.parametrize("draw", [bars_figure, dots_figure])
def test_marks_of_a_line_share_it_and_do_not_overlap(draw):
    figure = draw(MARKS, "AUC")
    at = [trace.y[0] for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]
    assert len(set(at)) == len(MARKS)
    assert round(at[0]) == round(at[1]) == 1 and round(at[2]) == round(at[3]) == 0
    assert list(figure.layout.yaxis.ticktext) == ["XGBoost", "Tree"]


def test_dots_show_the_whole_interval_and_none_where_it_is_not_known():
    figure = dots_figure(MARKS, "AUC")
    low, high = figure.layout.xaxis.range
    assert low < 0.62 and high > 0.91
    dots = [trace for trace in figure.data if trace.mode == "markers" and trace.x[0] is not None]
    assert dots[0].error_x.array[0] == pytest.approx(0.01)
    assert dots[3].error_x.array[0] == 0.0


@pytest.mark.parametrize("draw", [bars_figure, dots_figure])
def test_a_legend_stands_only_where_there_is_something_to_tell_apart(draw):
    assert draw(MARKS, "AUC").layout.showlegend
    assert not draw([mark for mark in MARKS if mark.series == HONEST], "AUC").layout.showlegend


@pytest.mark.parametrize("draw", [bars_figure, dots_figure])
def test_no_mark_draws_an_empty_frame(draw):
    assert not drawn(draw([], "AUC"), "bar")
