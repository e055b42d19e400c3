"""Figures draw the numbers they are given, and an empty input draws an empty frame."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from creditviz.figures import theme
from creditviz.figures.book.distribution import distribution_figure
from creditviz.figures.book.woe import information_figure, woe_figure
from creditviz.figures.explanation.attention import account_map_figure, spatial_figure, temporal_figure
from creditviz.figures.explanation.beeswarm import beeswarm_figure
from creditviz.figures.explanation.field_importance import field_importance_figure
from creditviz.figures.performance.calibration import calibration_figure
from creditviz.figures.performance.cap import cap_figure
from creditviz.figures.performance.cut_off_table import cut_off_figure
from creditviz.figures.performance.ks import ks_figure
from creditviz.figures.performance.precision_recall import precision_recall_figure
from creditviz.figures.performance.roc import roc_figure
from creditviz.figures.performance.score_distribution import score_distribution_figure
from creditviz.figures.performance.stability import column_shifts_figure, shift_figure
from creditviz.figures.text import wrap
from creditviz.figures.training.history import history_figure
from creditviz.figures.transfer.study import StudyLine, weights_figure
from creditviz.results import (
    AttentionMap,
    AttentionProfile,
    Beeswarm,
    CalibrationCurve,
    CapCurve,
    CutOffTable,
    FieldImportance,
    Interval,
    KsCurve,
    PrecisionRecallCurve,
    RocCurve,
    ScoreHistogram,
    Shift,
)
from creditviz.results.book.distribution import FeatureDistribution
from creditviz.results.book.woe import InformationValue

ROC = RocCurve(
    np.array([0, 0.2, 1]), np.array([0, 0.7, 1]), np.array([np.inf, 0.4, 0.1]), Interval(0.75, 0.7, 0.8), 900, 200
)
KS = KsCurve(np.array([0.1, 0.4, 0.8]), np.array([1, 0.7, 0.1]), np.array([1, 0.2, 0.0]), 0.5, 0.4, 0.7, 0.2, 900, 200)
CALIBRATION = CalibrationCurve(
    np.array([0.1, 0.5]),
    np.array([0.12, 0.4]),
    np.array([0.08, 0.3]),
    np.array([0.2, 0.5]),
    np.array([450, 450]),
    "quantile",
    "model",
    0.13,
    0.17,
    0.05,
)
HISTOGRAM = ScoreHistogram(np.array([0, 0.5, 1.0]), np.array([0.8, 0.2]), np.array([0.3, 0.7]), 0.5, 900, 200)
CAP = CapCurve(np.array([0, 0.3, 1]), np.array([0, 0.7, 1]), 0.5, 2.3, 900, 200)
PRECISION = PrecisionRecallCurve(np.array([0.5, 1]), np.array([0.6, 0.2]), np.array([0.7, 0.1]), 0.5, 900, 200)
COUNTS = CutOffTable(0.3, 150, 100, 600, 50, 0.01, 0.9)
SHIFT = Shift("limit", "Credit limit", ("low", "high"), np.array([50, 50]), np.array([30, 70]), 0.17, 0.04)
PROFILE = AttentionProfile(
    ("1 month before", "latest month"),
    np.array([0.4, 0.6]),
    np.array([0.3, 0.7]),
    np.array([0.01, 0.01]),
    np.array([0.02, 0.02]),
    700,
    200,
)
MAP = AttentionMap(
    np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([1, 0]), np.array([0.9, 0.1]), np.array([7, 3]), PROFILE.names
)
SWARM = Beeswarm(
    ("Credit limit", "Network"),
    np.array([0.3, 0.1]),
    np.array([0.75, 0.25]),
    np.array([[0.3, -0.3, 0.3], [0.1, -0.1, 0.1]]),
    np.array([[0, 1, 0.5], [np.nan] * 3]),
    3,
    5,
    "log-odds",
)
WOE = InformationValue(
    "PAY_0", "Status", ("-1", "2"), np.array([80, 20]), np.array([8, 12]), np.array([0.1, 0.6]), np.array([0.8, -1.8]),
    0.6, "very strong", 100,
)  # fmt: skip
AMOUNT = FeatureDistribution(
    "limit", "Credit limit", ("0 to 1", "1 to 2", "missing"), np.array([0.0, 1, 2]), np.array([0.5, 0.3, 0.2]),
    np.array([0.2, 0.2, 0.6]), np.array([0.1, 0.2, 0.5]), np.array([50, 30, 20]), 100, 20,
)  # fmt: skip
CODE = FeatureDistribution(
    "job", "Job", ("clerk", "smith"), None, np.array([0.5, 0.5]), np.array([0.2, 0.8]), np.array([0.1, 0.3]),
    np.array([50, 50]), 100, 20,
)  # fmt: skip
HISTORY = [
    {"stage": "network 1 of 2", "epoch": 1, "validation_auc": 0.7, "loss": 0.6},
    {"stage": "network 1 of 2", "epoch": 2, "validation_auc": 0.75, "loss": 0.5},
    {"stage": "network 1 of 2", "epoch": 3, "validation_auc": float("nan")},
    {"stage": "booster", "epoch": 1, "validation_auc": 0.78},
]

GATES = FieldImportance(("limit", "age"), ("limit", "age"), np.array([0.7, 0.4]), np.array([0.1, 0.0]), (), 10, 10)

FIGURES = {
    "roc": lambda: roc_figure({"A": ROC, "B": ROC}, cut_offs={"A": (0.2, 0.7)}),
    "ks": lambda: ks_figure(KS),
    "calibration": lambda: calibration_figure({"A": CALIBRATION}),
    "score distribution": lambda: score_distribution_figure(HISTOGRAM),
    "cap": lambda: cap_figure({"A": CAP, "B": CAP}),
    "precision-recall": lambda: precision_recall_figure({"A": PRECISION}),
    "counts at a cut-off": lambda: cut_off_figure(COUNTS),
    "shift": lambda: shift_figure(SHIFT, "training rows", "test rows"),
    "column shifts": lambda: column_shifts_figure([SHIFT, SHIFT]),
    "temporal": lambda: temporal_figure(PROFILE),
    "spatial": lambda: spatial_figure(PROFILE),
    "map": lambda: account_map_figure(MAP),
    "beeswarm": lambda: beeswarm_figure(SWARM),
    "gates": lambda: field_importance_figure(GATES, threshold=0.5),
    "woe": lambda: woe_figure(WOE),
    "information": lambda: information_figure([WOE, WOE]),
    "amount": lambda: distribution_figure(AMOUNT),
    "code": lambda: distribution_figure(CODE),
    "history": lambda: history_figure({"run": HISTORY}),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_figure_renders_in_both_modes_in_the_house_colours(name, mode):
    figure = theme.in_mode(FIGURES[name](), mode)
    text = json.dumps(json.loads(figure.to_json()))
    foreign = theme.LIGHT_TWINS if mode == "light" else theme.DARK_TWINS
    assert isinstance(figure, go.Figure)
    assert not [colour for colour in foreign if colour in text], "a colour of the other mode is left"


def named(figure, name):
    return next(trace for trace in figure.data if (trace.name or "").startswith(name))


def test_roc_draws_the_points_and_names_the_auc():
    figure = roc_figure({"A": ROC}, colours={"A": "#123456"})
    line = named(figure, "A")
    np.testing.assert_array_equal(line.x, ROC.fpr)
    np.testing.assert_array_equal(line.y, ROC.tpr)
    assert line.name == "A · AUC 0.750" and line.line.color == "#123456"


def test_no_curves_draw_an_empty_frame():
    assert len(roc_figure({}).data) == 1  # the diagonal
    assert len(calibration_figure({}).data) == 1
    assert "first epoch" in history_figure({"run": []}).layout.annotations[0].text
    assert not information_figure([]).data[0].x


def test_ks_marks_its_gap():
    gap = next(trace for trace in ks_figure(KS).data if trace.line.dash == "dash")
    assert list(gap.x) == [0.4, 0.4] and list(gap.y) == [0.2, 0.7]


def test_calibration_bars_reach_the_interval():
    line = named(calibration_figure({"A": CALIBRATION}), "A")
    np.testing.assert_allclose(line.y + line.error_y.array, CALIBRATION.high)
    np.testing.assert_allclose(line.y - line.error_y.arrayminus, CALIBRATION.low)
    crowd = calibration_figure({name: CALIBRATION for name in "ABC"})
    assert named(crowd, "A").error_y.array is None


@pytest.mark.parametrize("labels", ["A", "ABC"])
@pytest.mark.parametrize("binning", ["uniform", "quantile"])
def test_counts_stand_below_the_curve(labels, binning):
    curve = CalibrationCurve(**{**vars(CALIBRATION), "binning": binning})
    counts = [trace for trace in calibration_figure(dict.fromkeys(labels, curve)).data if trace.yaxis == "y2"]
    assert [list(trace.y) for trace in counts] == [[450, 450]] * len(labels)


def test_the_riskiest_account_is_on_top():
    figure = account_map_figure(MAP)
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.data[0].z[0][1] == 0.8 and figure.data[1].text[0][0] == "bad"


def test_points_of_a_beeswarm_keep_their_row_and_their_value():
    figure = beeswarm_figure(SWARM)
    first, second = figure.data[:2]
    np.testing.assert_array_equal(first.x, SWARM.values[0])
    assert np.abs(np.asarray(first.y) - 1).max() <= 0.4 and np.abs(np.asarray(second.y)).max() <= 0.4
    assert len({(x, y) for x, y in zip(first.x, first.y, strict=True)}) == 3, "equal contributions are stacked"
    assert second.marker.color == theme.MISSING and set(second.customdata) == {"no single value"}
    assert list(first.customdata) == ["low value", "high value", "middle value"]


def test_the_colour_scale_stands_with_the_first_row_that_has_values():
    turned = Beeswarm(**{**vars(SWARM), "values": SWARM.values[::-1], "level": SWARM.level[::-1]})
    first, second = beeswarm_figure(turned).data[:2]
    assert first.marker.colorbar.ticktext is None and second.marker.colorbar.ticktext == ("low", "high")


def test_missing_values_stand_apart():
    figure = distribution_figure(AMOUNT)
    apart = [trace for trace in figure.data if trace.xaxis == "x2"]
    assert [list(trace.y) for trace in apart] == [[0.2], [0.6]]
    assert sum(sum(trace.y) for trace in figure.data if trace.name == "bad") == pytest.approx(1)


def test_history_leaves_out_what_is_no_number_and_marks_the_best_epoch():
    figure = history_figure({"run": HISTORY})
    network = named(figure, "network 1 of 2")
    assert list(network.x) == [1, 2]
    best = figure.data[list(figure.data).index(network) + 1]
    assert (best.x, best.y) == ((2,), (0.75,))
    assert named(figure, "booster").xaxis == "x2", "rounds of trees are not epochs of networks"
    falling = history_figure({"run": HISTORY}, "loss")
    assert falling.data[1].x == (2,)


def test_history_of_several_runs_keeps_one_colour_a_run():
    figure = history_figure({"a": HISTORY, "b": HISTORY[:2]}, colours={"a": "#111111", "b": "#222222"})
    assert {trace.line.color for trace in figure.data if (trace.name or "").startswith("a ")} == {"#111111"}
    assert named(figure, "b").line.color == "#222222"


def test_a_long_history_keeps_its_newest_epoch():
    rows = [{"stage": "s", "epoch": epoch, "loss": 1 / epoch} for epoch in range(1, 5001)]
    line = history_figure({"run": rows}, "loss").data[0]
    assert len(line.x) <= 2000 and line.x[-1] == 5000


def test_long_labels_are_wrapped_or_cut():
    assert wrap("short") == "short"
    assert wrap("Repayment status, 2 months before") == "Repayment status, 2 months<br>before"
    assert wrap("x" * 40) == "x" * 25 + "…"


def test_the_band_of_two_seeds_stays_where_an_auc_can_be():
    wide = (Interval(0.7, -0.4, 1.8), Interval(0.8, 0.6, 0.9))
    (band, _) = weights_figure([StudyLine("FDAT", (0.0, 1.0), wide)]).data
    assert list(band.y) == [0.0, 0.6, 0.9, 1.0]
