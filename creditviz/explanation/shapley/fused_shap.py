"""Shapley values of networks and the boosted trees behind them, in units of the raw columns.

The trees' values are exact in what the trees read, for every pair of a row and a background row; what the numbers of
a feature vector contribute goes on through the network, what summaries contribute to the months, what ratios
contribute to what they were computed from (G-DeepSHAP: Chen, Lundberg and Lee 2022, section 2.3).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.explanation.shapley.month_parts import to_months
from creditviz.explanation.shapley.raw_columns import to_raw
from creditviz.explanation.shapley.tree_pairs import Leaves, tree_pairs, tree_sums

CHUNK = 50  # rows whose pairs with the whole background are in memory at once
STEP = 1e-4  # of a margin, for a slope where row and background row have the same one


@dataclass(frozen=True, eq=False)
class RawShap:
    """Shapley values of the log-odds by raw column, against the mean over background rows."""

    values: np.ndarray  # (n, n_raw); with `base` they sum to `margin`
    base: float  # mean log-odds of the background rows
    margin: np.ndarray  # (n,) log-odds
    names: tuple[str, ...]  # raw columns, the months of a sequence one by one
    error: float  # largest difference of a sum from the margin before it was closed
    closed: float  # and after


class FusedExplainer:
    """Explains rows of a `ResNetLSTMXGBClassifier` or a `ResNetLSTMClassifier` against background rows.

    What depends on the background alone is computed once, so that a single row is explained at once.

    Parameters
    ----------
    model, encoder : fitted.
    background : raw rows; 50 to 100. Raising it makes values steadier, and the work longer in proportion.
    n_threads : cores.
    """

    def __init__(self, model: Any, encoder: Any, background: pd.DataFrame, *, n_threads: int = 1):
        from creditviz.explanation.shapley.network_pairs import still

        self.model, self.encoder, self.background, self.n_threads = model, encoder, background, n_threads
        self.plan = model._plan()
        self.networks = [still(network) for network in model.networks_]
        self.boosted = hasattr(model, "boosters_")
        self.leaves = [Leaves.of(booster) for booster in model.boosters_] if self.boosted else []
        self.theirs = self._look(background)

    def explain(self, frame: pd.DataFrame) -> RawShap:
        """Values of raw rows."""
        mine = self._look(frame)
        encoded, summaries = self._shares(mine)
        n_static, n_months = self.plan.n_static, self.plan.n_months
        if summaries.shape[1]:
            months = to_months(summaries, mine.X, self.theirs.X, self.plan)
            encoded[:, n_static : n_static + n_months] += months.reshape(len(frame), -1)
        values, names = to_raw(encoded, self.encoder, frame, self.background)
        base = float(self.theirs.log_odds.mean())
        missing = mine.log_odds - base - values.sum(1)
        size = np.abs(values)
        values = values + missing[:, None] * size / np.maximum(size.sum(1, keepdims=True), 1e-12)
        after = np.abs(mine.log_odds - base - values.sum(1)).max(initial=0.0)
        return RawShap(values, base, mine.log_odds, names, float(np.abs(missing).max(initial=0.0)), float(after))

    def _look(self, frame: pd.DataFrame) -> _Looked:
        from creditviz.explanation.shapley.network_pairs import readings
        from creditviz.networks.devices import threads

        model = self.model
        X = self.encoder.transform(frame)
        with threads(self.n_threads):
            rows = model._network_rows(X)
            read = [readings(network, rows) for network in self.networks]
        if not self.boosted:
            return _Looked(X, model.log_odds(X), read, [], [])
        matrices, networks = model._matrices(X)
        margins = model.booster_margins(matrices)
        return _Looked(X, model._fused(margins, networks), read, matrices, margins)

    def _shares(self, mine: _Looked) -> tuple[np.ndarray, np.ndarray]:
        """What encoded columns (n, n_features) and summaries (n, n_summaries) contribute."""
        from creditviz.models.months.summaries import summary_names

        n, n_features = mine.X.shape
        n_summaries = len(summary_names(self.plan))
        total = np.zeros((n, n_features + n_summaries))
        given = [self._of_network(mine, k) for k in range(len(mine.read))]
        if self.boosted:
            with ThreadPoolExecutor(self.n_threads) as pool:
                done = list(pool.map(lambda k: self._of_booster(mine, k), range(len(self.leaves))))
            start = 0 if self.model.use_raw_columns else n_features
            for number, (shared, vectors) in enumerate(done):
                total[:, start : start + shared.shape[1]] += shared
                self._add_vectors(given, number, vectors)
        with ThreadPoolExecutor(self.n_threads) as pool:
            for columns in pool.map(lambda k: self._through(mine, k, given[k]), range(len(given))):
                total[:, : columns.shape[1]] += columns
        return total[:, :n_features], total[:, n_features:]

    def _of_network(self, mine: _Looked, number: int) -> np.ndarray:
        """What the vector of a network contributes to the networks' own share of the log-odds, (n, m, d)."""
        share = self.model.network_share if self.boosted else 1.0
        network = self.model.networks_[number]
        weight = network.out.weight.detach().numpy()[0] * share / len(mine.read)
        step = mine.read[number].vector[:, None] - self.theirs.read[number].vector
        return step.numpy() * weight

    def _of_booster(self, mine: _Looked, number: int) -> tuple[np.ndarray, np.ndarray | None]:
        """What all boosters' shared columns contribute (n, n_shared), and the vectors it reads (n, m, d)."""
        reads, leaves = self.model._input(), self.leaves[number]
        share = reads.shares[number] * (1 - self.model.network_share)
        weights = share * self._slope(mine.margins[number], self.theirs.margins[number])
        rows, others = mine.matrices[number], self.theirs.matrices[number]
        sums = tree_sums(leaves, rows, others, weights / len(others))
        if number >= reads.n_reading:
            return sums, None
        n_shared = rows.shape[1] - reads.n_read
        return sums[:, :n_shared], tree_pairs(leaves, rows, others, first=n_shared) * weights[:, :, None]

    def _slope(self, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        """Step of the log-odds for a step of the focal margin, (n, m): the rescale rule."""
        from creditviz.models.trees.focal_loss import focal_log_odds

        settings = self.model.alpha, self.model.gamma
        step = mine[:, None] - theirs
        odds, others = focal_log_odds(mine, *settings), focal_log_odds(theirs, *settings)
        local = (focal_log_odds(mine + STEP, *settings) - focal_log_odds(mine - STEP, *settings)) / (2 * STEP)
        close = np.abs(step) < STEP
        return np.where(close, local[:, None], (odds[:, None] - others) / np.where(close, 1.0, step))

    def _add_vectors(self, given: list[np.ndarray], number: int, vectors: np.ndarray | None) -> None:
        if vectors is None:
            return
        if self.model.boosters == "per-network":
            given[number] = given[number] + vectors
            return
        for network, part in enumerate(np.split(vectors, len(given), axis=2)):
            given[network] = given[network] + part

    def _through(self, mine: _Looked, number: int, given: np.ndarray) -> np.ndarray:
        """Mean over the background of what goes on through a network, (n, n_columns)."""
        import torch

        from creditviz.explanation.shapley.network_pairs import pass_on

        of_rows, of_background = mine.read[number], self.theirs.read[number]
        used = np.abs(given).max(axis=(0, 1)) > 0
        out = []
        for start in range(0, len(given), CHUNK):
            rows = slice(start, start + CHUNK)
            part = torch.as_tensor(given[rows][:, :, used], dtype=torch.float32)
            shares = pass_on(of_rows.only(rows, used), of_background.only(slice(None), used), part)
            out.append(shares.mean(1).numpy())
        return np.concatenate(out).astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Looked:
    """What a model makes of some rows."""

    X: np.ndarray  # encoded
    log_odds: np.ndarray  # (n,)
    read: list[Any]  # one `Readings` a network
    matrices: list[np.ndarray]  # one a booster
    margins: list[np.ndarray]  # (n,) one a booster
