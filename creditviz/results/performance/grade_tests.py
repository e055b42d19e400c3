"""Whether the PD of each grade holds against the accounts that went bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Light = Literal["green", "amber", "red", "none"]


@dataclass(frozen=True)
class GradeTest:
    """One grade, or all accounts together; figures are nan without accounts."""

    grade: str
    n: int
    n_bad: int
    pd: float  # the mean PD, which is on trial
    binomial: float  # probability of as many bad accounts or more where the PD is right
    jeffreys: float  # probability that the true bad rate lies below the PD
    band: tuple[float, float, float, float]  # 1%, 5%, 95%, 99% points of the true bad rate
    light: Light  # "none" without accounts

    @property
    def bad_rate(self) -> float:
        """Share of bad accounts."""
        return self.n_bad / self.n if self.n else float("nan")


@dataclass(frozen=True)
class GradeTests:
    """All grades of a master scale on rows that the model was not fitted on."""

    grades: tuple[GradeTest, ...]  # best first, empty ones included
    whole: GradeTest
    hosmer_lemeshow: float  # statistic
    degrees: int  # as many as grades with accounts
    p: float  # of the statistic
    thin: tuple[str, ...] = ()  # grades with fewer than five bad or good accounts expected

    @property
    def filled(self) -> tuple[GradeTest, ...]:
        """Grades with accounts."""
        return tuple(test for test in self.grades if test.n)
