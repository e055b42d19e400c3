"""What a cut-off does: who is approved, how many of them are bad, what is earned, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from creditviz.results.curves import Interval
from creditviz.results.segments import Segmentation


@dataclass(frozen=True, eq=False)
class Applicants:
    """Real rows that cut-offs are tried on; an account with a PD below the cut-off is approved."""

    pd: np.ndarray  # (n,) float64
    y: np.ndarray  # (n,) 1 = default
    row_id: np.ndarray  # (n,) positions in the book
    exposure: np.ndarray | None = None  # (n,) amount of each account; None: one amount for all
    groups: tuple[Segmentation, ...] = ()  # protected attributes; each index is (n,), aligned with the rows

    def __post_init__(self) -> None:
        n = len(self.pd)
        assert self.y.shape == self.row_id.shape == (n,), "one outcome and one id a row"
        assert self.exposure is None or self.exposure.shape == (n,), "one amount a row"
        assert all(group.index.shape == (n,) for group in self.groups), "one group a row"

    def __len__(self) -> int:
        return len(self.pd)


@dataclass(frozen=True, eq=False)
class Approved:
    """Approved accounts of one outcome at each cut-off: how many, their amounts and squared amounts, summed."""

    count: np.ndarray  # (m,)
    amount: np.ndarray  # (m,)
    amount_squared: np.ndarray  # (m,)


@dataclass(frozen=True, eq=False)
class GroupCounts:
    """One protected attribute at each cut-off."""

    name: str
    labels: tuple[str, ...]
    n: np.ndarray  # (n_groups,)
    n_bad: np.ndarray  # (n_groups,)
    approved: np.ndarray  # (n_groups, m)
    approved_bad: np.ndarray  # (n_groups, m)
    mean_pd: np.ndarray  # (n_groups,) nan for a group without rows


@dataclass(frozen=True, eq=False)
class CutOffCounts:
    """Counts at m cut-offs; everything that a page shows at a cut-off follows from them."""

    cut_off: np.ndarray  # (m,) rising
    good: Approved
    bad: Approved
    n: int
    n_bad: int
    groups: tuple[GroupCounts, ...] = ()

    @property
    def approved(self) -> np.ndarray:
        """Approved accounts, (m,)."""
        return self.good.count + self.bad.count

    @property
    def approval_rate(self) -> np.ndarray:
        """Share that is approved, (m,); nan without rows."""
        return _share(self.approved, np.full(len(self.cut_off), self.n))

    @property
    def bad_rate(self) -> np.ndarray:
        """Share of bad accounts among the approved, (m,); nan where nobody is approved."""
        return _share(self.bad.count, self.approved)


@dataclass(frozen=True)
class Economics:
    """What an approved account earns or costs, as shares of its amount.

    Parameters
    ----------
    margin : earned on a good account over its life; raising it moves the best cut-off up.
    lgd : lost on a bad account; raising it moves the best cut-off down.
    amount : amount of every account, where no column gives it.
    cost : of each approved account, whatever becomes of it.
    currency : of amount and cost, as it is to be printed.
    """

    margin: float = 0.08
    lgd: float = 0.45
    amount: float = 10_000.0
    cost: float = 0.0
    currency: str = ""


@dataclass(frozen=True)
class GroupFairness:
    """One group at one cut-off; a figure is None where its rows are too few to judge."""

    label: str
    n: int
    n_bad: int
    approval_rate: Interval | None = None
    impact_ratio: Interval | None = None  # approval rate over that of the reference group
    caught: Interval | None = None  # share of its bad accounts that is declined (TPR)
    flagged: Interval | None = None  # share of its good accounts that is declined (FPR)
    caught_gap: Interval | None = None  # minus that of the reference group
    flagged_gap: Interval | None = None
    bad_rate: Interval | None = None
    mean_pd: float | None = None
    note: str = ""  # why figures are missing; empty when none are


@dataclass(frozen=True)
class Fairness:
    """One protected attribute at one cut-off."""

    name: str
    reference: str  # of the large groups the one approved most often; empty without one
    groups: tuple[GroupFairness, ...]

    @property
    def lowest(self) -> GroupFairness | None:
        """The group with the lowest impact ratio, None when fewer than two groups can be judged."""
        judged = [g for g in self.groups if g.impact_ratio is not None and g.label != self.reference]
        return min(judged, key=lambda g: g.impact_ratio.value, default=None)  # type: ignore[union-attr]


@dataclass(frozen=True)
class SwapCell:
    """Accounts that two models treat in one of four ways."""

    name: str
    n: int
    n_bad: int
    bad_rate: Interval  # nan without accounts
    profit: float  # that they would earn when approved


@dataclass(frozen=True)
class SwapSet:
    """What changes when the challenger takes the champion's place."""

    champion_cut_off: float
    challenger_cut_off: float
    both: SwapCell  # approved by both
    newly_approved: SwapCell  # by the challenger alone
    newly_declined: SwapCell  # approved by the champion alone
    neither: SwapCell
    bad_rate_gap: Interval  # newly approved minus newly declined
    profit_gap: Interval  # challenger minus champion, per 1,000 applicants

    @property
    def n(self) -> int:
        """All accounts."""
        return sum(cell.n for cell in (self.both, self.newly_approved, self.newly_declined, self.neither))


@dataclass(frozen=True, eq=False)
class MasterScale:
    """Accounts by grade; grade i holds PDs from `limits[i - 1]` up to below `limits[i]`, the last all above."""

    grades: tuple[str, ...]  # (k,) best first
    limits: tuple[float, ...]  # (k - 1,) rising
    n: np.ndarray  # (k,)
    n_bad: np.ndarray  # (k,)
    mean_pd: np.ndarray  # (k,) nan for an empty grade
    low: np.ndarray  # (k,) Wilson interval of the bad rate
    high: np.ndarray  # (k,)
    points_from: np.ndarray  # (k,) points at the upper PD limit; -inf for the last grade
    points_to: np.ndarray  # (k,) points at the lower PD limit; inf for the first grade
    falls: tuple[tuple[str, str], ...] = field(default=())  # pairs (better, worse grade) whose bad rates are reversed

    @property
    def bad_rate(self) -> np.ndarray:
        """Bad rate by grade, nan for an empty one."""
        return _share(self.n_bad, self.n)


@dataclass(frozen=True)
class SameRanking:
    """Whether points rank accounts as PDs do."""

    auc_pd: float
    auc_points: float
    auc_rounded: float  # points in whole numbers
    rank_correlation: float  # Spearman's, of PD and minus points
    n_values: int  # different PDs
    n_rounded: int  # different whole points


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.true_divide(part, whole)
