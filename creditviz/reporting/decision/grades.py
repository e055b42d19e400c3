"""Card and tiles of the tests by grade: is a PD too low, and do the PDs hold as a whole."""

from __future__ import annotations

import math

from creditviz.evaluation.calibration.grade_tests import AMBER, RED
from creditviz.figures.decision.grade_tests import WORDS, grade_tests_figure
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.card import Card, Tile, Verdict
from creditviz.reporting.words import p_figure, p_words, percents
from creditviz.results import GradeTest, GradeTests

GRADE_TESTS_HELP = (
    "A bar is where a grade's true bad rate lies after its bad accounts; the mark is the PD that the grade promises. "
    "A mark inside or above its bar accords with its rows; below the thick bar it is amber (a chance under 5% that "
    "the PD is enough), below the thin line red (under 1%). Worry about a red light and about several ambers: of eight "
    "right PDs one turns amber by chance in every third scale."
    f" {THRESHOLDS['grade-light'].words}"
)
CAUTIOUS = 0.99  # from here on a PD is too high by more than chance


def grade_tests_card(tests: GradeTests, about: str) -> Card:
    """Traffic lights of all grades."""
    return Card(
        "grade-tests",
        _finding(tests),
        f"PD of each grade on trial, Jeffreys test · {about}",
        GRADE_TESTS_HELP,
        grade_tests_figure(tests) if tests.filled else None,
        grade_test_numbers(tests),
    )


def _finding(tests: GradeTests) -> str:
    if not tests.filled:
        return "No grade holds an account: there is nothing to test."
    red, amber = ([test for test in tests.filled if test.light == light] for light in ("red", "amber"))
    if red:
        worst = min(red, key=lambda test: test.jeffreys)
        others = f" and {len(red) - 1} more" if len(red) > 1 else ""
        came, promised = percents(worst.bad_rate, worst.pd)
        return f"The PD of grade {worst.grade}{others} is too low: {came} went bad, {promised} was promised"
    if amber:
        names = ", ".join(f"{test.grade} ({test.n_bad:,} of {test.n:,} bad)" for test in amber)
        return f"No light is red; amber is {names}: the PD may be too low, or it is chance"
    return f"No grade's PD is too low by more than chance: all {len(tests.filled)} lights are green"


def light_words(test: GradeTest) -> str:
    """A light with its word.

    >>> light_words(GradeTest("A", 100, 0, 0.08, 1.0, 0.9999, (0, 0, 0, 0), "green"))
    'green: cautious, PD too high'
    """
    if test.light == "none":
        return ""
    if test.jeffreys >= CAUTIOUS:
        return "green: cautious, PD too high"
    return f"{test.light}: {WORDS[test.light]}"


def p_cell(p: float) -> str:
    """A p value in the table of grades, whose n stands in the same line.

    >>> p_cell(0.0004), p_cell(0.0312), p_cell(float("nan"))
    ('< 0.001', '0.031', '')
    """
    return "" if math.isnan(p) else p_figure(p).removeprefix("= ")


def grade_test_numbers(tests: GradeTests) -> dict[str, list]:
    """One line a grade, then all together."""
    every = (*tests.grades, tests.whole)
    return {
        "grade": [test.grade for test in every],
        "accounts": [test.n for test in every],
        "bad": [test.n_bad for test in every],
        "bad_rate": [_known(test.bad_rate) for test in every],
        "mean_pd": [_known(test.pd) for test in every],
        "binomial_p": [_known(test.binomial) for test in every],
        "jeffreys_p": [_known(test.jeffreys) for test in every],
        "true_rate_5": [_known(test.band[1]) for test in every],
        "true_rate_95": [_known(test.band[2]) for test in every],
        "light": [test.light for test in every],
    }


def whole_tiles(tests: GradeTests) -> tuple[Tile, ...]:
    """The portfolio's Jeffreys test, and Hosmer-Lemeshow."""
    return (_portfolio(tests.whole), _hosmer_lemeshow(tests))


def _portfolio(whole: GradeTest) -> Tile:
    name = "All accounts together"
    if whole.light == "none":
        return Tile(name, "none", "no accounts", "", "There is nothing to test.")
    verdict: Verdict = {"green": "good", "amber": "warning", "red": "stop"}[whole.light]  # type: ignore[assignment]
    rates = f"PD {whole.pd:.1%} on average, {whole.bad_rate:.1%} went bad"
    word = light_words(whole).partition(": ")[2]
    chance = f"Jeffreys p {p_figure(whole.jeffreys)}, exact binomial p {p_figure(whole.binomial)}, n = {whole.n:,}"
    return Tile(name, verdict, f"{whole.light}: {word}", chance, f"{rates}. Red below {RED:g}, amber below {AMBER:g}.")


def _hosmer_lemeshow(tests: GradeTests) -> Tile:
    name = "Hosmer-Lemeshow"
    if math.isnan(tests.p):
        return Tile(name, "none", "no accounts", "", "There is nothing to test.")
    g = tests.degrees
    value = f"{tests.hosmer_lemeshow:.1f}" if math.isfinite(tests.hosmer_lemeshow) else "Beyond all bounds"
    freedom = f"{value} with {g} degrees of freedom, one a grade: nothing was fitted on these rows"
    thin = f" Rough in {', '.join(tests.thin)}: fewer than five bad or good accounts expected." if tests.thin else ""
    holds = tests.p >= AMBER
    off = "" if holds else "; some grade is off"
    sentence = f"Too low and too high PDs count alike{off}.{thin}"
    return Tile(name, "good" if holds else "warning", p_words(tests.p, tests.whole.n), freedom, sentence)


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
