"""In which leaves of boosted trees a row falls, told by trees that did not learn from the row. xgboost is inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from creditviz.models.base import Rows
from creditviz.models.trees.plain_boosting import Trees, boost_trees

ABSENT = -1.0  # in place of the leaves of trees that learned from the row


def folds(y: np.ndarray, n_folds: int, seed: int) -> np.ndarray:
    """The fold of each row, (n,), with as many bads in each as possible; fewer folds where an outcome is rare."""
    from sklearn.model_selection import StratifiedKFold

    n_folds = max(2, min(n_folds, int(np.bincount(y).min())))
    fold_of = np.zeros(len(y), dtype=np.int8)
    splitter = StratifiedKFold(n_folds, shuffle=True, random_state=seed % (2**31 - 1))
    for number, (_, held) in enumerate(splitter.split(y[:, None], y)):
        fold_of[held] = number
    return fold_of


def fold_boosters(
    rows: Rows,
    fold_of: np.ndarray,
    settings: Mapping[str, Any],
    trees: Trees,
    listen: Callable[[int], Any] = lambda number: None,
) -> list[Any]:
    """One booster a fold, boosted on the rows of all other folds.

    Parameters
    ----------
    fold_of : the fold of each row.
    settings, trees : as for `boost_trees`.
    listen : who is told of the rounds of booster `number`, from 0.
    """
    import xgboost

    boosters = []
    for number in range(int(fold_of.max()) + 1):
        others = fold_of != number
        train = xgboost.QuantileDMatrix(rows[0][others], rows[1][others], nthread=trees.n_threads)
        boosters.append(boost_trees(train, None, {"base_score": 0.5, **settings}, trees, listen(number)).booster)
    return boosters


def leaf_codes(boosters: Sequence[Any], X: np.ndarray, fold_of: np.ndarray | None = None) -> np.ndarray:
    """Numbers of leaves, (n, n_boosters * n_trees) float32, booster by booster.

    Parameters
    ----------
    fold_of : of training rows: only the trees that did not learn from a row tell its leaves, the others are `ABSENT`.
        None for rows that no booster learned from: all tell.
    """
    import xgboost

    found = [booster.predict(xgboost.DMatrix(X), pred_leaf=True).reshape(len(X), -1) for booster in boosters]
    codes = np.stack(found, 1).astype(np.float32)  # (n, n_boosters, n_trees)
    if fold_of is not None:
        codes[fold_of[:, None] != np.arange(len(boosters))] = ABSENT
    return codes.reshape(len(X), -1)
