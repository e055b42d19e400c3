"""A grid of books, protocols, samplers, orders, models and seeds, fitted and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class Benchmark:
    """Column by column, one value an entry.

    An entry is one fit on one split, or the pooled out-of-fold scores of a k-fold (`fold` is -1 for both);
    the folds of a k-fold stand beside it as entries of their own (`fold` 0, 1, ...). The row-level scores of
    the entries with `fold` -1 are kept apart, by `number`.
    """

    arms: tuple[str, ...]  # labels of the models, in the order of the table
    books: tuple[str, ...]  # names of the books, in the order of the table
    number: np.ndarray  # (n,) int64: which cell of the plan
    book: tuple[str, ...]  # (n,)
    protocol: tuple[str, ...]  # (n,) "holdout", "kfold", ...
    sampler: tuple[str, ...]  # (n,) key; "none" where nothing was sampled
    order: tuple[str, ...]  # (n,) "after-split" or "before-split"
    arm: tuple[str, ...]  # (n,) label
    seed: np.ndarray  # (n,) int64
    fold: np.ndarray  # (n,) int64
    metrics: Mapping[str, np.ndarray]  # key of `metrics.metric_summary` -> (n,)
    seconds: np.ndarray  # (n,) of the fit alone
    n_cells: int = 0  # of the plan; more than there are entries while the benchmark runs
    failed: Mapping[str, str] = field(default_factory=dict)  # "book · sampler · arm · seed" -> why it has no figures
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, eq=False)
class BenchmarkFit:
    """One finished fit, or the pooled folds of a cell; what a benchmark keeps of it besides the scores."""

    number: int  # of the cell in the plan
    fold: int  # -1: the one split, or all folds together
    metrics: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0  # of the fit alone; of all folds together
    wall: float = 0.0  # tuning, encoding and scoring included
    notes: tuple[str, ...] = ()
    error: str = ""  # why the cell has no figures
