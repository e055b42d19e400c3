"""Where are PDs wrong: a shallow tree on the errors of some rows, judged on other rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from creditviz.evaluation.calibration.column_cuts import Cuts, learn_cuts
from creditviz.evaluation.groups import FEWEST, real_rows, widened
from creditviz.metrics import auc_interval, wilson
from creditviz.results import Interval, RunResult, WeakSegment, WeakSegments
from creditviz.schema import TableSchema

DEPTH = 3
MOST_ROWS = 200_000  # that a tree is grown on

Bins = dict[int, frozenset[int]]  # place of a column -> the bins that a group holds


class Rows(NamedTuple):
    """Rows with what a model said of them."""

    row_id: np.ndarray  # (n,) positions in the book
    y: np.ndarray  # (n,) 1 = default
    score: np.ndarray  # (n,)
    pd: np.ndarray  # (n,)

    def at(self, where: np.ndarray) -> Rows:
        """Some of the rows."""
        return Rows(*(part[where] for part in self))


def weak_segments(result: RunResult, frame: pd.DataFrame, schema: TableSchema, *, seed: int = 0) -> WeakSegments:
    """Groups with the widest gap between bad rate and mean PD on validation rows, as test rows show them.

    A tree of at most three questions on raw columns, protected ones included, splits where the signed error (outcome
    minus PD) of the two sides differs most, by squared error; both sides of every split keep 30 bad and 30 good
    accounts. The groups are then counted on test rows, which the tree has not seen. A group holds when its mean PD
    lies outside the 95% interval of its bad rate (Wilson, widened by Bonferroni for the number of groups) on the side
    that validation rows pointed to.

    Parameters
    ----------
    result : of a run; where its validation rows are another book's, or test rows too, one half of the test rows takes
        their place and the other half judges.
    frame : all rows of the book.
    seed : of the halves, and of the rows that a tree is grown on where there are more than 200,000.

    References
    ----------
    Breiman, Friedman, Olshen, Stone (1984) for the tree; that errors point to segments is common practice in model
    validation, the rule of judging is ours.
    """
    found, judged, halves = _parts(result, np.random.default_rng(seed))
    raw = frame.iloc[found.row_id]
    cuts = learn_cuts(raw, schema)
    groups = [group for group in _Tree(cuts, _binned(cuts, raw), found).grow() if group[0]]
    asked = {place: cuts[place] for group, _ in groups for place in group}
    there = {place: one.bins(frame[one.name].iloc[judged.row_id]) for place, one in asked.items()}
    held = [judged.at(_inside(cuts, there, group)) for group, _ in groups]
    n_judged = max(1, sum(_enough(rows.y) for rows in held))
    segments = [
        _segment(tuple(cuts[place].words(bins) for place, bins in group.items()), found.at(at), rows, n_judged)
        for (group, at), rows in zip(groups, held, strict=True)
    ]
    segments.sort(key=lambda segment: (not segment.holds, -abs(segment.gap) if segment.n else 0.0))
    whole = _segment(("all accounts",), found, judged, 1)
    return WeakSegments(tuple(segments), whole, len(found.y), len(cuts), halves)


def _parts(result: RunResult, rng: np.random.Generator) -> tuple[Rows, Rows, bool]:
    """Rows to find groups on, rows to judge them on, and whether both are halves of the test rows."""
    found, judged = (
        Rows(part.row_id, part.y_true, part.y_score, part.pd(result.calibration)).at(real_rows(part))
        for part in (result.validation, result.test)
    )
    halves = bool(result.validation_from) or not len(found.y) or bool(np.isin(found.row_id, judged.row_id).any())
    if halves:
        order = rng.permutation(len(judged.y))
        found, judged = judged.at(order[: len(order) // 2]), judged.at(order[len(order) // 2 :])
    if len(found.y) > MOST_ROWS:
        found = found.at(rng.choice(len(found.y), MOST_ROWS, replace=False))
    return found, judged, halves


class _Tree:
    """Grows groups: every split is the best of all columns for the rows of a group.

    Parameters
    ----------
    cuts : the columns; a number is split between neighbouring bins, a code by the mean error of its levels.
    binned : bins of the rows, (n_columns, n).
    rows : outcomes and PDs of the rows.
    """

    def __init__(self, cuts: list[Cuts], binned: np.ndarray, rows: Rows) -> None:
        self.cuts, self.binned = cuts, binned
        self.error, self.bad = rows.y - rows.pd, (rows.y == 1).astype(np.float64)

    def grow(self) -> list[tuple[Bins, np.ndarray]]:
        """The groups: which bins each holds, and its rows."""
        leaves: list[tuple[Bins, np.ndarray]] = [({}, np.arange(len(self.error)))]
        for _ in range(DEPTH):
            leaves = [part for group, at in leaves for part in self._split(group, at)]
        return leaves

    def _split(self, group: Bins, at: np.ndarray) -> list[tuple[Bins, np.ndarray]]:
        """Both sides of the best split, or the group as it is where no split leaves enough accounts."""
        splits = (split for place in range(len(self.cuts)) for split in self._splits(place, at))
        best = max(splits, key=lambda split: split[0], default=None)
        if best is None:
            return [(group, at)]
        _, place, left = best
        held = group.get(place, frozenset(range(self.cuts[place].n_bins)))
        goes_left = _table(self.cuts[place], left)[self.binned[place, at]]
        return [({**group, place: held & left}, at[goes_left]), ({**group, place: held - left}, at[~goes_left])]

    def _splits(self, place: int, at: np.ndarray) -> Iterator[tuple[float, int, frozenset[int]]]:
        """The best split of a column by each order of its bins: gain, the column, the bins on the left."""
        bins, width = self.binned[place, at], self.cuts[place].n_bins
        n, error, bad = (np.bincount(bins, weights=w, minlength=width) for w in (None, self.error[at], self.bad[at]))
        for order in self._orders(place, n, error):
            left_n, left_error, left_bad = (np.cumsum(part[order])[:-1] for part in (n, error, bad))
            right_n, right_error, right_bad = n.sum() - left_n, error.sum() - left_error, bad.sum() - left_bad
            rarest = np.min([left_bad, left_n - left_bad, right_bad, right_n - right_bad], axis=0)
            if (rarest >= FEWEST).any():
                gain = left_error**2 / np.maximum(left_n, 1) + right_error**2 / np.maximum(right_n, 1)
                cut = int(np.argmax(np.where(rarest >= FEWEST, gain, -1.0)))
                yield float(gain[cut]) - error.sum() ** 2 / len(at), place, frozenset(order[: cut + 1].tolist())

    def _orders(self, place: int, n: np.ndarray, error: np.ndarray) -> list[np.ndarray]:
        """Bins of a number as they stand, missing values at either end; levels of a code by their mean error."""
        if self.cuts[place].edges is None:
            return [np.argsort(error / np.maximum(n, 1), kind="stable")]
        every = np.arange(len(n))
        return [every, np.roll(every, 1)] if n[-1] else [every]


def _binned(cuts: list[Cuts], frame: pd.DataFrame) -> np.ndarray:
    """Bins of every column, (n_columns, n)."""
    return np.array([one.bins(frame[one.name]) for one in cuts], dtype=np.int16).reshape(len(cuts), len(frame))


def _table(cuts: Cuts, bins: Collection[int]) -> np.ndarray:
    """Whether each bin of a column is one of `bins`, (n_bins,)."""
    held = np.zeros(cuts.n_bins, dtype=bool)
    held[list(bins)] = True
    return held


def _inside(cuts: list[Cuts], binned: Mapping[int, np.ndarray], group: Bins) -> np.ndarray:
    """Which rows a group holds, (n,) bool."""
    return np.logical_and.reduce([_table(cuts[place], bins)[binned[place]] for place, bins in group.items()])


def _enough(y: np.ndarray) -> bool:
    return min(np.bincount(y == 1, minlength=2)) >= FEWEST


def _segment(conditions: tuple[str, ...], found: Rows, rows: Rows, n_judged: int) -> WeakSegment:
    """Counts and rates of a group; judged only with enough accounts of both outcomes."""
    n, n_bad = len(rows.y), int((rows.y == 1).sum())
    gap = float(np.mean(found.y - found.pd)) if len(found.y) else np.nan
    if not n:
        return WeakSegment(conditions, len(found.y), gap, 0, 0, np.nan, Interval(np.nan, np.nan, np.nan))
    low, high = wilson(n_bad, n)
    rate = widened(Interval(n_bad / n, float(low), float(high)), n_judged)
    rate = Interval(rate.value, max(0.0, rate.low), min(1.0, rate.high))
    mean = float(rows.pd.mean())
    if not _enough(rows.y):
        return WeakSegment(conditions, len(found.y), gap, n, n_bad, mean, rate)
    holds = mean < rate.low if gap > 0 else mean > rate.high
    return WeakSegment(
        conditions, len(found.y), gap, n, n_bad, mean, rate, auc_interval(rows.y, rows.score), bool(holds)
    )
