"""How far two clouds of rows lie apart, so that a picture of them cannot mislead."""

from __future__ import annotations

import numpy as np

from creditviz.metrics import auc, wasserstein

MOST_ROWS = 2000  # of each domain: distances of all pairs are worked out
FOLDS = 5
BLOCK = 512  # rows whose distances to all others are held at once


def domain_auc(source: np.ndarray, target: np.ndarray, *, seed: int) -> float:
    """AUC of boosted trees that try to tell target from source rows, out of fold: .5 they cannot, 1 always.

    Parameters
    ----------
    source, target : rows of the two domains, (n, d) and (m, d).
    seed : of folds and trees.
    """
    from sklearn.model_selection import StratifiedKFold
    from xgboost import XGBClassifier

    rows = np.vstack([source, target])
    is_target = np.repeat([0, 1], [len(source), len(target)])
    told = np.empty(len(rows))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for train, held in folds.split(rows, is_target):
        model = XGBClassifier(n_estimators=100, max_depth=4, learning_rate=0.1, random_state=seed, n_jobs=1)
        told[held] = model.fit(rows[train], is_target[train]).predict_proba(rows[held])[:, 1]
    return auc(is_target, told)


def mean_wasserstein(source: np.ndarray, target: np.ndarray) -> float:
    """Mean W1 over the columns, each in standard deviations of both domains together."""
    spread = np.vstack([source, target]).std(axis=0)
    scale = np.where(spread > 1e-12, spread, 1.0)
    columns = range(source.shape[1])
    return float(np.mean([wasserstein(source[:, i] / scale[i], target[:, i] / scale[i]) for i in columns]))


def mmd(source: np.ndarray, target: np.ndarray) -> float:
    """Squared maximum mean discrepancy, Gaussian kernel of median width, unbiased: about 0 where domains are alike.

    At most 2,000 rows of each domain are read, evenly spread.

    References
    ----------
    Gretton, Borgwardt, Rasch, Schölkopf, Smola 2012, eq. 3.
    """
    a, b = (rows[_spread(len(rows))].astype(np.float64) for rows in (source, target))
    squares = {"aa": _squares(a, a), "bb": _squares(b, b), "ab": _squares(a, b)}
    width = float(np.median(squares["ab"])) or 1.0
    n, m = len(a), len(b)
    within = (np.exp(-squares["aa"] / width).sum() - n) / (n * (n - 1))
    within += (np.exp(-squares["bb"] / width).sum() - m) / (m * (m - 1))
    return float(within - 2.0 * np.exp(-squares["ab"] / width).mean())


def silhouettes(rows: np.ndarray, *groups: np.ndarray) -> tuple[np.ndarray, ...]:
    """How much nearer each row lies to its own group than to the nearest other, -1 to 1; 0 is mixed.

    Distances are worked out once for all groupings, a block of rows at a time.

    Parameters
    ----------
    rows : (n, d), at most some ten thousand: all pairs are looked at.
    groups : groupings of the rows, (n,) each, e.g. the domain; a row of group -1 belongs to none.

    Returns
    -------
    tuple of (n,), one a grouping; nan for rows without a group, and for all rows of a single group.

    References
    ----------
    Rousseeuw 1987.
    """
    rows = np.asarray(rows, dtype=np.float64)
    members = [np.stack([group == g for g in np.unique(group[group != -1])], axis=1) for group in groups]
    found: list[list[np.ndarray]] = [[] for _ in groups]
    for first in range(0, len(rows), BLOCK):
        here = slice(first, first + BLOCK)
        distance = np.sqrt(_squares(rows[here], rows))
        distance[np.arange(len(distance)), np.arange(first, first + len(distance))] = 0.0
        for own, of_group in zip(found, members, strict=True):
            own.append(_silhouettes(distance @ of_group, of_group[here], of_group.sum(axis=0)))
    return tuple(np.concatenate(own) for own in found)


def _silhouettes(total: np.ndarray, member: np.ndarray, size: np.ndarray) -> np.ndarray:
    """From each row's summed distance to every group, (n, k), and the group it is in."""
    if total.shape[1] < 2:
        return np.full(len(total), np.nan)
    inside = (total * member).sum(axis=1) / np.maximum((size * member).sum(axis=1) - 1, 1)
    outside = np.where(member, np.inf, total / size).min(axis=1)
    value = (outside - inside) / np.maximum(np.maximum(outside, inside), np.finfo(float).tiny)
    value[(size * member).sum(axis=1) == 1] = 0.0  # a row alone in its group, by convention
    return np.where(member.any(axis=1), value, np.nan)


def _squares(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Squared distances of all pairs, (n, m)."""
    return np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2.0 * a @ b.T, 0.0)


def _spread(n: int) -> np.ndarray:
    return np.unique(np.linspace(0, n - 1, min(n, MOST_ROWS)).round().astype(int))
