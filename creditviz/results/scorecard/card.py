"""A scorecard as it is printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attribute:
    """One bin of one column."""

    name: str  # e.g. "10% to 25%", "missing"
    n: int  # training accounts
    n_bad: int
    woe: float
    points: float  # not rounded; of an account all sum to its score

    @property
    def bad_rate(self) -> float:
        """Nan without training accounts."""
        return self.n_bad / self.n if self.n else float("nan")


@dataclass(frozen=True)
class CardColumn:
    """One column of the card, its bins in order."""

    name: str  # on screen
    feature: str  # name of the matrix column
    iv: float
    weight: float  # of the log-odds of default in the weight of evidence, below 0
    neutral: float  # mean points over the training accounts
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True)
class Scorecard:
    """The whole card."""

    columns: tuple[CardColumn, ...]  # the most telling first
    rest: float  # points that every account has besides; 0 unless there are no columns
    pdo: float
    base_points: float
    base_odds: float

    @property
    def neutral(self) -> float:
        """Mean points of the training accounts."""
        return self.rest + sum(column.neutral for column in self.columns)
