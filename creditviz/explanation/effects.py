"""Partial dependence, single accounts and accumulated local effects of one amount, for any model, by scoring rows."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.exceptions import DataError
from creditviz.results.explanation.effect import Effect

N_GRID, N_LINES = 20, 40


def effect_of(
    score: Callable[[pd.DataFrame], np.ndarray],
    rows: pd.DataFrame,
    column: str,
    *,
    codes: Collection[float] = (),
    n_grid: int = N_GRID,
    n_lines: int = N_LINES,
) -> Effect:
    """How the PD changes with one amount.

    Partial dependence sets every account to a value, also to one that its other inputs make unlikely; accumulated local
    effects move each account within its own interval only, so that companions of the input do not count with it.

    Parameters
    ----------
    score : raw rows -> PDs, (n,).
    rows : real accounts.
    column : a column of numbers.
    codes : numbers that are no amounts; their accounts, and those without a value, are left out.
    n_grid : values at most, at evenly spaced ranks. Raising it shows finer steps and scores more rows.
    n_lines : accounts drawn one by one, evenly spaced over the rows.

    Raises
    ------
    DataError
        Fewer than two different amounts.

    References
    ----------
    Friedman (2001), section 8.2 (partial dependence); Goldstein et al. (2015) (ICE); Apley and Zhu (2020), equation 16.
    """
    values = as_numbers(rows[column]).astype(np.float64)
    known = np.isfinite(values) & ~np.isin(values, list(codes))
    rows, values = rows[known].reset_index(drop=True), values[known]
    if len(np.unique(values)) < 2:
        raise DataError(f"an effect needs two different amounts, however {column} has one or none. Choose another.")
    ranks = np.linspace(0, len(values) - 1, n_grid).round().astype(int)
    grid = np.unique(np.sort(values)[ranks])
    pds = _over(score, rows, column, grid)
    shown = np.unique(np.linspace(0, len(rows) - 1, min(n_lines, len(rows))).round().astype(int))
    local = _accumulated(score, rows, column, values, grid)
    return Effect(column, grid, pds.mean(0), pds[shown], local, values, int((~known).sum()))


def _at(rows: pd.DataFrame, column: str, values: np.ndarray) -> pd.DataFrame:
    """The rows with other values; a column of whole numbers becomes one of decimals where it must."""
    return rows.assign(**{column: pd.Series(values, index=rows.index)})


def _over(score: Callable[[pd.DataFrame], np.ndarray], rows: pd.DataFrame, column: str, grid: np.ndarray) -> np.ndarray:
    """PD of every row at every value, (n_rows, n_grid), in one call of the model."""
    every = rows.iloc[np.tile(np.arange(len(rows)), len(grid))].reset_index(drop=True)
    found = score(_at(every, column, np.repeat(grid, len(rows))))
    return np.asarray(found, dtype=np.float64).reshape(len(grid), len(rows)).T


def _accumulated(
    score: Callable[[pd.DataFrame], np.ndarray],
    rows: pd.DataFrame,
    column: str,
    values: np.ndarray,
    grid: np.ndarray,
) -> np.ndarray:
    """Mean change of each interval's own rows from its lower to its upper end, summed up and moved to the mean PD."""
    interval = np.clip(np.searchsorted(grid, values, side="left") - 1, 0, len(grid) - 2)
    ends = [np.asarray(score(_at(rows, column, grid[interval + step])), dtype=np.float64) for step in (0, 1)]
    n = np.bincount(interval, minlength=len(grid) - 1)
    step = np.bincount(interval, ends[1] - ends[0], len(grid) - 1) / np.maximum(n, 1)
    summed = np.concatenate([[0.0], np.cumsum(step)])
    middle = (summed[1:] + summed[:-1]) / 2
    return summed - np.average(middle, weights=n) + float(np.mean(score(rows)))
