"""Shapley values of transfer methods on the pairs, both column names of a pair side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from creditviz.explanation.shapley.shap_values import level_of
from creditviz.results import Beeswarm, Pairing, ShapResult

N_BACKGROUND = 100
N_PERMUTATIONS = 2  # each read forwards and backwards; one is exact where no more than two columns act together
UNIT = "percentage points of the PD"


def pair_names(pairing: Pairing, label_new: Callable[[str], str], label_old: Callable[[str], str]) -> tuple[str, ...]:
    """Both names of every pair, e.g. "checking account <- term"."""
    return tuple(f"{label_new(pair.target)} \u2190 {label_old(pair.source)}" for pair in pairing.pairs)


def permutation_shap(
    probability: Callable[[np.ndarray], np.ndarray],
    X: np.ndarray,
    background: np.ndarray,
    *,
    names: Sequence[str],
    sources: Sequence[str],
    row_id: np.ndarray,
    n_available: int,
    seed: int,
    check: Callable[[], None] = lambda: None,
) -> ShapResult:
    """Shapley values of a probability of default by permutations; with the base they sum to it, in points.

    Parameters
    ----------
    probability : PD of encoded rows, (n, k) -> (n,).
    X : encoded test rows that are explained, (n, k).
    background : encoded real training rows that stand for a column that is left out, (m, k).
    names, sources : of the columns: on screen, and as the book calls them.
    row_id : of the explained rows, (n,).
    n_available : test rows that they were drawn from.
    seed : of the permutations.
    check : called at every row; may raise `RunCancelled`.

    References
    ----------
    Strumbelj and Kononenko 2014, algorithm 1, each order read both ways. NOTE[DIFF] against Xu and Zhang 2025, who do
    not say how their values were made: the background is real training rows.
    """
    random = np.random.default_rng(seed)
    base = 100.0 * float(probability(background).mean())
    whole = 100.0 * probability(X)
    values = np.empty(X.shape)
    for i, row in enumerate(X):
        check()
        values[i] = _walks(probability, row, background, base, float(whole[i]), random)
    return ShapResult(
        row_id=np.asarray(row_id),
        values=values,
        base=np.full(len(X), base),
        margin=whole,
        features=np.asarray(X, dtype=np.float64),
        names=tuple(names),
        sources=tuple(sources),
        n_available=n_available,
        unit=UNIT,
    )


def _walks(
    probability: Callable[[np.ndarray], np.ndarray],
    row: np.ndarray,
    background: np.ndarray,
    base: float,
    whole: float,
    random: np.random.Generator,
) -> np.ndarray:
    """What each column adds, (k,), on walks from the background to the row; every walk is taken both ways."""
    k = len(row)
    once = [random.permutation(k) for _ in range(N_PERMUTATIONS)]
    orders = np.array([*once, *(order[::-1] for order in once)])  # (n_walks, k)
    place = np.argsort(orders, axis=1)  # when a column is put in
    inside = place[:, None, :] < np.arange(1, k)[None, :, None]  # (n_walks, k - 1, k) after 1, 2, ... steps
    mixed = np.where(inside[:, :, None, :], row, background)  # (n_walks, k - 1, m, k)
    reached = np.empty((len(orders), k + 1))
    reached[:, 0], reached[:, -1] = base, whole
    if k > 1:
        scored = probability(mixed.reshape(-1, k)).reshape(len(orders), k - 1, len(background))
        reached[:, 1:-1] = 100.0 * scored.mean(axis=2)
    return np.take_along_axis(np.diff(reached, axis=1), place, axis=1).mean(axis=0)


def beeswarms_alike(results: Sequence[ShapResult], n_features: int) -> tuple[Beeswarm, ...]:
    """A swarm for each of several results over the same columns, in one order: the strongest in all together first."""
    strength = np.sum([np.abs(result.values).mean(axis=0) for result in results], axis=0)
    order = [int(f) for f in np.argsort(-strength, kind="stable") if strength[f] > 0][:n_features]
    return tuple(_swarm(result, order) for result in results)


def _swarm(result: ShapResult, order: list[int]) -> Beeswarm:
    mean_abs = np.abs(result.values).mean(axis=0)
    n_rows, total = len(result.row_id), max(float(mean_abs.sum()), np.finfo(float).tiny)
    return Beeswarm(
        names=tuple(result.names[f] for f in order),
        mean_abs=mean_abs[order],
        share=mean_abs[order] / total,
        values=result.values[:, order].T,
        level=np.array([level_of(result.features[:, f]) for f in order]).reshape(len(order), n_rows),
        n_rows=n_rows,
        n_features=len(result.names),
        unit=result.unit,
    )
