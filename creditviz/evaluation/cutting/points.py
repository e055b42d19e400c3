"""Points of a scorecard for any model: the PD on a scale where `pdo` more points double the odds of being good."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.metrics import auc, wilson
from creditviz.results import Applicants, MasterScale, SameRanking

SMALLEST = 1e-12  # PDs are kept this far from 0 and 1, where points would be infinite
DEFAULT_LIMITS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32)  # doubling PDs: about one doubling of the odds a grade
MOST_GRADES = 26


def points(pd: np.ndarray, *, pdo: float = 20, base_points: float = 600, base_odds: float = 50) -> np.ndarray:
    """Points of PDs, shape as given; more points, less risk.

    points = base_points + pdo / ln 2 * ln(odds / base_odds), with odds = (1 - PD) / PD of being good.

    Parameters
    ----------
    pdo : points that double the odds; raising it spreads the scale.
    base_points : points at `base_odds`; raising it lifts all points.
    base_odds : good accounts per bad one at `base_points`; raising it lowers all points.

    Raises
    ------
    SpecificationError
        `pdo` or `base_odds` is not above 0.

    References
    ----------
    Siddiqi (2006), Credit Risk Scorecards, section on scaling. NOTE[DIFF]: he spreads the points over the columns of a
    logistic scorecard; ours come from the PD, so that every model has them.

    >>> points(np.array([1 / 51, 1 / 101])).round(6).tolist()
    [600.0, 620.0]
    """
    if not (pdo > 0 and base_odds > 0):
        raise SpecificationError(
            f"points to double the odds and base odds are above 0, however: {pdo:g} and {base_odds:g}. Raise them."
        )
    p = np.clip(np.asarray(pd, dtype=np.float64), SMALLEST, 1 - SMALLEST)
    return base_points + pdo / math.log(2) * (np.log1p(-p) - np.log(p) - math.log(base_odds))


def check_limits(limits: Sequence[float]) -> tuple[float, ...]:
    """PD limits of grades, checked: between 0 and 1, rising, at most 25.

    Raises
    ------
    SpecificationError
        They are not.
    """
    known = tuple(float(x) for x in limits)
    rising = all(a < b for a, b in zip(known, known[1:], strict=False))
    if not known or not rising or not (0 < known[0] and known[-1] < 1) or len(known) >= MOST_GRADES:
        shown = ", ".join(f"{100 * x:.4g}%" for x in known) or "none"
        raise SpecificationError(
            f"grades are parted by 1 to {MOST_GRADES - 1} PDs between 0% and 100%, each above the one before, however: "
            f"{shown}. Correct the limits."
        )
    return known


def master_scale(rows: Applicants, limits: Sequence[float], **scale: float) -> MasterScale:
    """Accounts by grade, A the best.

    Parameters
    ----------
    limits : PDs that part the grades, rising.
    scale : `pdo`, `base_points`, `base_odds` as in `points`.
    """
    known = check_limits(limits)
    k = len(known) + 1
    grade = np.searchsorted(known, rows.pd, side="right")
    n = np.bincount(grade, minlength=k)
    n_bad = np.bincount(grade[rows.y == 1], minlength=k)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_pd = np.bincount(grade, weights=rows.pd, minlength=k) / n
        low, high = wilson(n_bad, n)
    edges = points(np.array(known), **scale)
    names = tuple(chr(ord("A") + i) for i in range(k))
    return MasterScale(
        names, known, n, n_bad, mean_pd, low, high, np.r_[edges, -np.inf], np.r_[np.inf, edges], _falls(names, n, n_bad)
    )


def _falls(names: Sequence[str], n: np.ndarray, n_bad: np.ndarray) -> tuple[tuple[str, str], ...]:
    """Neighbouring grades, empty ones passed over, whose bad rate falls where it should rise."""
    filled = np.flatnonzero(n > 0)
    rate = n_bad[filled] / n[filled]
    return tuple((names[filled[i]], names[filled[i + 1]]) for i in range(len(filled) - 1) if rate[i + 1] < rate[i])


def same_ranking(rows: Applicants, **scale: float) -> SameRanking:
    """Whether points rank the accounts as their PDs do: equal AUC, rank correlation 1.

    Points in whole numbers tie accounts that PDs still tell apart; what that costs is the difference of the two AUC.
    """
    from scipy.stats import rankdata

    scored = points(rows.pd, **scale)
    whole = np.rint(scored)
    ranks, other = rankdata(rows.pd), rankdata(-scored)
    constant = np.ptp(ranks) == 0 or np.ptp(other) == 0
    return SameRanking(
        auc(rows.y, rows.pd),
        auc(rows.y, -scored),
        auc(rows.y, -whole),
        math.nan if constant else float(np.corrcoef(ranks, other)[0, 1]),
        len(np.unique(rows.pd)),
        len(np.unique(whole)),
    )
