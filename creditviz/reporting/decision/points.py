"""Card of the master scale, and the two checks that a scorecard of points must pass."""

from __future__ import annotations

import math

import numpy as np

from creditviz.figures.decision.grades import grades_figure
from creditviz.reporting.card import Card, Tile, Verdict
from creditviz.reporting.words import percent
from creditviz.results import MasterScale, SameRanking

GRADES_HELP = (
    "Accounts are put into grades by PD limits; grey bars are how many each holds, dashes the mean PD, dots the bad "
    "rate with its 95% interval. From A on the bad rate should rise, and each dash should lie within its interval. "
    "Worry when a grade is worse than the next one, when most accounts share a grade, or when a grade is empty."
)


def grades_card(scale: MasterScale, about: str) -> Card:
    """Grades with counts and bad rates."""
    finding = _grades_finding(scale)
    figure = grades_figure(scale)
    return Card("grades", finding, f"Bad rate by grade · {about}", GRADES_HELP, figure, grade_numbers(scale))


def _grades_finding(scale: MasterScale) -> str:
    filled = int((scale.n > 0).sum())
    if filled == 1:
        return "Every account is in one grade: these limits tell nobody apart"
    if scale.falls:
        pairs = ", ".join(f"{a} to {b}" for a, b in scale.falls)
        return f"The bad rate falls where it should rise: from grade {pairs}"
    rates = scale.bad_rate[scale.n > 0]
    return f"Bad rates rise through all {filled} filled grades, from {percent(rates[0])} to {percent(rates[-1])}"


def grade_numbers(scale: MasterScale) -> dict[str, list]:
    """One line a grade."""
    return {
        "grade": list(scale.grades),
        "pd_from": [0.0, *scale.limits],
        "pd_to": [*scale.limits, 1.0],
        "points_from": [_finite(x) for x in scale.points_from],
        "points_to": [_finite(x) for x in scale.points_to],
        "accounts": scale.n.tolist(),
        "bad": scale.n_bad.tolist(),
        "bad_rate": [_finite(x) for x in scale.bad_rate],
        "low": [_finite(x) for x in scale.low],
        "high": [_finite(x) for x in scale.high],
        "mean_pd": [_finite(x) for x in scale.mean_pd],
    }


def points_words(low: float, high: float) -> str:
    """Points of a grade in whole numbers.

    >>> points_words(600.2, math.inf), points_words(-math.inf, 500.0), points_words(500.0, 600.0)
    ('above 600', 'up to 500', '500 to 600')
    """
    if math.isinf(high):
        return f"above {round(low)}"
    return f"up to {round(high)}" if math.isinf(low) else f"{round(low)} to {round(high)}"


def ranking_tiles(ranking: SameRanking, scale: MasterScale) -> tuple[Tile, ...]:
    """Is the ranking unchanged, what does rounding cost, do the grades rise."""
    return (_unchanged(ranking), _rounding(ranking), _monotone(scale))


def _unchanged(ranking: SameRanking) -> Tile:
    name = "Ranking unchanged"
    if math.isnan(ranking.rank_correlation):
        return Tile(name, "none", "no ranking", "", "Every account has the same PD, so there is nothing to rank.")
    same = abs(ranking.auc_pd - ranking.auc_points) < 1e-9 and ranking.rank_correlation > 1 - 1e-9
    figures = f"AUC {ranking.auc_pd:.4f} by PD, {ranking.auc_points:.4f} by points"
    sentence = f"Rank correlation {ranking.rank_correlation:.6f}; {figures}."
    return Tile(name, "good" if same else "stop", "same order" if same else "other order", "", sentence)


def _rounding(ranking: SameRanking) -> Tile:
    cost = ranking.auc_pd - ranking.auc_rounded
    if math.isnan(cost):
        return Tile("Whole points", "none", "unknown", "", "With one outcome alone there is no AUC.")
    sentence = (
        f"Rounded, {ranking.n_rounded:,} different points stand for {ranking.n_values:,} different PDs: "
        f"AUC {ranking.auc_rounded:.4f}."
    )
    verdict: Verdict = "good" if abs(cost) < 0.001 else "warning"
    return Tile(
        "Whole points", verdict, f"AUC {0.0 if abs(cost) < 5e-5 else -cost:+.4f}".replace("+0.0000", "±0"), "", sentence
    )


def _monotone(scale: MasterScale) -> Tile:
    filled = scale.n > 0
    largest = int(np.argmax(scale.n))
    share = float(scale.n[largest] / max(1, scale.n.sum()))
    most = f"The largest, {scale.grades[largest]}, holds {percent(share)} of the accounts."
    empty = [name for name, full in zip(scale.grades, filled, strict=True) if not full]
    note = f" Empty: {', '.join(empty)}." if empty else ""
    if scale.falls:
        return Tile("Grades rise", "stop", f"{len(scale.falls)} reversed", "", f"{_pairs(scale)}. {most}{note}")
    return Tile("Grades rise", "good", f"{int(filled.sum())} grades", "", f"{most}{note}")


def _pairs(scale: MasterScale) -> str:
    rate = dict(zip(scale.grades, scale.bad_rate, strict=True))
    return "; ".join(f"{a} {percent(float(rate[a]))} above {b} {percent(float(rate[b]))}" for a, b in scale.falls)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
