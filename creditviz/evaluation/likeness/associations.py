"""How every pair of columns hangs together: correlation, correlation ratio or Cramer's V, by what the two hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from creditviz.evaluation.tables import Columns, number_matrix, shared_codes


def associations(frames: Sequence[pd.DataFrame], columns: Columns, *, check: Callable[[], None]) -> list[np.ndarray]:
    """One symmetric matrix (d, d) a table, in the order of `columns.names`.

    Numbers are read by their ranks: of amounts with a long tail one row could make or break a correlation. Two
    numbers: Spearman's rank correlation over the rows where both are known. A number and a category: the
    correlation ratio, root of the share of the ranks' variance that lies between the categories. Two
    categories: Cramer's V. A missing category is a category. A column that does not vary hangs on nothing: 0.
    """
    coded = {name: shared_codes([frame[name] for frame in frames]) for name in columns.codes}
    return [
        _matrix(frame, columns, {name: coded[name][0][i] for name in columns.codes}, check)
        for i, frame in enumerate(frames)
    ]


def _matrix(frame, columns: Columns, codes: dict[str, np.ndarray], check) -> np.ndarray:
    at = {name: position for position, name in enumerate(columns.names)}
    numeric, categorical = ([at[name] for name in names] for names in (columns.numeric, columns.codes))
    values = ranks(number_matrix(frame, columns.numeric))
    found = np.eye(len(columns.names))
    found[np.ix_(numeric, numeric)] = correlations(values)
    for name in columns.codes:
        check()
        ratios = correlation_ratios(values, codes[name])
        found[at[name], numeric] = found[numeric, at[name]] = ratios
        others = [cramers_v(codes[name], codes[other]) for other in columns.codes]
        found[at[name], categorical] = others
    np.fill_diagonal(found, 1.0)
    return (found + found.T) / 2  # the two orders of a pair differ in their last digit


def ranks(values: np.ndarray) -> np.ndarray:
    """Rank of every known value within its column, ties sharing the middle one, (n, d)."""
    from scipy.stats import rankdata

    return rankdata(values, axis=0, nan_policy="omit") if values.size else values


def correlations(values: np.ndarray) -> np.ndarray:
    """Pearson's correlation of every pair of columns over the rows where both are known, (d, d)."""
    known = (~np.isnan(values)).astype(np.float64)
    n_known = np.maximum(known.sum(axis=0), 1)
    filled = np.nan_to_num(values)
    centred = (filled - filled.sum(axis=0) / n_known) * known  # centred first: the sums below lose no digits
    spread = np.sqrt((centred**2).sum(axis=0) / n_known)
    centred /= np.where(spread > 0, spread, 1.0)
    n = np.maximum(known.T @ known, 1.0)
    total, square = centred.T @ known, (centred**2).T @ known  # [i, j]: of column i where j is known
    together = centred.T @ centred - total * total.T / n
    variance = np.maximum(square - total**2 / n, 0.0)
    below = np.sqrt(variance * variance.T)
    safe = below > 1e-9 * n
    return np.clip(np.divide(together, below, out=np.zeros_like(below), where=safe), -1.0, 1.0)


def correlation_ratios(values: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Correlation ratio of each numeric column (n, d) with one category (n,): root of between over total squares."""
    found = np.zeros(values.shape[1])
    for i, column in enumerate(values.T):
        known = ~np.isnan(column)
        if known.sum() < 2:
            continue
        centred = column[known] - column[known].mean()
        total = float(centred @ centred)
        if total <= 1e-18 * max(1.0, float(column[known] @ column[known])):
            continue
        sums, counts = np.bincount(codes[known], weights=centred), np.bincount(codes[known])
        found[i] = np.sqrt(np.sum(sums**2 / np.maximum(counts, 1)) / total)
    return np.minimum(found, 1.0)


def cramers_v(a: np.ndarray, b: np.ndarray) -> float:
    """Cramer's V of two code columns (n,), from 0 (independent) to 1 (one tells the other)."""
    table = np.zeros((int(a.max()) + 1, int(b.max()) + 1))
    np.add.at(table, (a, b), 1.0)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    smaller = min(table.shape) - 1
    if smaller == 0:
        return 0.0
    n = table.sum()
    expected = table.sum(axis=1)[:, None] * table.sum(axis=0) / n
    return float(min(1.0, np.sqrt(np.sum((table - expected) ** 2 / expected) / (n * smaller))))
