"""Whether boosted trees can tell two sets of rows apart: the one question that no marginal figure answers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from creditviz.evaluation.significance import cross_fitted_interval
from creditviz.evaluation.tables import columns_of, number_matrix, row_keys, shared_codes
from creditviz.metrics import auc_interval
from creditviz.results import Interval, TwoSample
from creditviz.schema import TableSchema

N_FOLDS = 5
FEWEST_ROWS = 25  # of each set: ten rows of both in a fold
N_TELLING = 8  # columns named
FLOOR_DRAWS, SMALL = 3, 1000  # a floor of at most so many rows a set is the mean of so many draws
# One thread: two that wait for each other on a busy two-core machine took six times the processor time.
_TREES = {"objective": "binary:logistic", "max_depth": 4, "tree_method": "hist", "nthread": 1}
_N_TREES = 100


def two_sample(
    a: pd.DataFrame, b: pd.DataFrame, schema: TableSchema, *, seed: int = 0, check: Callable[[], None] = lambda: None
) -> TwoSample:
    """Five-fold XGBoost of 100 trees of depth 4 that tells rows of `a` from rows of `b`, pooled out of fold.

    The interval is DeLong's, widened for the rows that the folds' trees share (Nadeau and Bengio 2003).
    Equal numbers of rows, original units, categories as codes, missing values as they are. The AUC is not
    folded at .5. Fewer than 25 rows a set give `nan`.

    NOTE[DIFF] Rows equal in every feature share a fold. Apart, a row and its copy in the other set would
    teach the trees the wrong answer (AUC below .5), and copies within a set the right one; copies are
    counted by the privacy report.

    Parameters
    ----------
    a, b : feature columns; `b` is the real set that decides what is a number.
    seed : which rows of the larger set are left out, and the folds.
    check : called after every tree; may raise `RunCancelled`.

    References
    ----------
    Lopez-Paz and Oquab (2017), sections 2 and 3.
    """
    n = min(len(a), len(b))
    random = np.random.default_rng(seed)
    parts = [frame.iloc[np.sort(random.permutation(len(frame))[:n])] for frame in (a, b)]
    columns = columns_of(schema, parts[1], parts[0])
    if n < FEWEST_ROWS:
        return TwoSample(Interval(math.nan, math.nan, math.nan), n)
    matrix = _matrix(parts, columns)
    is_a = np.repeat([1, 0], n)
    fold = _folds(np.concatenate(row_keys(schema, *parts)), random)
    score, gain = np.full(2 * n, np.nan), np.zeros(len(columns.names))
    for number in range(N_FOLDS):
        held = fold == number
        score[held], more = _fit(matrix, is_a, held, seed, check)
        gain += more
    judged = np.isfinite(score)  # a fold may be empty where nearly all rows are equal
    area = cross_fitted_interval(auc_interval(is_a[judged], score[judged]), N_FOLDS)
    return TwoSample(area, n, _telling([schema.label(c) for c in columns.names], gain))


def floor(
    training: pd.DataFrame,
    held_out: pd.DataFrame,
    schema: TableSchema,
    *,
    seed: int = 0,
    check: Callable[[], None] = lambda: None,
) -> TwoSample:
    """What real rows score against real rows: `two_sample`, on few rows the mean of three draws of rows and folds.

    One unlucky draw of few rows lies far from .5. The interval is the mean of theirs: draws of the same rows are
    not independent.
    """
    n = min(len(training), len(held_out))
    draws = FLOOR_DRAWS if FEWEST_ROWS <= n <= SMALL else 1
    found = [two_sample(training, held_out, schema, seed=seed + draw, check=check) for draw in range(draws)]
    value, low, high = (float(np.mean([getattr(one.auc, part) for one in found])) for part in ("value", "low", "high"))
    return TwoSample(Interval(value, low, high), n, found[0].telling)


def _matrix(parts: list[pd.DataFrame], columns) -> np.ndarray:
    """Both sets, one above the other, (2 n, n_features) float32; NaN = missing."""
    wide = np.empty((sum(map(len, parts)), len(columns.names)), dtype=np.float32)
    for position, name in enumerate(columns.names):
        if name in columns.numeric:
            wide[:, position] = np.concatenate([number_matrix(part, [name])[:, 0] for part in parts])
        else:
            codes, _ = shared_codes([part[name] for part in parts])
            empty = np.concatenate([part[name].isna().to_numpy() for part in parts])
            wide[:, position] = np.where(empty, np.nan, np.concatenate(codes))
    return wide


def _folds(keys: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Fold of each row, equal for equal keys, (n,)."""
    return (random.permutation(int(keys.max()) + 1) % N_FOLDS)[keys]


def _fit(matrix, is_a, held, seed, check) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the held-out rows and the gain of each column, from trees grown on the other rows."""
    import xgboost

    class Check(xgboost.callback.TrainingCallback):
        def after_iteration(self, model, epoch, evals_log):
            check()
            return False

    if not held.any() or held.all():
        return np.full(int(held.sum()), np.nan), np.zeros(matrix.shape[1])
    check()
    rows = xgboost.DMatrix(matrix[~held], is_a[~held])
    booster = xgboost.train({**_TREES, "seed": seed}, rows, _N_TREES, callbacks=[Check()])
    gain = np.zeros(matrix.shape[1])
    for name, value in booster.get_score(importance_type="total_gain").items():
        gain[int(name[1:])] = value
    return booster.predict(xgboost.DMatrix(matrix[held])), gain


def _telling(names: list[str], gain: np.ndarray) -> tuple[tuple[str, float], ...]:
    """The columns that helped most, with their share of the gain."""
    total = gain.sum()
    most = np.argsort(-gain, kind="stable")[:N_TELLING]
    return tuple((names[i], float(gain[i] / total)) for i in most if gain[i] > 0)
