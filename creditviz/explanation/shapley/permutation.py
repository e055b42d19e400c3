"""Shapley values of any model, by the orders in which its raw columns are changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from creditviz.explanation.shapley.fused_shap import RawShap

Score = Callable[[pd.DataFrame], np.ndarray]  # raw rows to log-odds, (n,)
AT_ONCE = 20_000  # hybrids scored together
FEWEST_DRAWS = 8  # of a background row


def permutation_shap(
    score: Score, frame: pd.DataFrame, background: pd.DataFrame, players: Mapping[str, Sequence[str]], **how: Any
) -> RawShap:
    """`SampledExplainer(score, background, players, **how).explain(frame)`."""
    return SampledExplainer(score, background, players, **how).explain(frame)


class SampledExplainer:
    """Shapley values by sampled orders, each taken forwards and backwards (antithetic).

    An order is walked from one background row to the row, so that what two players do together is exact for the two
    rows. Which background rows a row happens to draw is most of the noise. There is none of it where each is drawn
    once; else it is taken out by the values of the background rows themselves, found once by the same walks.

    Parameters
    ----------
    score : raw rows to log-odds.
    background : real raw rows to compare with.
    players : name -> raw columns that change together.
    n_draws : orders a row, each with one background row; best as many as there are. Raising it further halves the
        noise for four times the work.
    seed : of the orders; the same seed gives the same values.
    check : called between parts of the work; may raise to stop.

    References
    ----------
    Strumbelj and Kononenko 2014; antithetic orders: Mitchell et al. 2022. The correction is a control variate: what is
    subtracted has the mean 0 over all draws, so that nothing is moved but the noise.
    """

    def __init__(
        self,
        score: Score,
        background: pd.DataFrame,
        players: Mapping[str, Sequence[str]],
        *,
        n_draws: int = 10,
        seed: int = 0,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.score, self.background, self.players = score, background, players
        self.n_draws, self.seed, self.check = n_draws, seed, check
        self.theirs = score(background)
        self.own = np.zeros((len(background), len(players)))
        if n_draws % len(background):  # else every row meets all background rows alike
            few = min(n_draws, max(FEWEST_DRAWS, n_draws // 4))
            values, _, drawn = self._walked(background, few, np.random.default_rng((seed, 1)))
            self.own = _unmixed(values, drawn)  # (n_background, n_players), of mean 0

    def explain(self, frame: pd.DataFrame) -> RawShap:
        """Values of raw rows by player."""
        values, mine, drawn = self._walked(frame, self.n_draws, np.random.default_rng(self.seed))
        return closed(values + drawn @ self.own, float(self.theirs.mean()), mine, tuple(self.players))

    def _walked(
        self, frame: pd.DataFrame, n_draws: int, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values (n, n_players) against the drawn rows, log-odds (n,), and the drawn rows' shares (n, n_background)."""
        mine = self.score(frame)
        both = pd.concat([frame, self.background], ignore_index=True)
        columns = tuple(self.players.values())
        step = max(1, AT_ONCE // max(1, 2 * n_draws * len(columns)))
        values, drawn = np.zeros((len(frame), len(columns))), np.zeros((len(frame), len(self.background)))
        for start in range(0, len(frame), step):
            rows = np.arange(start, min(start + step, len(frame)))
            others = _drawn(rng, len(rows), len(self.background), n_draws)
            values[rows] = _by_orders(self.score, both, len(frame), rows, others, mine, self.theirs, columns, rng)
            np.add.at(drawn, (rows[:, None], others), 1 / n_draws)
            self.check()
        return values, mine, drawn


def _unmixed(values: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """The background rows' own values where `values` is each row's less the mean of those that it drew."""
    n = len(values)
    own = np.linalg.lstsq(np.eye(n) - drawn + 1 / n, values, rcond=None)[0]
    return own - own.mean(0)


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
