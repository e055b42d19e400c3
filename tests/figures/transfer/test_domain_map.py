"""Figures of the two products: panels with their titles, the fixed colours, and lines where they belong."""

import numpy as np
import pytest

from creditviz.figures import theme
from creditviz.figures.explanation.beeswarm import beeswarms_figure
from creditviz.figures.transfer.curves import transfer_curves_figure
from creditviz.figures.transfer.domain_map import domain_map_figure, silhouette_figure
from creditviz.results import Beeswarm
from tests.domain_maps import domain_map, layer

TITLES = {"fnn-features": "Before", "fdat-features": "After"}
PAIR = {"domain": (theme.SOURCE, theme.TARGET), "outcome": (theme.GOOD, theme.BAD, theme.MISSING)}


def words(figure):
    return [annotation.text for annotation in figure.layout.annotations]


@pytest.mark.parametrize("by", list(PAIR))
def test_every_panel_has_all_rows_and_the_fixed_colours(by):
    figure = domain_map_figure(domain_map(), TITLES, by)
    clouds = [trace for trace in figure.data if trace.type == "scattergl"]
    assert words(figure)[:2] == ["Before", "After"] and [len(cloud.x) for cloud in clouds] == [60, 60]
    for cloud in clouds:
        assert tuple(colour for _, colour in cloud.marker.colorscale) == PAIR[by]
    legend = [trace for trace in figure.data if trace.type == "scatter"]
    assert tuple(trace.marker.color for trace in legend) == PAIR[by]


def test_points_keep_their_colour_in_the_random_order():
    found = domain_map()
    cloud = domain_map_figure(found, {"raw": "Raw"}).data[0]
    own = {tuple(point): bool(new) for point, new in zip(found.layer("raw").xy, found.is_target, strict=True)}
    assert all(own[x, y] == bool(c) for x, y, c in zip(cloud.x, cloud.y, cloud.marker.color, strict=True))


def test_a_layer_that_is_not_drawn_yet_says_so():
    figure = domain_map_figure(domain_map(layers=(layer("raw", None, xy=None),)), {"raw": "Raw"})
    assert "Being drawn…" in words(figure) and not [t for t in figure.data if t.type == "scattergl"]


def test_dark_mode_turns_the_colours_of_the_points():
    cloud = theme.in_mode(domain_map_figure(domain_map(), TITLES), "dark").data[0]
    assert [colour for _, colour in cloud.marker.colorscale] == [theme.DARK_TWINS[c] for c in PAIR["domain"]]


def test_silhouettes_are_sorted_within_a_group_and_the_line_is_the_mean_of_all():
    found = domain_map()
    figure = silhouette_figure(found, TITLES)
    assert [trace.name for trace in figure.data[:2]] == ["old product (30)", "new product (30)"]
    for trace in figure.data:
        assert (np.diff(trace.x[1:-1]) >= 0).all()
    for shape, key in zip(figure.layout.shapes, TITLES, strict=True):
        assert shape.x0 == shape.x1 == pytest.approx(found.layer(key).by_domain.mean())
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range


def test_an_outcome_that_is_not_known_is_no_group():
    figure = silhouette_figure(domain_map(), {"raw": "Raw"}, "outcome")
    assert [trace.name.split(" ")[0] for trace in figure.data] == ["good", "bad"]


def test_swarms_share_rows_scale_and_colours():
    random = np.random.default_rng(0)

    def swarm(reach):
        values = reach * random.uniform(-1, 1, (2, 30))
        return Beeswarm(("a", "b"), np.ones(2), np.ones(2) / 2, values, random.random((2, 30)), 30, 2, "points")

    figure = beeswarms_figure({"FNN": swarm(1.0), "FDAT": swarm(3.0)})
    assert words(figure) == ["FNN", "FDAT"] and len(figure.data) == 4
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range
    assert figure.layout.yaxis.ticktext == figure.layout.yaxis2.ticktext == ("a", "b")
    assert all((trace.marker.cmin, trace.marker.cmax) == (0, 1) for trace in figure.data)
    assert sum(bool(trace.marker.colorbar.title.text) for trace in figure.data) == 1


def test_curves_are_drawn_on_both_scales_and_against_a_coin():
    history = [{"epoch": e, "loss": 1 / e, "domain_accuracy": 0.5 + 0.4 / e} for e in (1, 2, 3)]
    histories = {"FDAT": history, "FNN": [{"loss": float("nan")}, {"loss": 0.5}], "Trees": []}
    figure = transfer_curves_figure(histories, log_scale=True)
    assert [trace.name for trace in figure.data] == ["FDAT", "FNN"] and figure.layout.yaxis.type == "log"
    assert list(figure.data[1].x) == [2], "an epoch whose loss is no number is left out"
    figure = transfer_curves_figure(histories, "domain_accuracy")
    assert [trace.name for trace in figure.data] == ["FDAT"] and figure.layout.shapes[0].y0 == 0.5
