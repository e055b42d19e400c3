"""The numbers behind ROC, KS, calibration and score distribution, small enough for a browser."""

from __future__ import annotations

import math

import numpy as np

from creditviz.metrics import Staircase, auc_interval_of, best_threshold, staircase, upper_hull
from creditviz.results import KsCurve, RocCurve, ScoredRows, ScoreHistogram

MAX_POINTS = 2000


def roc_curve(scored: ScoredRows) -> RocCurve:
    """ROC points with DeLong's interval, thinned to at most `MAX_POINTS` without losing the hull or the KS point.

    Both outcomes must be there.
    """
    stairs = staircase(scored.y_true, scored.y_score)
    keep = kept_points(stairs)
    return RocCurve(
        fpr=stairs.good[keep] / stairs.n_good,
        tpr=stairs.bad[keep] / stairs.n_bad,
        threshold=np.r_[np.inf, stairs.score][keep],
        auc=auc_interval_of(stairs),
        n_rows=len(scored),
        n_bad=stairs.n_bad,
    )


def kept_points(stairs: Staircase) -> np.ndarray:
    """Positions of the points to draw: ends, KS point, hull, and an even thinning of the others."""
    n_points = len(stairs.bad)
    if n_points <= MAX_POINTS:
        return np.arange(n_points)
    gap = np.argmax(stairs.bad / stairs.n_bad - stairs.good / stairs.n_good)
    hull_bad, hull_good = upper_hull(stairs.bad, stairs.good)
    hull = np.searchsorted(stairs.bad + stairs.good, hull_bad + hull_good)  # rows flagged name the point
    needed = np.unique(np.r_[0, gap, n_points - 1, _evenly(hull, MAX_POINTS // 2)])
    filler = _evenly(np.arange(n_points), MAX_POINTS - len(needed))
    return np.union1d(needed, filler)


def _evenly(positions: np.ndarray, n: int) -> np.ndarray:
    """At most `n` of the positions, evenly spread, both ends included."""
    return positions if len(positions) <= n else positions[np.linspace(0, len(positions) - 1, n).astype(int)]


def ks_curve(scored: ScoredRows, calibration: str) -> KsCurve:
    """Shares of bad and of good rows at or above each PD, and where they are widest apart."""
    stairs = staircase(scored.y_true, scored.pd(calibration))
    bad, good = stairs.bad[1:] / stairs.n_bad, stairs.good[1:] / stairs.n_good
    widest = int(np.argmax(bad - good))
    keep = np.union1d(_evenly(np.arange(len(bad)), MAX_POINTS - 1), [widest])[::-1]  # PD rising
    return KsCurve(
        score=stairs.score[keep],
        bad_above=bad[keep],
        good_above=good[keep],
        ks=max(0.0, float(bad[widest] - good[widest])),
        at_score=float(stairs.score[widest]),
        bad_caught=float(bad[widest]),
        good_flagged=float(good[widest]),
        n_rows=len(scored),
        n_bad=stairs.n_bad,
    )


def score_histogram(
    scored: ScoredRows, calibration: str, *, cut_off: float | None = None, n_bins: int = 40
) -> ScoreHistogram:
    """Shares of good and of bad rows by PD, in equal bins from 0 to the highest PD.

    Parameters
    ----------
    cut_off : PD at which accounts are flagged; the KS point of these rows when None.
    """
    y, pd = np.asarray(scored.y_true), scored.pd(calibration)
    top = min(1.0, max(0.01, math.ceil(float(pd.max()) * 100) / 100)) if len(pd) else 1.0
    edges = np.linspace(0.0, top, n_bins + 1)
    good, bad = (np.histogram(pd[y == outcome], edges)[0] for outcome in (0, 1))
    return ScoreHistogram(
        edges=edges,
        good=good / max(1, good.sum()),
        bad=bad / max(1, bad.sum()),
        cut_off=best_threshold(y, pd) if cut_off is None else float(cut_off),
        n_rows=len(scored),
        n_bad=int(bad.sum()),
    )
