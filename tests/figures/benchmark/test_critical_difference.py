"""Pictures of tests between models: every p in its field, every rank in its place."""

from __future__ import annotations

import math

import numpy as np
import pytest

from creditviz.evaluation.significance import rank_test, wilcoxon_pairs
from creditviz.figures import theme
from creditviz.figures.benchmark.critical_difference import critical_difference_figure
from creditviz.figures.benchmark.p_values import p_text, p_value_figure
from creditviz.results import PairwiseTests, RankTest

NAN = math.nan


def blocks(gap, n=12, names="abc"):
    rng = np.random.default_rng(0)
    return {name: 0.7 + gap * number + rng.normal(0, 0.01, n) for number, name in enumerate(names)}


def test_every_field_shows_its_adjusted_p_and_none_stands_on_the_diagonal():
    tests = wilcoxon_pairs(blocks(0.02))
    figure = p_value_figure(tests)
    shown = {(int(note.y), int(note.x)): note.text for note in figure.layout.annotations}
    assert len(shown) == 6
    assert all(text == p_text(tests.p_adjusted[place]) for place, text in shown.items())


def test_colour_says_which_of_the_two_does_better_and_only_beyond_chance():
    p = np.array([[NAN, 0.0004, 0.2], [0.0004, NAN, 0.04], [0.2, 0.04, NAN]])
    difference = np.array([[NAN, 0.1, 0.05], [-0.1, NAN, -0.02], [-0.05, 0.02, NAN]])
    z = np.array(p_value_figure(PairwiseTests("delong", ("a", "b", "c"), difference, difference, p, p, 100)).data[0].z)
    assert z[0, 1] == 3 and z[1, 0] == -3
    assert z[0, 2] == z[2, 0] == 0
    assert z[2, 1] == 1 and z[1, 2] == -1
    assert np.isnan(np.diag(z)).all()


def test_ranks_lie_on_the_axis_and_names_beside_their_line():
    found = rank_test(blocks(0.02))
    figure = critical_difference_figure(found)
    dots = [trace for trace in figure.data if trace.mode == "markers" and trace.text]
    assert sorted(dot.x[0] for dot in dots) == sorted(found.ranks.tolist())
    names = [*figure.layout.yaxis.ticktext, *figure.layout.yaxis2.ticktext]
    assert names[0].startswith("c ") and len(names) == 3, "the best on top of the left side"
    rows = [*figure.layout.yaxis.tickvals, *figure.layout.yaxis2.tickvals]
    ends = {(trace.x[1], trace.y[1]) for trace in figure.data if trace.mode == "lines" and len(trace.x) == 3}
    assert ends == {(found.ranks["abc".index(name[0])], row) for name, row in zip(names, rows, strict=True)}, (
        "a line leads from every rank to its own name"
    )
    assert f"{found.critical_difference:.2f}" in figure.layout.annotations[0].text


@pytest.mark.parametrize("k", [2, 5, 14])
def test_no_name_shares_a_row_and_no_line_crosses_another_name(k):
    ranks = np.linspace(1.2, k - 0.2, k)
    found = RankTest(tuple(f"model {i}" for i in range(k)), ranks, 9, 9.0, 0.01, 1.0, 0.05)
    figure = critical_difference_figure(found)
    for axis in (figure.layout.yaxis, figure.layout.yaxis2):
        assert len(set(axis.tickvals)) == len(axis.tickvals)
    paths = [trace for trace in figure.data if trace.mode == "lines" and len(trace.x) == 3]
    for a in paths:  # a's way out, at its row, lies below the drop of every model that it passes
        for b in paths:
            between = min(a.x[1:]) < b.x[0] < max(a.x[1:])
            assert not between or b.y[1] > a.y[1]


def test_nothing_to_compare_draws_an_empty_frame():
    empty = RankTest((), np.zeros(0), 0, 0.0, 1.0, 0.0, 0.05)
    assert len(critical_difference_figure(empty).data) == 0


def test_both_pictures_have_the_house_colours_in_light_and_dark():
    for figure in (critical_difference_figure(rank_test(blocks(0.02))), p_value_figure(wilcoxon_pairs(blocks(0.02)))):
        for mode, foreign in (("light", theme.LIGHT_TWINS), ("dark", theme.DARK_TWINS)):
            text = theme.in_mode(figure, mode).to_json()
            assert not [colour for colour in foreign if colour in text]


def test_a_bar_joins_exactly_the_models_of_a_group():
    found = RankTest(("a", "b", "c"), np.array([1.2, 1.9, 2.9]), 10, 9.0, 0.01, 1.05, 0.05, ((0, 1), (1, 2)))
    bars = [trace for trace in critical_difference_figure(found).data if trace.line.width == 5]
    assert [(round(bar.x[0] + 0.03, 9), round(bar.x[1] - 0.03, 9)) for bar in bars] == [(1.2, 1.9), (1.9, 2.9)]
    assert bars[0].y != bars[1].y, "overlapping groups do not lie upon each other"


@pytest.mark.parametrize("k", [2, 12])
def test_two_and_twelve_models_are_drawn(k):
    values = blocks(0.01, names="abcdefghijkl"[:k])
    assert critical_difference_figure(rank_test(values)).layout.height >= 100
    assert len(p_value_figure(wilcoxon_pairs(values)).layout.annotations) == k * (k - 1)
