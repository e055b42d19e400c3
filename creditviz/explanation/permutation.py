"""Shapley values of any model, by the orders in which its raw columns are changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from creditviz.explanation.fused_shap import RawShap

Score = Callable[[pd.DataFrame], np.ndarray]  # raw rows to log-odds, (n,)
AT_ONCE = 20_000  # hybrids scored together


def permutation_shap(
    score: Score,
    frame: pd.DataFrame,
    background: pd.DataFrame,
    players: Mapping[str, Sequence[str]],
    *,
    n_draws: int = 10,
    seed: int = 0,
    check: Callable[[], None] = lambda: None,
) -> RawShap:
    """Shapley values by sampled orders, each taken forwards and backwards (antithetic).

    Parameters
    ----------
    score : raw rows to log-odds.
    frame, background : raw rows to explain, and real rows to compare with.
    players : name -> raw columns that change together.
    n_draws : orders a row, each with one background row. Raising it halves the noise for four times the work.
    seed : of the orders; the same seed gives the same values.
    check : called between parts of the work; may raise to stop.

    References
    ----------
    Strumbelj and Kononenko 2014; antithetic orders: Mitchell et al. 2022.
    """
    rng = np.random.default_rng(seed)
    mine, theirs = score(frame), score(background)
    base = float(theirs.mean())
    both = pd.concat([frame, background], ignore_index=True)
    step = max(1, AT_ONCE // max(1, 2 * n_draws * len(players)))
    parts = []
    for start in range(0, len(frame), step):
        rows = np.arange(start, min(start + step, len(frame)))
        others = _drawn(rng, len(rows), len(background), n_draws)
        parts.append(_by_orders(score, both, len(frame), rows, others, mine, theirs, tuple(players.values()), rng))
        check()
    values = np.concatenate(parts) if parts else np.zeros((0, len(players)))
    return closed(values, base, mine, tuple(players))


def closed(values: np.ndarray, base: float, margin: np.ndarray, names: tuple[str, ...]) -> RawShap:
    """Values whose sums are made exact: what is missing goes to the players by the size of their values."""
    missing = margin - base - values.sum(1)
    size = np.abs(values)
    even = np.full(values.shape, 1 / max(1, values.shape[1]))
    whole = size.sum(1, keepdims=True)
    values = values + missing[:, None] * np.divide(size, whole, out=even, where=whole > 1e-12)
    after = np.abs(margin - base - values.sum(1)).max(initial=0.0)
    return RawShap(values, base, margin, names, float(np.abs(missing).max(initial=0.0)), float(after))


def _drawn(rng: np.random.Generator, n_rows: int, n_background: int, n_draws: int) -> np.ndarray:
    """Background rows of every row, (n_rows, n_draws): all in turn before one comes again."""
    times = -(-n_draws // n_background)
    every = np.tile(np.arange(n_background), (n_rows, times))
    return rng.permuted(every.reshape(n_rows, times, -1), axis=2).reshape(n_rows, -1)[:, :n_draws]


def _by_orders(score, both, n_explained, rows, others, mine, theirs, columns, rng) -> np.ndarray:
    """Values of some rows, (n_rows, n_players)."""
    n_players = len(columns)
    n_rows, n_draws = others.shape
    place = rng.permuted(np.tile(np.arange(n_players), (n_rows, n_draws, 1)), axis=2)  # of each player in the order
    place = np.stack([place, n_players - 1 - place], 2)  # (n_rows, n_draws, 2, n_players)
    taken = place[..., None, :] < np.arange(1, n_players)[:, None]  # (..., n_players - 1 states, n_players)
    own = np.broadcast_to(rows[:, None, None, None], taken.shape[:-1])
    other = np.broadcast_to(others[:, :, None, None], taken.shape[:-1]) + n_explained
    flat = taken.reshape(-1, n_players)
    between = score(_hybrids(both, own.ravel(), other.ravel(), flat, columns)) if len(flat) else np.empty(0)
    states = np.empty((n_rows, n_draws, 2, n_players + 1))
    states[..., 0] = theirs[others][:, :, None]
    states[..., -1] = mine[rows][:, None, None]
    states[..., 1:-1] = between.reshape(n_rows, n_draws, 2, n_players - 1)
    steps = np.diff(states, axis=-1)  # by place in the order
    return np.take_along_axis(steps, place, axis=-1).mean((1, 2))


def _hybrids(both: pd.DataFrame, own: np.ndarray, other: np.ndarray, taken: np.ndarray, columns) -> pd.DataFrame:
    """Rows whose taken players have the values of `own`, the others those of `other`."""
    out: dict = {}
    for player, names in enumerate(columns):
        rows = np.where(taken[:, player], own, other)
        out |= {name: both[name].array.take(rows) for name in names}
    return pd.DataFrame(out)
