"""What scoring a file hands to the page and the command line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from creditviz.results.curves import Interval
from creditviz.results.stability import Stability


@dataclass(frozen=True)
class Mismatch:
    """Where a file is not what the model was trained on, and what to do about it."""

    column: str
    verdict: str  # "stop": cannot be scored; "warning": is scored, and how stands in `what`
    what: str
    fix: str
    rows: int = 0  # rows of the file that it touches


@dataclass(frozen=True)
class Rules:
    """What turns a PD into a decision: cut-off, points and grades."""

    cut_off: float  # PDs from here on are declined; nan of a model that tells nobody apart
    cut_off_about: str  # who kept it, or that nobody did
    limits: tuple[float, ...]  # (k - 1,) rising PDs that part the grades
    scale: Mapping[str, float]  # pdo, base_points, base_odds
    scale_about: str

    @property
    def decides(self) -> bool:
        """Whether there is a cut-off at all."""
        return not math.isnan(self.cut_off)

    @property
    def grades(self) -> tuple[str, ...]:
        """(k,) A is the best."""
        return tuple(chr(ord("A") + i) for i in range(len(self.limits) + 1))


@dataclass(frozen=True, eq=False)
class Outcomes:
    """How PDs did on rows whose outcome is known."""

    n: int
    n_bad: int
    auc: Interval
    ks: float
    brier: float
    mean_pd: float
    bad_rate: Interval
    shift: Interval  # of all log-odds, that would make the mean PD the bad rate: calibration in the large

    @property
    def turned(self) -> bool:
        """Whether the ranking is the wrong way round beyond chance: the whole interval of the Gini lies below 0."""
        return self.auc.high < 0.5


@dataclass(frozen=True, eq=False)
class Alerts:
    """Accounts by how far their PD rose since an earlier score, the largest rise first."""

    column: str  # of the file, with the earlier score
    row: np.ndarray  # (m,) numbers in the file, from 1
    identifier: tuple[str, ...]  # (m,) of the accounts; empty where the file has none
    before: np.ndarray  # (m,) PD
    now: np.ndarray  # (m,) PD
    n_known: int  # rows with an earlier score
    n_risen: int  # rows whose PD rose
    n_crossed: int  # rows that were below the cut-off and are no longer


@dataclass(frozen=True, eq=False)
class Scoring:
    """A file through a fitted run; the rows themselves lie beside it."""

    run: str  # id of the run that scored
    file: str  # name
    n_rows: int
    calibration: str
    rules: Rules
    n_approved: int
    mean_pd: float
    by_grade: np.ndarray  # (k,) rows
    pd_by_grade: np.ndarray  # (k,) mean PD, nan of an empty grade
    development_by_grade: np.ndarray  # (k,) test rows of the development
    mismatches: tuple[Mismatch, ...] = ()
    stability: Stability | None = None  # None of a file too small, or without its development book
    outcomes: Outcomes | None = None
    development: Outcomes | None = None  # the run's own test rows
    alerts: Alerts | None = None
    n_told: int = 0  # declined rows with reasons
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
