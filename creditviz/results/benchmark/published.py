"""Tables that others have printed, and what an audit finds in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

METRICS = (
    *("auc", "ks", "brier", "accuracy", "recall", "specificity"),
    *("precision", "f1", "g_mean", "recall_at_precision"),
)


@dataclass(frozen=True)
class PublishedBook:
    """The data behind a table, before anything was sampled."""

    name: str
    bad_rate: float = math.nan  # of the data itself; nan where nobody knows
    n_rows: int = 0  # 0 where unknown
    stated_share: float = math.nan  # what the paper calls the share of bad rows, or "imbalance rate"
    stated_rows: tuple[int, ...] = ()  # every number of rows that the paper gives
    stated_good_per_bad: float = math.nan


@dataclass(frozen=True)
class PublishedRow:
    """One line of a table; figures are shares of one."""

    book: str  # whose rows were judged
    name: str  # as printed
    values: Mapping[str, float]  # key of METRICS -> figure
    setting: str = ""  # classifier, source book: what else the line is about
    model: str = ""  # key of our registry, "" where there is none
    sampler: str = ""
    sd: Mapping[str, float] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The line in words."""
        return " · ".join(part for part in (self.book, self.setting, self.name) if part)


@dataclass(frozen=True)
class PublishedTable:
    """A table with what is known of it."""

    key: str
    source: str
    rows: tuple[PublishedRow, ...] = ()
    books: Mapping[str, PublishedBook] = field(default_factory=dict)
    step: float = 1e-4  # distance of two figures that can be printed; the rounding error is half of it
    auc: str = "unclear"  # "scores", "decisions" (hard labels) or "unclear"
    precision: float = math.nan  # q of recall_at_precision
    importances: Mapping[str, float] = field(default_factory=dict)
    target: str = ""  # name of the outcome
    claimed_book: str = ""  # whose features the table is said to list
    claims: tuple[Mapping[str, Any], ...] = ()

    def bad_rate(self, row: PublishedRow) -> float:
        """Of the data that a line was judged on, nan where unknown."""
        book = self.books.get(row.book)
        return book.bad_rate if book else math.nan


@dataclass(frozen=True)
class AuditFinding:
    """One thing in a table that cannot be, or cannot be believed."""

    row: str  # label of the line; "" where the whole table is meant
    rule: str  # stable key
    printed: str
    must: str  # what must hold
    by: float  # how far it is missed, in the unit of what is printed; nan where that is no number
    verdict: str  # "impossible", "contaminated", "doubtful" or "trivial"
