"""How far reasons depend on chance: the same accounts explained twice, in other orders."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.explanation.shapley.accounts import Subject, explain, in_players
from creditviz.explanation.shapley.methods import METHODS, SAMPLED, Check

N_TWICE = 100  # accounts explained a second time


def first_changes(
    subject: Subject,
    frame: pd.DataFrame,
    background: pd.DataFrame,
    values: np.ndarray,
    *,
    seed: int,
    check: Check = lambda: None,
) -> float:
    """Share of accounts whose first reason is another one when the orders are drawn anew; 0 where none are drawn.

    Parameters
    ----------
    frame, background, values : accounts, what they were compared with, and the values found by players (n, n_players).
    seed : of the new orders; another than that of `values`.
    """
    if not subject.sampled or not len(frame):
        return 0.0
    again = explain(subject, frame[:N_TWICE], background, seed=seed, check=check)
    return share_changed(values[:N_TWICE], in_players(again, subject))


def share_changed(values: np.ndarray, again: np.ndarray) -> float:
    """Share of rows whose strongest raising column differs; a row that nothing raises has none.

    >>> share_changed(np.array([[2.0, 1.0], [-1.0, -2.0]]), np.array([[1.0, 2.0], [-1.0, -2.0]]))
    0.5
    """
    first, second = (np.where(v.max(1) > 0, v.argmax(1), -1) for v in (values, again))
    return float((first != second).mean()) if len(values) else 0.0


def with_share(words: str, changes: float) -> str:
    """How values are made, and how far chance has a part in the first reason.

    >>> with_share("Shapley values by sampled orders", 0.04)
    'Shapley values by sampled orders, the first reason of 4% of accounts would change in other orders'
    """
    return f"{words}, the first reason of {changes:.0%} of accounts would change in other orders"


def unmeasured(method: str) -> bool:
    """Whether stored words are those of sampled values of a version that did not say how far chance has a part."""
    return method.startswith(METHODS[SAMPLED].words) and "would change" not in method
