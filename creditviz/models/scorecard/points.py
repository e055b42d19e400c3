"""Points of a card's bins: log-odds on a scale where a fixed number of points doubles the odds of being good."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from creditviz.results import BinnedColumn


@dataclass(frozen=True)
class Scaling:
    """The scale of a card; `creditviz.evaluation.cutting.points.points` has the same for any model's PDs."""

    pdo: float = 20.0  # points that double the odds
    base_points: float = 600.0  # at the base odds
    base_odds: float = 50.0  # good accounts per bad one

    @property
    def factor(self) -> float:
        """Points of one unit of log-odds."""
        return self.pdo / math.log(2)

    @property
    def offset(self) -> float:
        """Points at even odds."""
        return self.base_points - self.factor * math.log(self.base_odds)


def bin_points(
    intercept: float, weights: np.ndarray, columns: list[BinnedColumn], scale: Scaling
) -> tuple[list[np.ndarray], float]:
    """Points of every bin of every column, not rounded; those of an account sum to its score, without columns the rest.

    Parameters
    ----------
    intercept, weights : of the log-odds of default in the weights of evidence, weights (n_columns,).
    columns : the card's columns in the order of the weights.

    Returns
    -------
    Points of each column's bins, and the points that every account has besides: 0 where there are columns, among which
    offset and intercept are shared out evenly.

    References
    ----------
    Siddiqi (2006), Credit Risk Scorecards, section on scaling.
    """
    start = scale.offset - scale.factor * intercept
    if not columns:
        return [], start
    share = start / len(columns)
    return [share - scale.factor * w * c.woe for w, c in zip(weights, columns, strict=True)], 0.0


def neutral_points(points: np.ndarray, column: BinnedColumn) -> float:
    """Mean points of a column over the training accounts: what an account that it says nothing of would have."""
    return float(points @ column.n / column.n.sum())
