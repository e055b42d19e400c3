"""Words for calibrations: what each is, whether PDs are right on average and in their spread, before and after."""

from __future__ import annotations

import math
from collections.abc import Mapping

from creditviz.evaluation.calibration.summary import calibration_summary
from creditviz.reporting.card import Tile
from creditviz.reporting.words import points, with_interval
from creditviz.results import CalibrationSummary, RunResult

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


def average_words(found: CalibrationSummary) -> str:
    """Whether the mean PD lies within the interval of the bad rate."""
    gap = found.mean_pd - found.bad_rate.value
    rate = f"mean PD {percent_fine(found.mean_pd)}, bad rate {with_percent(found)}"
    if found.bad_rate.low <= found.mean_pd <= found.bad_rate.high:
        return f"Right on average: {rate}."
    return f"{points(gap)} too {'high' if gap > 0 else 'low'} on average: {rate}."


def spread_words(found: CalibrationSummary) -> str:
    """Whether high PDs are too high and low ones too low, or the other way round."""
    slope = found.slope
    if math.isnan(slope.low):
        return "No slope: one PD for everybody, one outcome, or nothing left in doubt."
    if slope.low <= 1 <= slope.high:
        return f"Spread right: slope {with_interval(slope)}."
    how = (
        "Spread too far, high PDs too high and low ones too low"
        if slope.value < 1
        else "Too close together, high PDs too low and low ones too high"
    )
    return f"{how}: slope {with_interval(slope)}."


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
    """Both judgements of one set of PDs under one verdict."""
    right = found.bad_rate.low <= found.mean_pd <= found.bad_rate.high
    spread = found.slope.low <= 1 <= found.slope.high
    return Tile(
        label,
        "good" if right and spread else "warning",
        "PDs hold" if right and spread else "PDs miss",
        calibration_name(found.calibration),
        f"{average_words(found)} {spread_words(found)}",
    )


def change_words(before: CalibrationSummary, after: CalibrationSummary) -> str:
    """What a re-calibration changes, in one sentence.

    The squared error of two sets of PDs of the same rows is compared without a test: it is said only which is lower.
    """
    gain = before.brier - after.brier
    error = (
        "The squared error stays the same"
        if abs(gain) < 5e-5
        else f"The squared error {'falls' if gain > 0 else 'rises'} from {before.brier:.4f} to {after.brier:.4f}"
    )
    gap = abs(before.auc - after.auc)
    ranking = "the ranking is the same" if gap < 5e-5 else f"ties move the AUC by {gap:.4f}"
    return f"{error}; {ranking}."


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
