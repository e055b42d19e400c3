"""The divider's chart: a bar a pair, the line between tree and network."""

from __future__ import annotations

import numpy as np

from creditviz.figures.transfer.divider import MOST_ROWS, divider_figure
from creditviz.results import Division


def division(relative, threshold=0.35):
    """A division of so many pairs."""
    relative = np.asarray(relative, dtype=float)
    names = tuple(f"c{i}" for i in range(len(relative)))
    return Division(names, relative / 2, relative, threshold, relative > threshold)


def test_every_pair_is_a_bar_of_the_part_that_reads_it():
    figure = divider_figure(division([0.0, 1.0, 0.4, 0.3]), labels={"c1": "c1 ← old"})
    tree, network = figure.data
    assert [bar[0] for bar in tree.customdata] == ["c0", "c3"] and list(network.x) == [0.4, 1.0]
    assert (tree.name, network.name) == ("decision tree (2)", "adversarial network (2)")
    assert list(figure.layout.yaxis.ticktext) == ["c0", "c3", "c2", "c1 ← old"], "the farthest on top"
    assert figure.layout.shapes[0].x0 == 0.35


def test_of_many_pairs_the_ends_are_drawn_and_the_counts_stay_whole():
    figure = divider_figure(division(np.linspace(0, 1, 60)))
    assert sum(len(bars.x) for bars in figure.data) == MOST_ROWS
    assert "60" not in figure.data[0].name and figure.data[0].name == "decision tree (21)"
    assert max(figure.data[1].x) == 1.0


def test_location_and_scale_are_hatched_parts_that_add_up_to_the_bar():
    plain = division([0.2, 1.0])
    moved = Division(*list(vars(plain).values())[:6], np.array([0.05, 0.1]), np.array([0.0, 0.2]))
    figure = divider_figure(moved)
    assert {bars.marker.pattern.shape for bars in figure.data} == {"", "/", "x"}
    assert np.isclose(sum(sum(bars.x) for bars in figure.data), 1.2)
    assert [list(bars.x) for bars in divider_figure(plain).data] == [[0.2], [1.0]], "nothing moved, nothing hatched"
