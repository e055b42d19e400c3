"""Bins of one column, learned from training rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from creditviz.models.scorecard.optimal import best_bins, evidence
from creditviz.results import BinnedColumn, ColumnBins

_ASIDE = 0.3  # of a finer bin: how far an edge may move from its quantile to become a rounder number


@dataclass(frozen=True)
class BinRules:
    """What every bin is held to.

    Parameters
    ----------
    most_bins : regular bins of a column. Raising it follows the data more closely.
    least_share : of the rows in each. Raising it makes bins coarser and steadier.
    least_bad : bad accounts in each.
    fine_bins : quantile bins that amounts are first cut into; edges lie between these alone.
    """

    most_bins: int = 8
    least_share: float = 0.02
    least_bad: int = 5
    fine_bins: int = 20


def learn_bins(
    values: np.ndarray,
    y: np.ndarray,
    rules: BinRules,
    *,
    is_category: bool = False,
    specials: tuple[float, ...] = (),
    direction: str = "either",
) -> BinnedColumn:
    """The bins of greatest information value under the rules.

    Parameters
    ----------
    values : (n,), NaN = missing; codes of a category.
    y : outcomes, (n,); both occur.
    specials : values with a bin of their own, whatever its size.
    direction : one of `DIRECTIONS`; levels of a category are put in the order of their bad rates first.
    """
    values = np.asarray(values, dtype=np.float64)
    regular = ~np.isnan(values) & ~np.isin(values, specials)
    specials = tuple(s for s in specials if (values == s).any())
    shown, fine = _levels(values[regular], y[regular]) if is_category else _slices(values[regular], rules.fine_bins)
    n = np.bincount(fine, minlength=len(shown)).astype(float)
    n_bad = np.bincount(fine, weights=y[regular], minlength=len(shown))
    cuts, kept = _cuts(n, n_bad, y, rules, "up" if is_category else direction)
    if is_category:
        parts = np.split(shown, cuts)
        bins = ColumnBins(groups=tuple(tuple(sorted(part.tolist())) for part in parts), specials=specials)
    else:
        edges = tuple(float(shown[cut]) for cut in cuts)
        bins = ColumnBins(edges=edges, specials=specials, direction=kept)
    return count_bins(values, y, bins, n_fine=max(len(shown), 2))


def count_bins(values: np.ndarray, y: np.ndarray, bins: ColumnBins, *, n_fine: int | None = None) -> BinnedColumn:
    """What falls into given bins, their weights of evidence and information value.

    Parameters
    ----------
    n_fine : bins that were chosen among, for what chance gives; None takes the bins themselves.
    """
    from scipy.stats import chi2

    at = bins.place(values)
    n = np.bincount(at, minlength=bins.n_bins).astype(np.int64)
    n_bad = np.bincount(at, weights=y, minlength=bins.n_bins).astype(np.int64)
    woe, parts = evidence(n, n_bad)
    freedom = (n_fine or max(int((n > 0).sum()), 2)) - 1
    bad = float(np.sum(y == 1))
    by_chance = float(chi2.ppf(0.95, freedom)) * (1 / bad + 1 / (len(y) - bad))
    return BinnedColumn(bins, n, n_bad, woe, float(parts.sum()), by_chance)


def _cuts(n: np.ndarray, n_bad: np.ndarray, y: np.ndarray, rules: BinRules, direction: str) -> tuple[list[int], str]:
    """Where to cut, and the direction that was kept."""
    if not len(n):
        return [], direction
    totals = float(np.sum(y == 0)), float(np.sum(y == 1))
    limits = {
        "least": rules.least_share * len(y),
        "least_bad": rules.least_bad,
        "most_bins": rules.most_bins,
    }
    tried = {
        way: best_bins(n, n_bad, totals, direction=way, **limits)  # type: ignore[arg-type]
        for way in (("up", "down") if direction == "either" else (direction,))
    }
    worth = {way: _worth(n, n_bad, cuts, totals) for way, cuts in tried.items()}
    way = max(worth, key=lambda key: worth[key])
    return list(tried[way]), way


def _worth(n: np.ndarray, n_bad: np.ndarray, cuts: tuple[int, ...], totals: tuple[float, float]) -> float:
    starts = [0, *cuts]
    bad = np.add.reduceat(n_bad, starts)
    good = np.add.reduceat(n, starts) - bad
    if (bad == 0).any() or (good == 0).any():
        return 0.0
    share_good, share_bad = good / totals[0], bad / totals[1]
    return float(((share_good - share_bad) * np.log(share_good / share_bad)).sum())


def _levels(codes: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes of a category by rising bad rate, and the place of each row among them."""
    levels, at = np.unique(codes, return_inverse=True)
    rate = np.bincount(at, weights=y) / np.bincount(at) if len(levels) else np.zeros(0)
    order = np.argsort(rate, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return levels[order], rank[at]


def _slices(values: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Lower edges of finer bins, as round as about equal sizes allow, and the bin of each row."""
    if not len(values):
        return np.zeros(0), np.zeros(0, dtype=np.int64)
    ordered = np.unique(values)
    if len(ordered) <= most:
        low, high = ordered[:-1], ordered[1:]
    else:
        at = np.linspace(0, 1, most + 1)[1:-1]
        low, high = (np.quantile(values, at + aside / most, method="nearest") for aside in (-_ASIDE, _ASIDE))
    edges = np.unique([roundest(a, b) for a, b in zip(low, high, strict=True)])
    edges = np.concatenate([[ordered[0]], edges[edges > ordered[0]]])
    return edges, np.searchsorted(edges, values, side="right") - 1


def roundest(low: float, high: float) -> float:
    """The number of fewest digits in (low, high]; `high` where they are equal.

    >>> roundest(1187.0, 1204.0), roundest(0.2449, 0.2503), roundest(2.0, 3.0)
    (1200.0, 0.25, 3.0)
    """
    if not low < high:
        return float(high)
    largest = max(abs(low), abs(high))
    for power in range(math.floor(math.log10(largest)), -9, -1):
        for unit in (10.0**power, 5 * 10.0 ** (power - 1)):
            found = round(math.floor(high / unit + 1e-9) * unit, max(0, 2 - power))
            if low < found <= high:
                return float(found)
    return float(high)
