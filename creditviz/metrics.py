"""Metrics of a ranking and of probabilities, in plain numpy; y = 1 is default, a high score is risky.

Every metric of a ranking works on the counts of bad and good rows at each distinct score, so ties are
handled exactly. A metric that does not exist (one outcome only) is `nan`, never an exception.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from creditviz.exceptions import DataError
from creditviz.results.curves import Interval

SEVERITIES = ("ha2014", "hand2009", "severity")
Z95 = 1.959963984540054  # 97.5% point of the normal distribution


class Staircase(NamedTuple):
    """Rows at or above each distinct score, from the highest score down, with a leading (0, 0)."""

    score: np.ndarray  # (n_distinct,) falling
    bad: np.ndarray  # (n_distinct + 1,) int64, rising from 0 to the number of bad rows
    good: np.ndarray  # (n_distinct + 1,) int64

    @property
    def n_bad(self) -> int:
        """Number of bad rows."""
        return int(self.bad[-1])

    @property
    def n_good(self) -> int:
        """Number of good rows."""
        return int(self.good[-1])

    @property
    def one_class(self) -> bool:
        """Whether only one outcome came: nothing to rank."""
        return self.n_bad == 0 or self.n_good == 0


class Confusion(NamedTuple):
    """Counts at one threshold; flagged means PD >= threshold."""

    true_bad: int
    false_bad: int
    true_good: int
    false_good: int


def staircase(y: np.ndarray, score: np.ndarray) -> Staircase:
    """Count bad and good rows at or above each distinct score.

    Parameters
    ----------
    y : array of shape (n,), 1 = default.
    score : array of shape (n,), finite.

    Raises
    ------
    DataError
        When a score is missing or infinite.
    """
    y, score = np.asarray(y), np.asarray(score, dtype=np.float64)
    assert y.shape == score.shape, "one score a row"
    if not np.isfinite(score).all():
        raise DataError(
            f"scores must be finite numbers, however {int((~np.isfinite(score)).sum())} of {len(score)} are not. "
            "Train the model again with a smaller learning rate, or look for infinities in the book."
        )
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    last = np.flatnonzero(np.r_[ranked[1:] != ranked[:-1], True]) if len(ranked) else np.zeros(0, dtype=int)
    bad = np.cumsum(y[order] == 1, dtype=np.int64)[last]
    return Staircase(ranked[last], np.r_[0, bad], np.r_[0, last + 1 - bad])


def auc(y: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve: P(bad scores higher) + P(tie) / 2. Exact in integers."""
    return _auc(staircase(y, score))


def _auc(stairs: Staircase) -> float:
    if stairs.one_class:
        return math.nan
    twice = int(np.sum(np.diff(stairs.good) * (stairs.bad[1:] + stairs.bad[:-1])))
    return twice / (2 * stairs.n_bad * stairs.n_good)


def gini(y: np.ndarray, score: np.ndarray) -> float:
    """2 AUC - 1: 0 is a coin, 1 a perfect ranking."""
    return 2.0 * auc(y, score) - 1.0


def ks(y: np.ndarray, score: np.ndarray) -> float:
    """Widest gap between the share of bad and of good rows at or above a score, over every distinct score."""
    stairs = staircase(y, score)
    return math.nan if stairs.one_class else float(_gaps(stairs).max())


def _gaps(stairs: Staircase) -> np.ndarray:
    return stairs.bad / stairs.n_bad - stairs.good / stairs.n_good


def auc_interval(y: np.ndarray, score: np.ndarray) -> Interval:
    """AUC with its 95% interval by DeLong's variance, in O(n log n).

    NOTE[DIFF] DeLong's variance is zero when every bad row outscores every good one; the bound is then
    Wilson's for as many straight successes as the rarer outcome has rows.

    References
    ----------
    DeLong, DeLong, Clarke-Pearson (1988); Sun and Xu (2014) for the fast form.
    """
    y, score = np.asarray(y), np.asarray(score, dtype=np.float64)
    value = auc(y, score)
    bad, good = np.sort(score[y == 1]), np.sort(score[y != 1])
    if math.isnan(value) or min(len(bad), len(good)) < 2:
        return Interval(value, math.nan, math.nan)
    over_good = _mid_rank(good, bad) / len(good)  # (n_bad,) share of goods below each bad row
    over_bad = _mid_rank(bad, good) / len(bad)  # (n_good,)
    variance = over_good.var(ddof=1) / len(bad) + over_bad.var(ddof=1) / len(good)
    if variance == 0.0:
        low, high = wilson(round(value * min(len(bad), len(good))), min(len(bad), len(good)))
        return Interval(value, float(low), float(high))
    half = Z95 * math.sqrt(variance)
    return Interval(value, max(0.0, value - half), min(1.0, value + half))


def _mid_rank(among: np.ndarray, values: np.ndarray) -> np.ndarray:
    return 0.5 * (np.searchsorted(among, values, "left") + np.searchsorted(among, values, "right"))


def brier(y: np.ndarray, pd: np.ndarray) -> float:
    """Mean squared distance between PD and outcome: 0 is perfect, the constant bad rate p scores p (1 - p)."""
    y, pd = np.asarray(y, dtype=np.float64), np.asarray(pd, dtype=np.float64)
    return float(np.mean((pd - y) ** 2)) if len(y) else math.nan


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
    assert severity in SEVERITIES, severity
    stairs = staircase(y, score)
    if stairs.one_class:
        return math.nan
    if _auc(stairs) < 0.5:
        stairs = staircase(y, -np.asarray(score, dtype=np.float64))
    bad, good = upper_hull(stairs.bad, stairs.good)
    share_bad = stairs.n_bad / (stairs.n_bad + stairs.n_good)
    return _h_from_hull(bad / stairs.n_bad, good / stairs.n_good, share_bad, severity)


def _h_from_hull(tpr: np.ndarray, fpr: np.ndarray, share_bad: float, severity: str) -> float:
    """Integrate the minimum loss in closed form, vertex by vertex (methods: H-measure, steps 4-8)."""
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


def wasserstein(a: np.ndarray, b: np.ndarray) -> float:
    """Area between the two distribution functions, in the unit of the values."""
    a, b = np.sort(np.asarray(a, dtype=np.float64)), np.sort(np.asarray(b, dtype=np.float64))
    if not len(a) or not len(b):
        return math.nan
    every = np.sort(np.concatenate([a, b]))
    share_a = np.searchsorted(a, every[:-1], "right") / len(a)
    share_b = np.searchsorted(b, every[:-1], "right") / len(b)
    return float(np.sum(np.abs(share_a - share_b) * np.diff(every)))


def wilson(successes: np.ndarray | float, n: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's 95% interval of a share, which keeps its level for few rows and shares near 0 or 1."""
    successes, n = np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    share, z2 = successes / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def confusion(y: np.ndarray, pd: np.ndarray, threshold: float) -> Confusion:
    """Counts when every row with PD >= `threshold` is flagged."""
    bad, flagged = np.asarray(y) == 1, np.asarray(pd) >= threshold
    return Confusion(
        int((bad & flagged).sum()),
        int((~bad & flagged).sum()),
        int((~bad & ~flagged).sum()),
        int((bad & ~flagged).sum()),
    )


def best_threshold(y: np.ndarray, pd: np.ndarray) -> float:
    """PD at the KS point: flagging from here up catches the most bad rows for the fewest good ones."""
    stairs = staircase(y, pd)
    if stairs.one_class:
        return 0.5
    return float(stairs.score[np.argmax(_gaps(stairs)[1:])])


def metric_summary(y: np.ndarray, score: np.ndarray, pd: np.ndarray, threshold: float) -> dict[str, float]:
    """Every figure of one scored set of rows, by its stable key.

    Parameters
    ----------
    y : array of shape (n,), 1 = default.
    score : array of shape (n,), the model's own output; ranks.
    pd : array of shape (n,), calibrated; for Brier and everything at the threshold.
    threshold : rows with PD >= this are flagged; chosen on validation rows.
    """
    y = np.asarray(y)
    hits, false_bad, true_good, misses = confusion(y, pd, threshold)
    n, n_bad = len(y), hits + misses
    recall, specificity = _ratio(hits, n_bad), _ratio(true_good, n - n_bad)
    area, bad_rate = auc(y, score), _ratio(n_bad, n)
    return {
        "auc": area,
        "ks": ks(y, score),
        "gini": 2.0 * area - 1.0,
        "brier": brier(y, pd),
        "h_measure": h_measure(y, score, "ha2014"),
        "h_measure_hand2009": h_measure(y, score, "hand2009"),
        "h_measure_severity": h_measure(y, score, "severity"),
        "threshold": float(threshold),
        "recall": recall,
        "specificity": specificity,
        "f1": _ratio(2 * hits, 2 * hits + false_bad + misses),
        "accuracy": _ratio(hits + true_good, n),
        "g_mean": math.sqrt(recall * specificity),
        "majority_accuracy": max(bad_rate, 1.0 - bad_rate),
        "brier_constant": bad_rate * (1.0 - bad_rate),
        "n": n,
        "n_bad": n_bad,
    }


def recall_at_precision(y: np.ndarray, score: np.ndarray, precision: float) -> float:
    """Largest share of the bad rows that is flagged while at least `precision` of the flagged rows are bad.

    0 where no threshold is that precise; 1 for every precision up to the bad rate, where flagging all will do,
    so that it says nothing there. nan with one outcome only.
    """
    stairs = staircase(y, score)
    if stairs.one_class:
        return math.nan
    bad, flagged = stairs.bad[1:], stairs.bad[1:] + stairs.good[1:]
    reached = bad / flagged >= precision - 1e-12  # 3 of 10 is a precision of .3, whatever its last binary digit
    return float(bad[reached].max() / stairs.n_bad) if reached.any() else 0.0


def hard_auc(recall: float, specificity: float) -> float:
    """Area under the ROC curve of labels instead of scores: one corner, (recall + specificity) / 2.

    What some papers print as AUC. It depends on the threshold, and is no larger than the AUC of the scores
    wherever the ROC curve has no dent.
    """
    return (recall + specificity) / 2.0


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def implied_prevalence(recall: float, f1: float, auc_hard: float) -> float:
    """Bad share of a test set that printed recall, F1 and hard-label AUC imply.

    A value above the data's own bad rate says that synthetic rows were among the test rows.
    """
    flagged_good = recall + 1.0 - 2.0 * auc_hard
    return f1 * flagged_good / (2.0 * recall - f1 * (recall + 1.0) + f1 * flagged_good)
