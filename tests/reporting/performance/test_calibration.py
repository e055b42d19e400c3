"""Sentences about calibrations say what the figures say."""

from dataclasses import replace

import pytest

from creditviz.evaluation.calibration.choice import CalibrationChoice
from creditviz.reporting.performance.calibration import (
    average_words,
    change_words,
    choice_words,
    in_words,
    spread_words,
    summary_numbers,
)
from creditviz.results import CalibrationSummary, GradeGap, Interval

NAN = float("nan")
RIGHT = CalibrationSummary(
    "platt", 0.221, Interval(0.22, 0.21, 0.23), Interval(0.0, -0.05, 0.05), Interval(1.02, 0.95, 1.09),
    0.135, 0.43, 0.01, 0.78, 9000, 1980, Interval(-0.001, -0.01, 0.008), (), 10,
)  # fmt: skip


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (Interval(-0.001, -0.01, 0.008), "No error on average that these rows can tell"),
        (Interval(-0.03, -0.04, -0.02), "3.0 points too high on average"),
        (Interval(0.03, 0.02, 0.04), "3.0 points too low on average"),
    ],
)
def test_the_average_is_the_interval_of_the_mean_of_outcome_less_pd(gap, words):
    assert average_words(replace(RIGHT, gap=gap)).startswith(words)


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        (Interval(1.02, 0.95, 1.09), "Spread right as far as these rows can tell"),
        (Interval(0.8, 0.75, 0.85), "Spread too far, high PDs too high"),
        (Interval(1.3, 1.2, 1.4), "Too close together, high PDs too low"),
        (Interval(NAN, NAN, NAN), "No slope"),
    ],
)
def test_the_slope_is_put_into_words(slope, words):
    assert spread_words(replace(RIGHT, slope=slope)).startswith(words)


def test_one_verdict_needs_average_spread_and_grades():
    assert in_words(RIGHT, "A").verdict == "good"
    assert in_words(replace(RIGHT, gap=Interval(0.03, 0.02, 0.04)), "A").verdict == "warning"
    off = (GradeGap(10, 900, 0.6, 0.7, 1e-4),)
    tile = in_words(replace(RIGHT, off=off), "A")
    assert tile.verdict == "warning" and "number 10 too low (60.0%, seen 70.0%)" in tile.sentence
    assert in_words(replace(RIGHT, slope=Interval(NAN, NAN, NAN)), "A").verdict == "warning"


def test_test_rows_say_nothing_of_which_calibration_is_closer():
    worse = replace(RIGHT, brier=0.14, auc=0.775)
    assert change_words(worse, RIGHT) == "On test rows ties move the AUC by 0.0050."
    assert change_words(RIGHT, RIGHT) == "On test rows the ranking is the same."


def test_validation_rows_speak_for_a_calibration_only_beyond_chance():
    found = CalibrationChoice({"model": 0.1401, "beta": 0.139}, "beta", Interval(0.0011, 0.0002, 0.002), "model", 900)
    assert choice_words(found).startswith("Beta curve is closer: squared error 0.1390 with beta curve, 0.1401")
    unsure = found._replace(gain=Interval(0.0011, -0.0002, 0.002))
    assert choice_words(unsure).startswith("No difference that these rows can tell")
    assert "lowest squared error, 0.1401, on 900" in choice_words(found._replace(best="model"))
    assert "cannot choose" in choice_words(None)


def test_the_table_has_a_row_a_label():
    table = summary_numbers({"A": RIGHT, "B": RIGHT})
    assert {len(column) for column in table.values()} == {2} and table["slope"][0] == "1.02 (0.95 to 1.09)"
