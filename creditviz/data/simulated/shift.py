"""Two simulated books with a shift that has a name and a size: nobody's data, and a truth that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from creditviz.exceptions import SpecificationError
from creditviz.schema import TableSchema

ShiftKind = Literal["none", "features", "label", "concept"]
KINDS: tuple[ShiftKind, ...] = get_args(ShiftKind)
COLUMNS = (
    "utilisation", "months_late", "inquiries", "debt_to_income", "income", "tenure", "limit", "file_age",
)  # fmt: skip
SHIFTED = (
    "utilisation",
    "inquiries",
    "income",
    "limit",
)  # columns that a shift moves, or whose part in the rule changes
_WEIGHTS = np.array([1.1, 0.9, 0.7, 0.6, -0.9, -0.6, -0.7, -0.4])
_INTERCEPT = -2.5  # about 20% default in the source
_STEP = 2.5  # standard deviations by which the new segment lies higher
_NEW_SEGMENT = 0.5  # of the target's rows at size 1
_MOST_BAD = 0.5  # bad rate of the target at size 1
_POOL = 8  # rows drawn for one that is kept, when outcomes are thinned


@dataclass(frozen=True, eq=False)
class ShiftedBooks:
    """Two books of the same columns, and what is true of them."""

    source: pd.DataFrame
    target: pd.DataFrame
    schema: TableSchema
    shifted: tuple[str, ...]  # columns that were moved, or whose part in the rule changed
    source_probability: np.ndarray  # (n,) P(default | columns) of every source row
    target_probability: np.ndarray  # (n,)


def simulate_shifted_books(kind: ShiftKind, size: float, n: int, seed: int) -> ShiftedBooks:
    """An old and a new book whose difference has a name and a size.

    Parameters
    ----------
    kind : {'none', 'features', 'label', 'concept'}
        Both books alike; a new segment of customers who lie higher on four of eight columns, under the same rule of
        default; more defaulters, each like those of the old book; four columns that lose, then reverse, their part
        in the rule.
    size : 0 to 1. Raising it makes the books differ more; at 0 they are alike, whatever the kind.
    n : rows of each book.
    seed : of all draws. Books of one seed and growing size are the same customers, shifted further.

    Raises
    ------
    SpecificationError
        For an unknown kind, or a size outside 0 to 1.

    Notes
    -----
    P(y | x) = logistic(b + w tanh(x) + .5 tanh(x_1 x_2)): effects level off, so that a rule learned on one part of
    the scale is not right on another. "features" is covariate shift (P(x) changes, P(y | x) does not), "label" is
    prior shift (P(y) changes, P(x | y) does not), "concept" changes P(y | x) alone (Moreno-Torres et al. 2012).

    Examples
    --------
    >>> books = simulate_shifted_books("label", 1.0, 500, 0)
    >>> len(books.target), bool(books.target["default"].mean() > books.source["default"].mean())
    (500, True)
    """
    if kind not in KINDS or not 0.0 <= size <= 1.0:
        raise SpecificationError(
            f"a shift is one of {', '.join(KINDS)} with a size from 0 to 1, however: {kind!r} of {size!r}. Correct it."
        )
    old, new = np.random.default_rng(seed).spawn(2)
    X, p, y = _draw(n, old)
    if kind == "label":
        X_new, p_new, y_new = _more_defaulters(n, size, new)
    else:
        X_new, p_new, y_new = _draw(n, new, move=size * (kind == "features"), turn=size * (kind == "concept"))
    schema = TableSchema(target="default", bad=(1,), good=(0,), numeric=COLUMNS)
    moved = SHIFTED if kind in ("features", "concept") and size > 0 else ()
    return ShiftedBooks(_frame(X, y), _frame(X_new, y_new), schema, moved, p, p_new)


def probability_of_default(frame: pd.DataFrame, turn: float = 0.0) -> np.ndarray:
    """P(default | columns) by the rule, (n,); `turn` is the size of a change of the rule."""
    return _rule(frame[list(COLUMNS)].to_numpy(), turn)


def _draw(
    n: int, random: np.random.Generator, *, move: float = 0.0, turn: float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns (n, 8), their probability of default and outcomes, (n,)."""
    common = random.normal(size=(n, 1))  # how well off a customer is, in every column a little
    X = 0.5 * np.sign(_WEIGHTS) * common + np.sqrt(0.75) * random.normal(size=(n, len(COLUMNS)))
    in_new_segment = random.random(n) < move * _NEW_SEGMENT
    X += _STEP * np.outer(in_new_segment, np.isin(COLUMNS, SHIFTED))
    p = _rule(X, turn)
    return X, p, (random.random(n) < p).astype(int)


def _rule(X: np.ndarray, turn: float) -> np.ndarray:
    changes = np.isin(COLUMNS, SHIFTED)
    weights = np.where(changes, (1.0 - 2.0 * turn) * _WEIGHTS, _WEIGHTS)
    log_odds = _INTERCEPT + 1.4 * np.tanh(X) @ weights + 0.5 * np.tanh(X[:, 0] * X[:, 1])
    return 1.0 / (1.0 + np.exp(-log_odds))


def _more_defaulters(n: int, size: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of the old rule, thinned by outcome alone, so that more of them are bad."""
    X, p, y = _draw(_POOL * n, random)
    before = y.mean()
    after = before + size * (_MOST_BAD - before)
    bad = np.flatnonzero(y)[: round(after * n)]
    rows = np.sort(np.r_[bad, np.flatnonzero(y == 0)[: n - len(bad)]])
    odds = p[rows] / (1.0 - p[rows]) * (after / (1.0 - after)) / (before / (1.0 - before))
    return X[rows], odds / (1.0 + odds), y[rows]


def _frame(X: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(X, columns=list(COLUMNS)).assign(default=y)
