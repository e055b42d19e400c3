"""Numbers behind the pictures of the Explanation page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class ShapResult:
    """Shapley values of a margin (its scale is `unit`), on a sample of untouched test rows."""

    row_id: np.ndarray  # (n,)
    values: np.ndarray  # (n, n_features), summing with `base` to the margin
    base: np.ndarray  # (n,) expected margin
    margin: np.ndarray  # (n,) the model's margin
    features: np.ndarray  # (n, n_features) what the model read, numeric
    names: tuple[str, ...]  # business name of each feature
    sources: tuple[str, ...]  # raw column of each feature
    n_available: int
    unit: str = "log-odds"


@dataclass(frozen=True, eq=False)
class Beeswarm:
    """The features that move the score most, and every shown account's share in it."""

    names: tuple[str, ...]  # (n_features,) the strongest first
    mean_abs: np.ndarray  # (n_features,) mean absolute Shapley value over all explained rows
    share: np.ndarray  # (n_features,) of the sum over all features, those not shown included
    values: np.ndarray  # (n_features, n_accounts)
    level: np.ndarray  # (n_features, n_accounts) rank of the feature's value in [0, 1]; nan where it has none
    n_rows: int  # rows explained
    n_features: int  # features in all
    unit: str
    not_drawn: tuple[tuple[str, float], ...] = ()  # (name, share) of features without a value of their own
    row_id: np.ndarray | None = None  # (n_accounts,)


@dataclass(frozen=True, eq=False)
class AccountShap:
    """What each column contributed to the score of each explained account, in units that a person names.

    `values` and `base` sum to `margin`; a sequence counts as one column, its months are in `months`.
    """

    row_id: np.ndarray  # (n,)
    y_true: np.ndarray  # (n,)
    pd: np.ndarray  # (n,) of the model that is explained; of a k-fold run that is the one fitted on all rows
    values: np.ndarray  # (n, n_columns)
    base: float  # mean margin of the reference
    base_pd: float  # the PD of that margin
    margin: np.ndarray  # (n,)
    features: np.ndarray  # (n, n_columns) the column's value as a number; a code as its rank, of a sequence the latest
    names: tuple[str, ...]  # business names; of a pair both names
    columns: tuple[str, ...]  # the column or sequence
    unit: str
    method: str  # in words, for subtitles
    reference: str  # in words, for subtitles
    n_available: int  # test rows that the sample was drawn from
    n_background: int  # real rows of the reference, 0 where the training rows are
    error: float  # largest difference of a sum from the margin before it was closed
    again: np.ndarray  # (k, n_columns) values of the first k accounts against a re-drawn reference
    months: np.ndarray | None = None  # (n, n_sequences, n_steps) of `values`, where known by month
    sequence_names: tuple[str, ...] = ()
    step_names: tuple[str, ...] = ()
    first_changes: float = 0.0  # share of accounts whose first reason another draw of sampled orders would change


@dataclass(frozen=True)
class Waterfall:
    """From the PD of the reference to the PD of one account, column by column, the strongest first."""

    names: tuple[str, ...]  # with the account's value, e.g. "Credit limit: 20,000"
    steps: tuple[float, ...]  # in PD; with `start` they sum to `end`
    start: float
    end: float


@dataclass(frozen=True, eq=False)
class Faithfulness:
    """How far scores move when the months that got most attention are exchanged, and when random ones are."""

    top: np.ndarray  # (n,) mean absolute move of the log-odds by account
    random: np.ndarray  # (n,)
    difference: float  # mean of top - random
    low: float  # 95% interval over accounts
    high: float
    top_error: float  # half width of the 95% interval of mean `top`
    random_error: float
    n_months: int  # exchanged at a time
    n_steps: int
    n_repeats: int
