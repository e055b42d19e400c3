"""Four verdicts on one run, for the Overview."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from creditviz.evaluation.provenance import check_real_rows
from creditviz.evaluation.ranking.curves import ks_curve
from creditviz.evaluation.significance import auc_difference
from creditviz.evaluation.stability import CHANGE, INVESTIGATE, psi, psi_verdict
from creditviz.metrics import auc_interval
from creditviz.metrics.thresholds import limit
from creditviz.reporting.card import Tile, Verdict
from creditviz.reporting.performance.calibration import in_words, slope_figures, summary_of
from creditviz.reporting.words import LEAKY, doubt, nothing_to_judge, percent, signed
from creditviz.results import RunResult

WEAK_GINI, WEAK_KS = limit("gini"), limit("ks")
BY_TIME = ("out-of-time", "given")  # splits whose test rows may differ from validation rows by more than chance
NOT_TESTABLE = (
    "Not testable: random split. Test and validation rows are drawn from the same accounts and cannot differ but by "
    "chance. A date in the book (split out of time), or a second, newer file on the Performance page, would test it."
)
NAMES = ("Ranking", "Separation", "Calibration", "Stability")


def verdict_tiles(result: RunResult, *, champion: RunResult | None = None) -> tuple[Tile, ...]:
    """Ranking, separation, calibration and stability of one run on its test rows.

    Parameters
    ----------
    result : the run to judge.
    champion : the run in use, for the change in grey; None leaves it empty.
    """
    check_real_rows(result)
    reason = nothing_to_judge(result)
    if reason:
        return tuple(Tile(name, "none", "No verdict", "", reason) for name in NAMES)
    tiles = (_ranking(result, champion), _separation(result), _calibration(result), _stability(result))
    return tuple(_in_doubt(tile, result) for tile in tiles)


def _in_doubt(tile: Tile, result: RunResult) -> Tile:
    """A leaky run or too few bad accounts earn no good verdict, and the tile says why."""
    reason = f"{LEAKY}." if result.leaky else doubt(result)
    if not reason:
        return tile
    return Tile(tile.name, "warning" if tile.verdict == "good" else tile.verdict, tile.figure, tile.change, reason)


def _ranking(result: RunResult, champion: RunResult | None) -> Tile:
    area = auc_interval(result.test.y_true, result.test.y_score)
    value, low, high = (2 * part - 1 for part in (area.value, area.low, area.high))
    verdict: Verdict = "good" if value >= WEAK_GINI else "warning"
    sentence = f"{low:.2f} to {high:.2f} with 95% confidence."
    if math.isnan(low) or low <= 0:
        verdict, sentence = "stop", f"{sentence} It cannot be told from a coin."
    elif verdict == "warning":
        sentence += f" Below {WEAK_GINI}: weak for a credit model."
    change = ""
    if champion is not None and not nothing_to_judge(champion):
        change = _gain(result, champion)
    return Tile(NAMES[0], verdict, f"Gini {value:.2f}", change, sentence)


def _gain(result: RunResult, champion: RunResult) -> str:
    """Gini over the champion's with DeLong's paired interval; nothing without one, where other rows were judged."""
    a, b = result.test, champion.test
    one, two = np.argsort(a.row_id, kind="stable"), np.argsort(b.row_id, kind="stable")
    if not np.array_equal(a.row_id[one], b.row_id[two]):
        return ""
    gap = auc_difference(a.y_true[one], a.y_score[one], b.y_score[two])
    value, low, high = (signed(2 * part) for part in (gap.value, gap.low, gap.high))
    return f"{value} ({low} to {high}) against the champion"


def _separation(result: RunResult) -> Tile:
    curve = ks_curve(result.test, result.calibration)
    by_chance = 1.358 * math.sqrt(curve.n_rows / (curve.n_bad * (curve.n_rows - curve.n_bad)))  # Smirnov, 5%
    verdict: Verdict = "stop" if curve.ks <= by_chance else "good" if curve.ks >= WEAK_KS else "warning"
    sentence = (
        f"The widest gap of these rows, no cut-off: {percent(curve.bad_caught)} of the bad and "
        f"{percent(curve.good_flagged)} of the good accounts lie above it."
    )
    return Tile(NAMES[1], verdict, f"KS {curve.ks:.2f}", "", sentence)


def _calibration(result: RunResult) -> Tile:
    """On average and in the spread (Cox 1958), then by grade (Jeffreys, Holm)."""
    found = summary_of(result)
    constant = found.bad_rate.value * (1 - found.bad_rate.value)
    worse = found.brier >= constant
    tile = in_words(found, NAMES[2])
    sentence = f"{tile.sentence} Brier {found.brier:.3f} against {constant:.3f} for a constant PD."
    if worse:
        sentence += " A constant would do better."
    change = "" if math.isnan(found.slope.low) else f"slope {slope_figures(found.slope)}"
    return replace(tile, verdict="stop" if worse else tile.verdict, change=change, sentence=sentence)


def _stability(result: RunResult) -> Tile:
    if not len(result.validation):
        return Tile(NAMES[3], "none", "No verdict", "", "There are no validation rows to compare the test rows with.")
    if result.protocol not in BY_TIME and not result.validation_from:
        return Tile(NAMES[3], "none", "Not testable", "random split", NOT_TESTABLE)
    rows, others = ("new product's", "old product's") if result.validation_from else ("test", "validation")
    value = psi(result.validation.pd(result.calibration), result.test.pd(result.calibration))
    words = psi_verdict(value)
    verdict: Verdict = {INVESTIGATE: "warning", CHANGE: "stop"}.get(words, "good")  # type: ignore[assignment]
    sentence = (
        f"The {rows} rows score like the {others} rows."
        if verdict == "good"
        else f"The {rows} rows score differently from the {others} rows: find out what has changed."
    )
    return Tile(NAMES[3], verdict, f"PSI {value:.2f}", words, sentence)
