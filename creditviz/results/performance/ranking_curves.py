"""Numbers behind precision-recall, the cumulative accuracy profile and the counts at a cut-off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class PrecisionRecallCurve:
    """Bad share among the flagged accounts against the share of bad accounts that is flagged."""

    recall: np.ndarray  # (n_points,) rising, the first above 0
    precision: np.ndarray  # (n_points,) bad share of those flagged
    threshold: np.ndarray  # (n_points,) falling
    average_precision: float
    n_rows: int
    n_bad: int

    @property
    def bad_rate(self) -> float:
        """What a ranking by chance reaches, at every recall."""
        return self.n_bad / self.n_rows


@dataclass(frozen=True, eq=False)
class CapCurve:
    """Share of bad accounts among the riskiest accounts: the cumulative accuracy profile."""

    share: np.ndarray  # (n_points,) of all accounts, riskiest first, rising from 0 to 1
    caught: np.ndarray  # (n_points,) of the bad accounts, rising from 0 to 1
    accuracy_ratio: float  # area above chance, as a share of the perfect ranking's
    lift_at_10: float
    n_rows: int
    n_bad: int

    @property
    def bad_rate(self) -> float:
        """Where a perfect ranking has caught all."""
        return self.n_bad / self.n_rows

    @property
    def lift(self) -> np.ndarray:
        """Share caught over share looked at, (n_points,); at 0 that of the first point behind it."""
        lift = self.caught[1:] / self.share[1:]
        return np.r_[lift[:1], lift]


@dataclass(frozen=True, eq=False)
class CostCurve:
    """Least expected cost of a ranking's mistakes against how the costs are shared: the lower envelope of its lines."""

    share: np.ndarray  # (n_points,) of the possible costs that lies with bad accounts, rising from 0 to 1
    cost: np.ndarray  # (n_points,) as a share of what being wrong on every account would cost
    n_rows: int
    n_bad: int

    @property
    def useful(self) -> tuple[float, float]:
        """Between which shares the ranking beats approving all and declining all."""
        if len(self.share) < 4:
            return 0.5, 0.5
        return float(self.share[1]), float(self.share[-2])

    def at(self, share: float) -> float:
        """Cost at one share."""
        return float(np.interp(share, self.share, self.cost))


@dataclass(frozen=True)
class CutOffTable:
    """Accounts by outcome and by side of a cut-off; flagged means a PD at or above it."""

    cut_off: float
    bad_flagged: int
    good_flagged: int
    good_passed: int
    bad_passed: int
    lowest: float  # PD among the accounts
    highest: float

    @property
    def n_bad(self) -> int:
        """Bad accounts."""
        return self.bad_flagged + self.bad_passed

    @property
    def n_good(self) -> int:
        """Good accounts."""
        return self.good_flagged + self.good_passed

    @property
    def n_rows(self) -> int:
        """All accounts."""
        return self.n_bad + self.n_good

    @property
    def outside(self) -> bool:
        """Whether every account lies on one side."""
        return self.cut_off > self.highest or self.cut_off <= self.lowest
