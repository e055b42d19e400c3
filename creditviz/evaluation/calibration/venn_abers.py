"""Two PDs for every account: what isotonic calibration would say had the account been good, and had it been bad."""

from __future__ import annotations

import numpy as np

MOST_GROUPS = 300  # of validation scores; more change the ends of an interval by less than the interval is wide


def venn_abers(score: np.ndarray, y: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper PD of each account, (n,) each; one of the two is calibrated whatever the scores are like.

    Parameters
    ----------
    score, y : of validation rows, (m,); scores that rise with the risk.
    asked : scores of the accounts, (n,).

    References
    ----------
    Vovk and Petej (2014), Venn-Abers predictors, inductive form. NOTE[DIFF]: of more than 300 distinct validation
    scores neighbours are put together in groups of equal size, and an account joins the group that its score is in.

    >>> low, high = venn_abers(np.array([0.1, 0.2, 0.8, 0.9]), np.array([0, 0, 1, 1]), np.array([0.0, 0.5, 1.0]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 0.0, 0.67], [0.33, 1.0, 1.0])
    """
    borders, n, n_bad = _groups(np.asarray(score, dtype=np.float64), np.asarray(y))
    place = np.searchsorted(borders, asked, side="left")  # in front of the group whose score it reaches
    same = (place < len(borders)) & (borders[np.minimum(place, len(borders) - 1)] == asked)
    spots, back = np.unique(np.column_stack([place, same]), axis=0, return_inverse=True)
    found = np.array([[_with_one(n, n_bad, at, bool(tied), bad) for bad in (0, 1)] for at, tied in spots.tolist()])
    back = np.ravel(back)
    return found[back, 0], found[back, 1]


def _groups(score: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Highest score, rows and bad rows of each group, in the order of the scores."""
    known = np.unique(score)
    if len(known) > MOST_GROUPS:
        known = np.unique(np.quantile(score, np.linspace(0, 1, MOST_GROUPS + 1)[1:], method="higher"))
    at = np.searchsorted(known, score, side="left")
    return known, np.bincount(at, minlength=len(known)), np.bincount(at, weights=y, minlength=len(known))


def _with_one(n: np.ndarray, n_bad: np.ndarray, at: int, tied: bool, bad: int) -> float:
    """The isotonic PD of one more row of this outcome, tied with a group or in front of it."""
    from sklearn.isotonic import isotonic_regression

    if tied or len(n) == MOST_GROUPS and at < len(n):
        rows, bads = n.astype(float).copy(), n_bad.copy()
        rows[at] += 1
        bads[at] += bad
    else:
        rows, bads = np.insert(n.astype(float), at, 1.0), np.insert(n_bad, at, float(bad))
    return float(isotonic_regression(bads / rows, sample_weight=rows, y_min=0.0, y_max=1.0)[at])
