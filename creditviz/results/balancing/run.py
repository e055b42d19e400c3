"""What a balancing run found: are the synthetic rows like real ones, do they copy anyone, do they help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from creditviz.results.curves import Interval


@dataclass(frozen=True, eq=False)
class ColumnFidelity:
    """One feature: how far the synthetic rows are from real ones. Numbers that do not apply are nan."""

    feature: str  # raw column
    name: str  # business name
    kind: str  # "numeric" or "categorical"
    w1: float  # numeric: Wasserstein-1 distance in standard deviations of the real rows
    ks: float  # numeric: largest gap between the two distribution functions
    total_variation: float  # categorical: half the summed difference of shares
    coverage: float  # share of the real categories, or of the real range, that synthetic rows reach


@dataclass(frozen=True, eq=False)
class TwoSample:
    """Five-fold XGBoost telling two sets of rows apart; .5 is chance, 1 means that it always knows."""

    auc: Interval
    n: int  # rows of each set
    telling: tuple[tuple[str, float], ...] = ()  # (business name, share of the gain), the most telling first


@dataclass(frozen=True, eq=False)
class FidelityResult:
    """Synthetic defaulters against held-out real ones."""

    columns: tuple[ColumnFidelity, ...]
    names: tuple[str, ...]  # business names, the order of the matrices
    association_real: np.ndarray  # (d, d): correlation, correlation ratio or Cramer's V, by the kinds of a pair
    association_synthetic: np.ndarray  # (d, d)
    pair_trend: float  # 1 - mean absolute difference of the associations / 2
    two_sample: TwoSample  # synthetic against held-out real
    floor: TwoSample  # real training defaulters against held-out real: what honest rows score
    smote: TwoSample | None  # SMOTE's rows against held-out real, beside it
    w1: float  # mean of the columns
    coverage: float  # mean of the columns
    smote_coverage: float  # nan where SMOTE could not be made
    agreement: float  # share of synthetic defaulters that a model of real rows calls bad
    agreement_held_out: float  # the same of held-out real defaulters
    n_real: int
    n_held_out: int
    n_synthetic: int


@dataclass(frozen=True, eq=False)
class PrivacyResult:
    """Whether synthetic rows stand nearer to the rows that they were learned from than honest rows would."""

    exact_copies: int  # synthetic rows equal to a training row of the class
    exact_copies_real: int  # held-out real rows equal to a training row: what chance alone gives, per n_synthetic rows
    n_synthetic: int
    distance: np.ndarray  # (n_synthetic,) to the closest training row
    distance_held_out: np.ndarray  # (n_held_out,) of held-out real rows to the closest training row
    nearer_share: Interval  # share of synthetic rows nearer to training than to an equal-sized hold-out, .5 is honest
    neighbour_ratio: np.ndarray  # (n_synthetic,) distance to the closest / to the second closest training row
    neighbour_ratio_held_out: np.ndarray  # (n_held_out,)


@dataclass(frozen=True, eq=False)
class RuleCount:
    """A rule that real rows keep, and how often synthetic ones break it."""

    rule: str  # a sentence for a banker
    broken: float  # share of the synthetic rows
    broken_real: float  # share of held-out real rows
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class MonthPattern:
    """One monthly channel: how a month hangs on the one before."""

    name: str
    lag1_real: float  # correlation of neighbouring months over held-out real rows
    lag1_synthetic: float
    steps: tuple[str, ...]  # month names, oldest first
    quantiles_real: np.ndarray  # (5, n_steps): 10, 25, 50, 75, 90%
    quantiles_synthetic: np.ndarray  # (5, n_steps)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Beside each synthetic row, the real training defaulter that it resembles most."""

    nearest: np.ndarray  # (n,) row id in the book
    distance: np.ndarray  # (n,)
    percentile: np.ndarray  # (n,) in [0, 1] among the real rows' own distances to their closest other: 0 is very near
    broken: np.ndarray  # (n, n_rules) bool, the rules in the order of BalancingResult.rules


@dataclass(frozen=True, eq=False)
class RowMap:
    """Rows in two dimensions; a point is a row of the book (`row` >= 0) or synthetic row -1 - `row`."""

    row: np.ndarray  # (n,) int64
    kind: np.ndarray  # (n,) int8: 0 good, 1 real training defaulter, 2 synthetic defaulter
    xy: np.ndarray  # (n, 2)
    method: str  # "PCA" or "t-SNE"


@dataclass(frozen=True, eq=False)
class TrainOnSynthetic:
    """XGBoost trained on synthetic rows, tested on real test rows."""

    auc: Interval | None  # all training rows synthetic, both outcomes; None where the sampler makes defaulters only
    auc_defaulters: Interval  # synthetic defaulters in place of the real ones, real goods kept
    auc_real: Interval  # trained on the real rows: the yardstick
    n_test: int


@dataclass(frozen=True, eq=False)
class Study:
    """A grid of samplers, orders, rates, classifiers and seeds; column by column, one value a fit."""

    sampler: tuple[str, ...]  # key; "class-weight" stands for weights instead of rows
    order: tuple[str, ...]  # "after-split" or "before-split"
    rate: np.ndarray  # (n,) synthetic rows per real training defaulter
    classifier: tuple[str, ...]  # key of the model
    seed: np.ndarray  # (n,) int64
    metrics: Mapping[str, np.ndarray]  # name -> (n,): auc, auc_hard, ks, recall, f1, recall_at_precision, brier ...
    precision: float = 0.0  # q of recall_at_precision
    n_train: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    n_synthetic: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    n_test: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    n_test_synthetic: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    notes: tuple[str, ...] = ()
    same_split: bool = False  # every seed judges the same rows: the seeds vary the sampler and the model alone
    overlap: float = 3 / 7  # test rows for one row that training may see; of the usual split where it was not kept


@dataclass(frozen=True, eq=False)
class BalancingResult:
    """What a balancing run hands to the rooms that judge it; parts that are not computed yet are None."""

    sampler: str
    rows: Mapping[str, int]  # {"train", "bad", "synthetic", "held_out_bad", "removed"}
    training: np.ndarray  # row ids of the real training rows that stay, both outcomes
    training_bad: np.ndarray  # row ids of the real defaulters that were learned from
    held_out_bad: np.ndarray  # row ids of the held-out (test) defaulters that it is judged against
    judged: (
        np.ndarray
    )  # row ids of every validation and test row: a training on these synthetic rows must judge the same
    history: tuple[Mapping[str, Any], ...] = ()  # {"step", "generator_loss", "critic_loss", "wasserstein", "w1"}
    snapshots: tuple[int, ...] = ()  # steps whose generator was kept
    fidelity: FidelityResult | None = None
    privacy: PrivacyResult | None = None
    rules: tuple[RuleCount, ...] = ()
    months: tuple[MonthPattern, ...] = ()
    neighbours: Neighbours | None = None
    maps: tuple[RowMap, ...] = ()
    trained_on_synthetic: TrainOnSynthetic | None = None
    study: Study | None = None
    champion: str = ""  # run whose PDs stand in `champion_pd`
    champion_pd: np.ndarray | None = None  # (n_synthetic,)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    device: str = "cpu"
    versions: Mapping[str, str] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
