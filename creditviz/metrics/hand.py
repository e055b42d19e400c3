"""Hand's H-measure: how much of the expected loss a score saves, over a stated range of costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from creditviz.metrics.ranking import Staircase, auc_of, staircase

SEVERITIES = ("ha2014", "hand2009", "severity")


def h_measure(y: np.ndarray, score: np.ndarray, severity: str = "ha2014") -> float:
    """Hand's H: how much of the best trivial rule's expected loss the score saves, from 0 to 1.

    A ranking worse than a coin is read backwards, as Hand does, so H never falls below 0.

    Parameters
    ----------
    severity : what costs are likely. "ha2014" is Beta(1 + bad share, 1 + good share), "hand2009" is
        Beta(2, 2), "severity" is Beta(2, 1 + good / bad). The figure means nothing without its severity.

    References
    ----------
    Hand (2009); Hand and Anagnostopoulos (2012, 2014).
    """
    return h_measure_of(staircase(y, score), severity)


def h_measure_of(stairs: Staircase, severity: str = "ha2014") -> float:
    """`h_measure` of a staircase."""
    return h_measures_of(stairs, (severity,))[severity]


def h_measures_of(stairs: Staircase, severities: Sequence[str] = SEVERITIES) -> dict[str, float]:
    """H of a staircase by severity; the hull is found once."""
    assert set(severities) <= set(SEVERITIES), severities
    if stairs.one_class:
        return dict.fromkeys(severities, math.nan)
    if auc_of(stairs) < 0.5:
        stairs = stairs.reversed()
    bad, good = upper_hull(stairs.bad, stairs.good)
    share_bad = stairs.n_bad / (stairs.n_bad + stairs.n_good)
    tpr, fpr = bad / stairs.n_bad, good / stairs.n_good
    return {severity: _h_from_hull(tpr, fpr, share_bad, severity) for severity in severities}


def _h_from_hull(tpr: np.ndarray, fpr: np.ndarray, share_bad: float, severity: str) -> float:
    """H of the vertices of a concave ROC curve: the least loss, integrated in closed form vertex by vertex.

    Parameters
    ----------
    tpr, fpr : arrays of shape (n_vertices,), rising from 0 to 1.
    share_bad : bad rows among all rows.
    """
    from scipy.special import betainc

    share_good = 1.0 - share_bad
    a, b = {
        "ha2014": (share_bad + 1.0, share_good + 1.0),
        "hand2009": (2.0, 2.0),
        "severity": (2.0, 1.0 + share_good / share_bad),
    }[severity]

    def cost_good(x):  # integral of c w(c) over [0, x]
        return betainc(a + 1, b, x) * a / (a + b)

    def cost_bad(x):  # integral of (1 - c) w(c) over [0, x]
        return betainc(a, b + 1, x) * b / (a + b)

    edge_bad, edge_good = share_bad * np.diff(tpr), share_good * np.diff(fpr)
    turn = np.r_[1.0, edge_bad / (edge_bad + edge_good), 0.0]  # vertex i is best for costs in [turn[i + 1], turn[i]]
    loss_good = share_good * fpr * -np.diff(cost_good(turn))
    loss_bad = share_bad * (1.0 - tpr) * -np.diff(cost_bad(turn))
    trivial = share_good * cost_good(share_bad) + share_bad * (cost_bad(1.0) - cost_bad(share_bad))
    return float(1.0 - (loss_good + loss_bad).sum() / trivial)


def upper_hull(bad: np.ndarray, good: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vertices of the upper convex hull of ROC points, in exact integer arithmetic.

    Parameters
    ----------
    bad, good : int64 arrays of shape (n_points,), rising together from (0, 0), no point twice.

    Returns
    -------
    bad, good : the vertices, the first and the last point included, no three of them in line.
    """
    while len(bad) > 2:  # a point on or under the line of its neighbours is no vertex: drop all such at once
        turn = (good[1:-1] - good[:-2]) * (bad[2:] - bad[:-2]) - (bad[1:-1] - bad[:-2]) * (good[2:] - good[:-2])
        keep = np.r_[True, turn < 0, True]
        stays, before = int(keep.sum()), len(bad)
        bad, good = bad[keep], good[keep]
        if stays > 0.9 * before:
            break
    return _monotone_chain(bad, good)


def _monotone_chain(bad: np.ndarray, good: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    chain: list[tuple[int, int]] = []
    for y, x in zip(bad.tolist(), good.tolist(), strict=True):
        while len(chain) > 1:
            (y0, x0), (y1, x1) = chain[-2:]
            if (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) < 0:
                break
            chain.pop()
        chain.append((y, x))
    points = np.array(chain, dtype=np.int64)
    return points[:, 0], points[:, 1]
