"""A scored file in four verdicts and three cards: decisions, drift, fit of the file, outcomes."""

from __future__ import annotations

import math

import numpy as np

from creditviz.evaluation.cutting.cutoff import ONE_PD
from creditviz.evaluation.stability import CHANGE, INVESTIGATE, psi_verdict
from creditviz.figures.scoring import grade_mix_figure
from creditviz.reporting.card import Card, Tile, Verdict
from creditviz.reporting.performance.stability import column_shifts_card, score_shift_card
from creditviz.reporting.words import percent, signed, supported
from creditviz.results import Interval
from creditviz.results.scoring import Outcomes, Scoring

GRADE_HELP = (
    "Each grade is a range of PDs, A the lowest; the grey bars are the test rows that the model was judged on. "
    "A file like the development fills the grades alike. "
    "Worry when the last grades fill up: either risk has risen, or the file is not what the model was built for."
)
OF_FOLDS = "Under k-fold the development is scored by the models of the folds, this file by one fitted on all rows."
FEW = "Fewer than 30 rows: their distribution says nothing."


def scoring_tiles(found: Scoring) -> tuple[Tile, ...]:
    """Decisions, drift, fit of the file, outcomes."""
    return _decisions(found), _drift(found), _fit(found), _outcomes(found)


def scoring_cards(found: Scoring) -> tuple[Card, ...]:
    """Grades, drift of the score, drift of the columns."""
    cards = [grade_mix_card(found)]
    if found.stability is not None:
        cards.append(score_shift_card(found.stability))
        if found.stability.columns:
            cards.append(column_shifts_card(found.stability))
    return tuple(cards)


def grade_mix_card(found: Scoring) -> Card:
    """Grades of the file beside those of the development."""
    grades, share = found.rules.grades, found.by_grade / max(1, found.n_rows)
    largest = int(np.argmax(share))
    limits = (0.0, *found.rules.limits, 1.0)
    return Card(
        "grade-mix",
        f"Most accounts, {percent(float(share[largest]))}, are of grade {grades[largest]}; "
        f"the mean PD is {percent(found.mean_pd)}",
        f"{found.n_rows:,} rows of {found.file} and {int(found.development_by_grade.sum()):,} test rows of the "
        f"development · {found.rules.scale_about}",
        GRADE_HELP,
        grade_mix_figure(grades, found.by_grade, found.development_by_grade),
        {
            "grade": list(grades),
            "PD from": list(limits[:-1]),
            "PD below": list(limits[1:]),
            "rows": found.by_grade.tolist(),
            "mean PD": found.pd_by_grade.tolist(),
            "development rows": found.development_by_grade.tolist(),
        },
    )


def outcome_lines(found: Scoring) -> dict[str, list[str]]:
    """Figure by figure, this file beside the development; empty without outcomes."""
    if found.outcomes is None or found.development is None:
        return {}
    sides = (found.outcomes, found.development)
    lines = {
        "rows": [f"{side.n:,}" for side in sides],
        "bad": [f"{side.n_bad:,}" for side in sides],
        "AUC": [_between(side.auc) for side in sides],
        "KS": [f"{side.ks:.3f}" for side in sides],
        "Brier": [f"{side.brier:.4f}" for side in sides],
        "mean PD": [f"{side.mean_pd:.2%}" for side in sides],
        "bad rate": [
            f"{side.bad_rate.value:.2%} ({side.bad_rate.low:.2%} to {side.bad_rate.high:.2%})" for side in sides
        ],
    }
    return {
        "figure": list(lines),
        "this file": [values[0] for values in lines.values()],
        "development": [values[1] for values in lines.values()],
    }


def _between(value: Interval) -> str:
    return f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"


def _decisions(found: Scoring) -> Tile:
    if not found.rules.decides:
        return Tile("Decisions", "stop", "No decision", "", f"No decision: {ONE_PD}")
    share = found.n_approved / max(1, found.n_rows)
    cut_off = f"cut-off {found.rules.cut_off:.1%} PD"
    return Tile(
        "Decisions", "none", f"{percent(share)} approved", cut_off, f"The cut-off is {found.rules.cut_off_about}."
    )


def _drift(found: Scoring) -> Tile:
    if found.stability is None:
        return Tile("Drift", "none", "No verdict", "", FEW)
    if found.stability.score is None:
        return Tile("Drift", "none", "Not told", "k-fold", OF_FOLDS)
    shift = found.stability.score
    words = psi_verdict(shift.index)
    chance = shift.index <= shift.by_chance
    verdict: Verdict = "good" if chance or words not in (INVESTIGATE, CHANGE) else "warning"
    if words == CHANGE and not chance:
        verdict = "stop"
    sentence = {
        "good": "The file scores like the test rows of the development.",
        "warning": "The file scores somewhat differently: look at the columns that moved.",
        "stop": "The file scores differently: these are not the accounts that the model was built on.",
    }[verdict]
    return Tile("Drift", verdict, f"PSI {shift.index:.2f}", words, sentence)


def _fit(found: Scoring) -> Tile:
    if not found.mismatches:
        return Tile("File", "good", "Fits", "", "Every column that the model reads is there and can be read.")
    n = len(found.mismatches)
    worst = found.mismatches[0]
    return Tile(
        "File",
        "warning",
        f"{n} column{'' if n == 1 else 's'} to mend",
        f"most rows: {worst.column}",
        "Cells that cannot be read are scored as missing, unknown values as rare ones.",
    )


def _outcomes(found: Scoring) -> Tile:
    now, before = found.outcomes, found.development
    if now is None or before is None:
        what = "The file does not say how its accounts ended, or all of them ended alike."
        return Tile("Outcomes", "none", "None yet", "", what)
    auc = supported(now.auc)
    if now.turned:
        turned = "High PDs went bad less often than low ones: good and bad may be swapped in this file."
        return Tile("Outcomes", "stop", f"Gini {2 * now.auc.value - 1:.2f}", "ranking the wrong way round", turned)
    gap = now.auc.value - before.auc.value  # of other rows: the two intervals are independent
    half = math.hypot(now.auc.high - now.auc.value, before.auc.high - before.auc.value)
    change = f"{signed(gap)} ({signed(gap - half)} to {signed(gap + half)}) against the development"
    worse = now.auc.high < before.auc.low
    return Tile("Outcomes", "warning" if worse or _misses(now) else "good", f"AUC {auc}", change, _calibration(now))


def _misses(now: Outcomes) -> bool:
    return not now.bad_rate.low <= now.mean_pd <= now.bad_rate.high


def _calibration(now: Outcomes) -> str:
    told = f"Mean PD {now.mean_pd:.1%}, {now.bad_rate.value:.1%} went bad"
    if not _misses(now):
        return f"{told}: no error on average that these rows can tell."
    return f"{told}: PDs are too {'low' if now.mean_pd < now.bad_rate.low else 'high'}."
