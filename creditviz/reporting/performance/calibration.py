"""Words for calibrations: what each is, whether PDs are right on average and in their spread, before and after."""

from __future__ import annotations

import math
from collections.abc import Mapping

from creditviz.evaluation.calibration.choice import CalibrationChoice
from creditviz.evaluation.calibration.summary import calibration_summary
from creditviz.reporting.card import Tile
from creditviz.reporting.words import points, with_interval
from creditviz.results import CalibrationSummary, Interval, RunResult

NAMES: Mapping[str, str] = {
    "model": "the model's own PD",
    "prior-corrected": "corrected for the sampler's bad rate",
    "platt": "Platt's curve",
    "isotonic": "isotonic staircase",
    "beta": "beta curve",
    "focal-score": "focal score, before its inverse",
}


def calibration_name(name: str, *, focal: bool = False) -> str:
    """A calibration on screen.

    >>> calibration_name("platt"), calibration_name("model", focal=True), calibration_name("platt to 5% bad")
    ("Platt's curve", "the model's own PD (focal inverse)", "Platt's curve, scaled to 5% bad")
    """
    of, scaled, rate = name.partition(" to ")
    words = NAMES.get(of, of) + (" (focal inverse)" if focal and of == "model" else "")
    return f"{words}, scaled to {rate}" if scaled else words


def summary_of(result: RunResult, calibration: str | None = None) -> CalibrationSummary:
    """Figures of a calibration on the test rows; of the run's own when None."""
    return calibration_summary(result.test, calibration or result.calibration)


def headline_words(found: CalibrationSummary) -> str:
    """What was expected and what was seen, e.g. "Expected 8.1% bad, seen 7.9%"."""
    return f"Expected {percent_fine(found.mean_pd)} bad, seen {percent_fine(found.bad_rate.value)}"


def average_words(found: CalibrationSummary) -> str:
    """Whether PDs are right on average: the interval of the mean of y - PD, and Cox's intercept."""
    gap = found.gap
    seen = f"seen {percent_fine(found.bad_rate.value)} ({_seen(found, gap.low)} to {_seen(found, gap.high)})"
    shift = with_interval(found.in_the_large, sign=True)
    rate = f"expected {percent_fine(found.mean_pd)} bad, {seen}, intercept {shift}"
    if found.average_holds:
        return f"No error on average that these rows can tell: {rate}."
    return f"{points(gap.value)} too {'low' if gap.value > 0 else 'high'} on average: {rate}."


def _seen(found: CalibrationSummary, gap: float) -> str:
    """An end of the interval of the mean of y - PD, as a bad rate."""
    return percent_fine(min(max(found.mean_pd + gap, 0.0), 1.0)) if math.isfinite(gap) else "unknown"


def spread_words(found: CalibrationSummary) -> str:
    """Whether high PDs are too high and low ones too low, or the other way round."""
    slope = found.slope
    if math.isnan(slope.low):
        return "No slope: one PD for everybody, one outcome, or nothing left in doubt."
    if found.spread_holds:
        return f"Spread right as far as these rows can tell: slope {slope_figures(slope)}."
    how = (
        "Spread too far, high PDs too high and low ones too low"
        if slope.value < 1
        else "Too close together, high PDs too low and low ones too high"
    )
    return f"{how}: slope {slope_figures(slope)}."


def slope_figures(slope: Interval) -> str:
    """A slope and its interval with two decimals, so that one beside 1 does not look like 1.

    >>> slope_figures(Interval(0.83, 0.71, 0.96))
    '0.83 (0.71 to 0.96)'
    """
    return f"{slope.value:.2f} ({slope.low:.2f} to {slope.high:.2f})"


def grade_words(found: CalibrationSummary) -> str:
    """Which groups of accounts are off, and in which direction."""
    if not found.n_grades:
        return ""
    tested = f"of {found.n_grades} groups by PD (Jeffreys, corrected for their number by Holm)"
    if not found.off:
        return f"None {tested} is off by more than chance."
    sides = [
        f"number {grade.number} too {'low' if grade.bad_rate > grade.pd else 'high'} "
        f"({percent_fine(grade.pd)}, seen {percent_fine(grade.bad_rate)})"
        for grade in found.off
    ]
    return f"Off are {len(found.off)} {tested}, counted from the lowest PD: {', '.join(sides)}."


def judged_words(found: CalibrationSummary) -> str:
    """All three judgements: on average, in the spread, group by group."""
    return " ".join(filter(None, (average_words(found), spread_words(found), grade_words(found))))


def percent_fine(share: float) -> str:
    """A bad rate with one decimal.

    >>> percent_fine(0.2212)
    '22.1%'
    """
    return f"{share:.1%}" if math.isfinite(share) else "unknown"


def with_percent(found: CalibrationSummary) -> str:
    """The bad rate with its interval, in per cent."""
    rate = found.bad_rate
    return f"{percent_fine(rate.value)} ({percent_fine(rate.low)} to {percent_fine(rate.high)})"


def in_words(found: CalibrationSummary, label: str) -> Tile:
    """The judgements of one set of PDs under one verdict; "good" where no test tells them from right ones."""
    return Tile(
        label,
        "good" if found.holds else "warning",
        headline_words(found),
        calibration_name(found.calibration),
        judged_words(found),
    )


def change_words(before: CalibrationSummary, after: CalibrationSummary) -> str:
    """What a re-calibration does to the ranking of the rows that judge it, in one sentence."""
    gap = abs(before.auc - after.auc)
    return f"On test rows {'the ranking is the same' if gap < 5e-5 else f'ties move the AUC by {gap:.4f}'}."


def choice_words(found: CalibrationChoice | None) -> str:
    """Which calibration the validation rows speak for; test rows judge what was chosen, they do not choose."""
    if found is None:
        return "Validation rows cannot choose: they hold one outcome only, or no PD of the calibration in use."
    errors = f"{found.brier[found.base]:.4f}"
    rows = f"on {found.n_rows:,} validation rows, each curve judged on rows that it was not learned on"
    if found.best == found.base:
        return f"{_sentence(found.base)} has the lowest squared error, {errors}, {rows}."
    other = f"{found.brier[found.best]:.4f} with {calibration_name(found.best)}, {errors} with that in use"
    gain = f"lower by {found.gain.value:.4f} (95% interval {found.gain.low:+.4f} to {found.gain.high:+.4f})"
    if found.better == found.base:
        return f"No difference that these rows can tell: squared error {other}, {gain}, {rows}."
    return f"{_sentence(found.best)} is closer: squared error {other}, {gain}, {rows}."


def _sentence(name: str) -> str:
    words = calibration_name(name)
    return words[0].upper() + words[1:]


def summary_numbers(summaries: Mapping[str, CalibrationSummary]) -> dict[str, list]:
    """A table of summaries, one row a label; ready for a page or a file."""
    every = list(summaries.values())
    return {
        "": list(summaries),
        "mean PD": [percent_fine(s.mean_pd) for s in every],
        "bad rate": [with_percent(s) for s in every],
        "in the large": [with_interval(s.in_the_large, sign=True) for s in every],
        "slope": [with_interval(s.slope) for s in every],
        "Brier": [s.brier for s in every],
        "log loss": [s.log_loss for s in every],
        "calibration error": [s.ece for s in every],
        "AUC": [s.auc for s in every],
    }
