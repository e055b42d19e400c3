"""Small changes of one account after which a model would say something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One column that changes."""

    column: str
    before: Any
    after: Any
    distance: float  # share of the training rows between both values, of a code less where its new level is common


@dataclass(frozen=True)
class Counterfactual:
    """Changes that belong together."""

    changes: tuple[Change, ...]
    pd: float  # after them

    @property
    def distance(self) -> float:
        """Of all changes together."""
        return sum(change.distance for change in self.changes)


@dataclass(frozen=True)
class Counterfactuals:
    """What was found for one account; fewest columns first, then the smallest changes."""

    found: tuple[Counterfactual, ...]
    pd: float  # as the account stands
    cut_off: float
    n_free: int  # columns that were allowed to change
    most_changes: int
    lowest: float  # PD that any combination which was tried reached
    n_tried: int  # combinations
