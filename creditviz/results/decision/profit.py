"""What a ranking is worth to a lender whose losses are not known in advance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LossAssumptions:
    """What a bad account loses and a good one earns, as shares of the amount lent.

    Parameters
    ----------
    none : share of bad accounts that lose nothing in the end; raising it lowers the profit.
    total : share of bad accounts that lose everything; raising it lifts the profit. The others lose anything between,
        all shares alike.
    roi : return on a good account; raising it makes rejections dearer and lowers the profit.
    """

    none: float = 0.55
    total: float = 0.10
    roi: float = 0.2644

    @classmethod
    def of(cls, lgd: float, margin: float) -> LossAssumptions:
        """Losses whose mean is `lgd`, with as wide a part between nothing and everything as the published ones have.

        Near 0 and 1 that part shrinks, so that all shares stay shares.

        >>> LossAssumptions.of(0.45, 0.08).mean_loss
        0.45
        """
        between = min(1.0 - cls.none - cls.total, 2 * lgd, 2 * (1 - lgd))
        total = lgd - between / 2
        return cls(max(0.0, 1.0 - between - total), max(0.0, total), margin)

    @property
    def mean_loss(self) -> float:
        """Mean loss of a bad account."""
        return self.total + (1 - self.none - self.total) / 2


@dataclass(frozen=True)
class MaximumProfit:
    """Expected maximum profit of a score over approving everybody, per unit of amount and applicant."""

    profit: float  # nan with one outcome only
    rejected: float  # share of the applicants that it rejects, on average over the losses
    perfect: float  # what a perfect ranking would earn
