"""Words and figure of the tests by grade."""

from __future__ import annotations

import math

import numpy as np

from creditviz.evaluation.calibration.grade_tests import grade_tests
from creditviz.evaluation.cutting.points import master_scale
from creditviz.reporting.decision.grades import grade_tests_card, light_words, whole_tiles
from creditviz.results import Applicants, GradeTest, GradeTests
from tests.evaluation.cutting.decisions import some_applicants

ABOUT = "400 test rows"


def two_grades(bad: int) -> Applicants:
    """400 accounts at 10% and 400 at 40%, of the first so many bad."""
    y = np.r_[np.repeat([1, 0], [bad, 400 - bad]), np.repeat([1, 0], [160, 240])].astype(np.int8)
    return Applicants(np.repeat([0.1, 0.4], 400), y, np.arange(800))


def card(bad: int):
    return grade_tests_card(grade_tests(master_scale(two_grades(bad), (0.2,))), ABOUT)


def test_the_finding_names_what_is_red_then_what_is_amber():
    assert card(40).finding.endswith("all 2 lights are green")
    assert "amber is A" in card(53).finding
    assert card(80).finding == "The PD of grade A is too low: 20% went bad, 10% was promised"
    numbers = card(80).numbers
    assert numbers["light"] == ["red", "green", "red"] and numbers["grade"][-1] == "all grades"


def test_every_light_has_a_shape_and_a_word():
    names = [trace.name for trace in card(80).figure.data if trace.name]
    assert "red: too low" in names and "green: holds" in names
    assert len({trace.marker.symbol for trace in card(80).figure.data if trace.mode == "markers"}) == 3


def test_pds_that_are_too_high_are_called_cautious_and_off_as_a_whole():
    tests = grade_tests(master_scale(two_grades(5), (0.2,)))
    assert light_words(tests.grades[0]) == "green: cautious, PD too high"
    whole, lemeshow = whole_tiles(tests)
    assert whole.verdict == "good" and lemeshow.verdict == "warning" and "2 degrees of freedom" in lemeshow.change


def test_no_accounts_are_one_sentence():
    none = some_applicants(1)
    empty = Applicants(none.pd[:0], none.y[:0], none.row_id[:0])
    card = grade_tests_card(grade_tests(master_scale(empty, (0.2,))), ABOUT)
    assert "nothing to test" in card.finding and card.figure is None


def test_a_pd_of_nothing_that_went_bad_is_no_number_but_a_word():
    grade = GradeTest("A", 100, 3, 0.0, 0.0, 0.0, (0.0, 0.0, 0.0, 0.0), "red")
    tile = whole_tiles(GradeTests((grade,), grade, math.inf, 1, 0.0, ("A",)))[1]
    assert "inf" not in str(tile) and "Beyond all bounds with 1 degrees" in str(tile)
