"""Weight of evidence and information value of every feature."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.features.binning import Bins, level_bins, quantile_bins
from creditviz.data.outcome import outcomes
from creditviz.metrics.thresholds import limits
from creditviz.results import InformationValue
from creditviz.schema import TableSchema

N_SHUFFLES, NOISE = 199, 0.95  # shuffles of the outcome, and the share of their values that count as chance
MOST_ROWS = 200_000  # read at even spacing above that: an IV moves by less than its own error
WITHIN_NOISE = "within noise"
_STRENGTHS = tuple(zip(limits("information-value"), ("none", "weak", "medium", "strong"), strict=True))


def information_values(
    frame: pd.DataFrame, schema: TableSchema, *, rows: np.ndarray | None = None, most_bins: int = 10
) -> tuple[InformationValue, ...]:
    """Information value of each feature, the most telling first.

    Parameters
    ----------
    rows : ids of the rows to read, e.g. the training rows of a split; None reads every row with an outcome.
    most_bins : bins of an amount. Raising it follows the data more closely and inflates the value.

    References
    ----------
    Siddiqi (2006), Credit Risk Scorecards, chapter 6.
    """
    row_id, y = outcomes(frame, schema)
    if rows is not None:
        keep = np.isin(row_id, rows)
        row_id, y = row_id[keep], y[keep]
    if len(row_id) > MOST_ROWS:
        even = np.linspace(0, len(row_id) - 1, MOST_ROWS).astype(np.int64)
        row_id, y = row_id[even], y[even]
    codes = {c for s in schema.sequences if s.kind == "code" for c in s.columns} | set(schema.categorical)
    found = []
    for name in schema.features(use_protected=True):
        column = frame[name].iloc[row_id]
        bins = level_bins(column, most=30) if name in codes else quantile_bins(column, most=most_bins)
        found.append(information_value(bins, y, name, schema.label(name)))
    return tuple(sorted(found, key=lambda value: -value.iv))


def information_value(bins: Bins, y: np.ndarray, feature: str, name: str) -> InformationValue:
    """WoE a bin and their information value.

    Half an account is added to both outcomes of every bin, so that a bin without bads has a finite weight.
    """
    count, n_bad = bins.counts(), bins.counts(y.astype(float))
    woe, parts = _weights(count, n_bad)
    iv, noise = float(parts.sum()), noise_level(count, int(n_bad.sum()))
    rate = np.divide(n_bad, count, out=np.full(len(count), np.nan), where=count > 0)
    return InformationValue(feature, name, bins.labels, count, n_bad, rate, woe, iv, strength(iv, noise), len(y), noise)


def _weights(count: np.ndarray, n_bad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """WoE of every bin and its part of the information value, (..., n_bins)."""
    good, bad = count - n_bad + 0.5, n_bad + 0.5
    share_good, share_bad = (part / part.sum(axis=-1, keepdims=True) for part in (good, bad))
    woe = np.log(share_good / share_bad)
    return woe, (share_good - share_bad) * woe


def noise_level(count: np.ndarray, n_bad: int) -> float:
    """The information value that a column without any meaning stays below in 95 of 100 shuffles of the outcome.

    Parameters
    ----------
    count : accounts of each bin, (n_bins,). More bins and fewer bad accounts raise the level.
    """
    shuffled = np.random.default_rng(0).multivariate_hypergeometric(count.astype(np.int64), n_bad, size=N_SHUFFLES)
    return float(np.quantile(_weights(count, shuffled)[1].sum(axis=-1), NOISE))


def strength(iv: float, noise: float = 0.0) -> str:
    """The usual word for an information value that is above its noise; above 0.5 a column may be a leak."""
    if iv < noise:
        return WITHIN_NOISE
    return next((word for limit, word in _STRENGTHS if iv < limit), "very strong")
