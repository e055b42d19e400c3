"""Figures of the Balancing studio draw the numbers they are given, on axes that stand still."""

import json

import numpy as np
import pandas as pd
import pytest

from creditviz.evaluation.likeness.comparison import compare_feature
from creditviz.figures import theme
from creditviz.figures.balancing.association import association_figure
from creditviz.figures.balancing.column_fidelity import column_fidelity_figure
from creditviz.figures.balancing.comparison import comparison_figure, comparison_grid_figure, nice_ticks
from creditviz.figures.balancing.gain import GainRow, gain_figure
from creditviz.figures.balancing.generator_curves import generator_curves_figure
from creditviz.figures.balancing.months import months_figure
from creditviz.figures.balancing.order import OrderRow, order_figure
from creditviz.figures.balancing.privacy import (
    closest_record_figure,
    cumulative,
    nearer_share_figure,
    neighbour_ratio_figure,
)
from creditviz.figures.balancing.rate import RateLine, rate_figure
from creditviz.figures.balancing.row_map import MAX_POINTS, row_map_figure
from creditviz.figures.balancing.rules import rules_figure
from creditviz.figures.balancing.telling import telling_figure
from creditviz.figures.balancing.trained_on_synthetic import trained_on_synthetic_figure
from creditviz.figures.balancing.two_sample import FLOOR, SMOTE, two_sample_figure
from creditviz.figures.samplers import STYLES, sampler_style, styles
from creditviz.results import Interval
from creditviz.sampling import SAMPLERS
from tests.figures.balancing.results import (
    HISTORY,
    MONTHS,
    NAN,
    RULES,
    SCHEMA,
    TRAINED,
    WITHOUT_CRITIC,
    at,
    fidelity,
    privacy,
    row_map,
    rows,
)

TWELVE = list(STYLES)[2:14]
LINE = RateLine("smote", np.array([1.0, 2.0]), np.array([0.7, 0.71]), np.array([0.01, 0.02]))


def compared(feature="limit", synthetic=None):
    return compare_feature(rows(), synthetic or {"ACTGAN": rows(seed=1)}, SCHEMA, feature)


FIGURES = {
    "curves": lambda: generator_curves_figure({"ACTGAN": HISTORY, "CGAN": WITHOUT_CRITIC}),
    "no curves": lambda: generator_curves_figure({}),
    "curves of twelve": lambda: generator_curves_figure(dict.fromkeys(TWELVE, HISTORY)),
    "amount": lambda: comparison_figure(compared()),
    "category": lambda: comparison_figure(compared("job")),
    "missing": lambda: comparison_figure(compared("bill1")),
    "twelve samplers": lambda: comparison_figure(compared("age", {name: rows(seed=1) for name in TWELVE})),
    "grid": lambda: comparison_grid_figure([compared(name) for name in SCHEMA.features()], "ACTGAN"),
    "empty grid": lambda: comparison_grid_figure([], "ACTGAN"),
    "months": lambda: months_figure(MONTHS),
    "association 5": lambda: association_figure(fidelity(n_features=5)),
    "association 23": lambda: association_figure(fidelity(n_features=23)),
    "map": lambda: row_map_figure(row_map()),
    "columns": lambda: column_fidelity_figure(fidelity(n_features=23).columns),
    "no columns": lambda: column_fidelity_figure(()),
    "two-sample": lambda: two_sample_figure({"ACTGAN": fidelity()}),
    "no two-sample": lambda: two_sample_figure({}),
    "telling": lambda: telling_figure(fidelity(n_features=23).two_sample.telling),
    "closest": lambda: closest_record_figure(privacy()),
    "ratio": lambda: neighbour_ratio_figure(privacy()),
    "nearer": lambda: nearer_share_figure({name: privacy() for name in TWELVE}),
    "trained": lambda: trained_on_synthetic_figure({"ACTGAN": TRAINED}),
    "gain": lambda: gain_figure([GainRow(name, "c1", at(0.01)) for name in TWELVE], "AUC"),
    "no gain": lambda: gain_figure([], "AUC"),
    "order": lambda: order_figure([OrderRow(name, "c1", at(0.7), at(0.8)) for name in TWELVE], "AUC"),
    "rate": lambda: rate_figure([LINE, RateLine("none", np.zeros(1), np.ones(1), np.full(1, NAN))], "AUC"),
    "no rate": lambda: rate_figure([], "AUC"),
    "rules": lambda: rules_figure(RULES),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_renders_in_both_modes_in_the_house_colours(name):
    figure = FIGURES[name]()
    for mode, foreign in (("light", theme.LIGHT_TWINS), ("dark", theme.DARK_TWINS)):
        text = json.dumps(json.loads(theme.in_mode(figure, mode).to_json()))
        assert not [colour for colour in foreign if colour in text], f"a colour that {mode} does not have"


def test_a_sampler_has_one_colour_everywhere_and_no_two_samplers_look_alike():
    assert len({sampler_style(key) for key in SAMPLERS}) == len(SAMPLERS), "a new one gets a spare style by itself"
    assert len({style.colour for style in STYLES.values()}) == len(STYLES)
    assert len({(style.dash, style.symbol) for style in STYLES.values()}) == len(STYLES), "told apart without colour"
    assert sampler_style("not-registered") == sampler_style("not-registered")
    two = styles(["seed 0", "seed 1"], {"seed 0": "smote", "seed 1": "smote"})
    assert two["seed 0"].colour == two["seed 1"].colour == STYLES["smote"].colour
    assert two["seed 0"].dash != two["seed 1"].dash
    colours = {
        trace.marker.color
        for figure in (
            two_sample_figure({"A": fidelity()}, keys={"A": "adaar"}),
            nearer_share_figure({"A": privacy()}, keys={"A": "adaar"}),
            gain_figure([GainRow("A", "c", at(0.0))], "AUC", keys={"A": "adaar"}),
        )
        for trace in figure.data
        if trace.name == "A"
    }
    assert colours == {STYLES["adaar"].colour}


def test_curves_leave_out_what_a_sampler_does_not_watch_and_what_is_no_number():
    broken = [{"step": 100, "w1": 0.5}, {"step": 200, "w1": NAN}, {"step": 300, "w1": None}]
    figure = generator_curves_figure({"A": broken})
    assert [(list(trace.x), list(trace.y)) for trace in figure.data] == [([100], [0.5])]
    said = [note.text for note in figure.layout.annotations]
    assert sum("no sampler" in text for text in said) == 3
    waiting = [note.text for note in generator_curves_figure({"A": []}).layout.annotations]
    assert sum("on their way" in text for text in waiting) == 4


def test_a_long_curve_keeps_its_newest_step():
    long = [{"step": step, "w1": 1 / step} for step in range(1, 10_001)]
    line = generator_curves_figure({"A": long}).data[0]
    assert len(line.x) <= 1000 and line.x[-1] == 10_000


@pytest.mark.parametrize("feature", ["limit", "share", "job", "pay1"])
def test_axes_stand_still_whatever_the_generator_makes(feature):
    good, collapsed = rows(seed=1), rows(50, seed=2)
    collapsed[feature] = rows()[feature].iloc[0]
    figures = [comparison_figure(compared(feature, {"A": made})) for made in (good, collapsed)]
    ranges = [(figure.layout.xaxis.range, figure.layout.yaxis.range) for figure in figures]
    assert ranges[0] == ranges[1]
    notes = [[note.text for note in figure.layout.annotations if note.text] for figure in figures]
    assert notes[0] == [] and "up to 100%" in notes[1][0], "what is higher than the axis is said"


def test_bars_and_outline_hold_all_rows_with_missing_values_apart():
    comparison = compared("bill1")
    figure = comparison_figure(comparison)
    assert comparison.labels[-1] == "missing" and figure.layout.xaxis.ticktext[-1] == "missing"
    real = next(trace for trace in figure.data if trace.name == "real")
    assert sum(real.y) == pytest.approx(1)
    outline, apart = (trace for trace in figure.data if trace.name == "synthetic")
    assert sum(outline.y[1:-1:2]) + apart.y[1] == pytest.approx(1)


def test_the_map_keeps_row_numbers_and_a_fixed_aspect_and_few_points():
    rows_ = row_map()
    figure = row_map_figure(rows_)
    assert sum(len(trace.x) for trace in figure.data) == MAX_POINTS
    assert figure.layout.yaxis.scaleanchor == "x" and figure.layout.yaxis.scaleratio == 1
    for trace in figure.data:
        place = {int(number): tuple(xy) for number, xy in zip(rows_.row, rows_.xy, strict=True)}
        assert all(place[int(k)] == (x, y) for k, x, y in zip(trace.customdata, trace.x, trace.y, strict=True))
    synthetic = next(trace for trace in figure.data if trace.name.startswith("synthetic"))
    assert (np.asarray(synthetic.customdata) < 0).all()
    real = next(trace for trace in figure.data if trace.name.startswith("real"))
    traces = list(figure.data)
    assert traces.index(synthetic) < traces.index(real) and real.marker.size < synthetic.marker.size


def test_two_sample_shows_the_floor_always_and_smote_once():
    names = {trace.name for trace in two_sample_figure({"A": fidelity()}).data}
    assert names == {"A", FLOOR, SMOTE}
    names = {trace.name for trace in two_sample_figure({"S": fidelity(0.98)}, keys={"S": "smote"}).data}
    assert names == {"S", FLOOR}
    low = two_sample_figure({"A": fidelity(0.42)})
    assert low.layout.xaxis.range[0] < 0.42 - 0.012, "an interval below chance is not cut off"


def test_interval_bars_end_where_the_interval_ends_and_unknown_ones_are_not_drawn():
    figure = nearer_share_figure({"A": privacy(0.48, half=0.03)})
    dot = figure.data[0]
    assert dot.x[0] + dot.error_x.array[0] == pytest.approx(0.51)
    assert dot.x[0] - dot.error_x.arrayminus[0] == pytest.approx(0.45)
    single = gain_figure([GainRow("A", "c", Interval(0.01, NAN, NAN))], "AUC").data[0]
    assert single.error_x.array[0] == 0 and "interval" not in single.text[0]


def test_difference_is_synthetic_minus_real_and_centred_at_zero():
    result = fidelity(n_features=5)
    difference = association_figure(result).data[2]
    np.testing.assert_allclose(difference.z, result.association_synthetic - result.association_real)
    assert difference.zmin == -difference.zmax


def test_bands_reach_one_standard_deviation_and_a_baseline_runs_flat():
    figure = rate_figure([LINE, RateLine("none", np.zeros(1), np.array([0.69]), np.array([0.01]))], "AUC")
    band = next(trace for trace in figure.data if trace.fill == "toself" and trace.legendgroup == "smote")
    assert max(band.y) == pytest.approx(0.73) and min(band.y) == pytest.approx(0.69)
    flat = next(trace for trace in figure.data if trace.name == "none")
    assert list(flat.x) == [1, 2] and set(flat.y) == {0.69}


def test_cumulative_is_a_distribution_function():
    values = np.array([0.0, 0.0, 1.0, 2.0, np.nan, np.inf])
    x, share = cumulative(values)
    assert share[0] == 0.5 and share[-1] == 1 and (np.diff(share) >= 0).all() and x[-1] == 2
    assert len(cumulative(np.array([]))[0]) == 0


def test_ticks_lie_within_and_are_round():
    assert nice_ticks(-0.5, 10.5) == [0, 5, 10]
    assert all(-3 <= tick <= 17 for tick in nice_ticks(-3, 17))


def test_a_feature_of_letters_only_in_a_numeric_column_draws_one_bar():
    real = pd.DataFrame({"limit": [np.nan] * 5})
    comparison = compare_feature(real, {"A": real}, SCHEMA, "limit")
    assert comparison.labels == ("missing",) and comparison_figure(comparison).data
