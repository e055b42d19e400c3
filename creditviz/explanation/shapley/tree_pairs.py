"""Interventional Shapley values of boosted trees against single background rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import factorial
from typing import Any

import numpy as np

from creditviz.exceptions import SpecificationError

BLOCK = 4096  # rows whose columns stay in the processor's cache
MAX_PATH = 8  # columns on one path: a table by two masks has 4 ** MAX_PATH entries


@dataclass(frozen=True, eq=False)
class Leaves:
    """All leaves of a booster; on the way to each, a column must lie in [low, high)."""

    values: np.ndarray  # (n_leaves,)
    columns: np.ndarray  # (n_leaves, depth) int32, 0 where the path is shorter
    low: np.ndarray  # (n_leaves, depth) float32
    high: np.ndarray  # (n_leaves, depth) float32

    @property
    def parts(self) -> tuple[np.ndarray, ...]:
        """As the kernel takes them: the fields, then how many columns each path reads."""
        lengths = (np.isfinite(self.low) | np.isfinite(self.high)).sum(1)
        return self.values, self.columns, self.low, self.high, lengths

    @classmethod
    def of(cls, booster: Any) -> Leaves:
        """The leaves of an `xgboost.Booster` of regression trees on numbers without missing values.

        Raises
        ------
        SpecificationError
            When a path reads more than eight columns.
        """
        found = _leaves(booster)
        depth = _longest(found)
        if depth > MAX_PATH:
            raise SpecificationError(
                f"exact values are computed for trees whose paths read at most {MAX_PATH} columns, however one reads "
                f"{depth}. Train with a tree depth of {MAX_PATH} or less."
            )
        columns = np.zeros((len(found), depth), np.int32)
        low, high = np.full(columns.shape, -np.inf, np.float32), np.full(columns.shape, np.inf, np.float32)
        for number, (_, path) in enumerate(found):
            for place, (column, (least, most)) in enumerate(path.items()):
                columns[number, place], low[number, place], high[number, place] = column, least, most
        return cls(np.array([value for value, _ in found], np.float64), columns, low, high)

    def fits(self, X: np.ndarray) -> np.ndarray:
        """Which columns of each path fit, (n, n_leaves) uint8: bit i for the i-th column; 1 beyond the path's end."""
        masks = np.zeros((len(X), len(self.values)), np.uint8)
        for place in range(self.columns.shape[1]):
            value = X[:, self.columns[:, place]]
            fits = (value >= self.low[:, place]) & (value < self.high[:, place])
            masks |= fits.astype(np.uint8) << np.uint8(place)
        return masks

    def reading(self, first: int) -> tuple[Leaves, np.ndarray]:
        """The leaves whose path reads a column from `first` on, and the bits of these columns."""
        bounded = np.isfinite(self.low) | np.isfinite(self.high)
        bits = ((self.columns >= first) & bounded) @ (1 << np.arange(self.columns.shape[1]))
        kept = bits > 0
        parts = {name: getattr(self, name)[kept] for name in ("values", "columns", "low", "high")}
        return replace(self, **parts), bits[kept].astype(np.uint8)


def boosters_of(model: Any) -> tuple[Any, ...]:
    """The boosters of a fitted model, of the trees that it predicts with."""
    if hasattr(model, "boosters_"):
        return tuple(model.boosters_)
    if hasattr(model, "booster_"):
        return (model.booster_,)
    stopped = getattr(model, "best_iteration", None)  # trees after an early stop take no part in the prediction
    booster = model.get_booster()
    return (booster if stopped is None else booster[: stopped + 1],)


def longest_path(booster: Any) -> int:
    """The most columns that a path of an `xgboost.Booster` reads."""
    return _longest(_leaves(booster))


def _leaves(booster: Any) -> list[tuple[float, dict[int, tuple[float, float]]]]:
    trees = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
    return [leaf for tree in trees for leaf in _paths(tree)]


def _longest(leaves: list[tuple[float, dict[int, tuple[float, float]]]]) -> int:
    return max([1, *(len(path) for _, path in leaves)])


def _paths(tree: dict) -> Iterator[tuple[float, dict[int, tuple[float, float]]]]:
    """(value, column -> interval) of every leaf of one tree."""
    left, right = tree["left_children"], tree["right_children"]
    waiting: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while waiting:
        node, path = waiting.pop()
        at = tree["split_conditions"][node]
        if left[node] < 0:
            yield float(at), path
            continue
        column = tree["split_indices"][node]
        low, high = path.get(column, (-np.inf, np.inf))
        waiting.append((left[node], {**path, column: (low, min(high, at))}))
        waiting.append((right[node], {**path, column: (max(low, at), high)}))


def tree_pairs(leaves: Leaves, X: np.ndarray, background: np.ndarray, *, first: int = 0) -> np.ndarray:
    """Shapley values of margin(row) - margin(background row), (n, m, n_columns - first) float64.

    Over all columns they sum to that difference.

    Parameters
    ----------
    leaves : of the booster.
    X, background : (n, n_columns), (m, n_columns) float32.
    first : columns before this one are left out, which saves the leaves that read no other.

    References
    ----------
    Lundberg et al. 2020, interventional tree SHAP, for one background row at a time and by leaves.
    """
    from creditviz.explanation.shapley.tree_kernel import add_pairs

    out = np.zeros((len(X), len(background), X.shape[1] - first))
    some, watched = leaves.reading(first)
    if len(some.values):
        masks = some.fits(X), some.fits(background)
        add_pairs(*masks, watched, some.values, some.columns, *_factors(some.columns.shape[1]), first, out)
    return out


def tree_sums(leaves: Leaves, X: np.ndarray, background: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """The values of `tree_pairs` summed over the background with weights, (n, n_columns) float64, without a pair.

    Parameters
    ----------
    weights : (n, m) float64; quick where few smooth patterns make them up (low rank), which is found here. None: the
        mean over the background.
    """
    from creditviz.explanation.shapley.tree_kernel import add_sums

    others = np.ascontiguousarray(background.T, dtype=np.float32)
    factors = _factors(leaves.columns.shape[1])
    patterns = [(None, np.full(len(background), 1 / len(background)))] if weights is None else _patterns(weights)
    total = np.zeros(X.shape)
    for start in range(0, len(X), BLOCK):
        here = slice(start, start + BLOCK)
        rows = np.ascontiguousarray(X[here].T, dtype=np.float32)
        for of_row, of_background in patterns:
            out = np.zeros(rows.shape)
            add_sums(rows, others, of_background, leaves.parts, *factors, out)
            total[here] += out.T if of_row is None else of_row[here, None] * out.T
    return total


def _patterns(weights: np.ndarray, tolerance: float = 1e-4) -> list[tuple[np.ndarray | None, np.ndarray]]:
    """Vectors over rows and over background rows whose products sum to the weights."""
    sizes, columns = np.linalg.eigh(weights.T @ weights)  # squares of the singular values, without the long side
    kept = np.flatnonzero(sizes > tolerance**2 * max(sizes[-1], np.finfo(float).tiny))
    return [(weights @ columns[:, i], np.ascontiguousarray(columns[:, i])) for i in kept]


def _factors(depth: int) -> tuple[np.ndarray, np.ndarray]:
    """(p - 1)! q! / (p + q)! and p! (q - 1)! / (p + q)! by two masks; 0 out of reach and where p or q is 0."""
    masks = np.arange(2**depth)
    a, b = masks[:, None], masks[None, :]
    within = (a | b) == 2**depth - 1
    p, q = np.bitwise_count(a & ~b).astype(int), np.bitwise_count(b & ~a).astype(int)
    f = np.array([factorial(i) for i in range(depth + 1)], np.float64)
    both = f[np.minimum(p + q, depth)]
    gain = np.where(within & (p > 0), f[np.maximum(p - 1, 0)] * f[q] / both, 0.0)
    loss = np.where(within & (q > 0), f[p] * f[np.maximum(q - 1, 0)] / both, 0.0)
    return gain, loss
