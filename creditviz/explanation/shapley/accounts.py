"""Explains accounts of any fitted model in units of raw columns: the quickest exact way, else by sampled orders."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.data.values import spelled_levels
from creditviz.explanation.shapley.fused_shap import RawShap
from creditviz.explanation.shapley.methods import (
    CHAINED,
    DEEP_TREES,
    FOCAL,
    METHODS,
    MONTHS,
    ORDERS,
    SAMPLED,
    TREES,
    Check,
    Explainer,
    as_log_odds,
)
from creditviz.explanation.shapley.raw_columns import players_of
from creditviz.explanation.shapley.tree_pairs import MAX_PATH, boosters_of, longest_path
from creditviz.schema import TableSchema

BUDGET = 15.0  # seconds of scoring for sampled orders
FEWEST, MOST = 40, 500  # rows explained by sampled orders


@dataclass(frozen=True, eq=False)
class Subject:
    """A fitted model as explainers see it.

    Parameters
    ----------
    model, encoder : fitted.
    schema : what the model may read; of a transfer the new product's.
    players : name -> raw columns that count as one.
    score : raw rows to scores in [0, 1].
    declared : how the model says that it can be explained, one of `METHODS`.
    """

    model: Any
    encoder: Any
    schema: TableSchema
    players: Mapping[str, tuple[str, ...]]
    score: Callable[[pd.DataFrame], np.ndarray]
    declared: str = SAMPLED

    @property
    def method(self) -> str:
        """Which explainer serves the model: the declared one, unless trees behind networks are too deep for it."""
        return SAMPLED if self.declared == CHAINED and self.too_deep else self.declared

    @cached_property
    def too_deep(self) -> int:
        """Columns on the longest path of the trees where exact values cannot follow it, else 0."""
        boosters = boosters_of(self.model) if self.declared in (TREES, FOCAL, MONTHS, CHAINED) else ()
        longest = max((longest_path(booster) for booster in boosters), default=0)
        return longest if longest > MAX_PATH else 0

    @property
    def sampled(self) -> bool:
        """Whether chance has a part in the values."""
        return self.method == SAMPLED

    @property
    def quick(self) -> bool:
        """Whether any number of rows can be explained."""
        return METHODS[self.method].quick

    @property
    def unit(self) -> str:
        """Of the values."""
        return METHODS[self.method].unit

    @property
    def words(self) -> str:
        """How the values are made, for subtitles; with the reason where an exact way had to be left."""
        if not self.too_deep:
            return METHODS[self.method].words
        words = METHODS[SAMPLED].words if self.sampled else DEEP_TREES
        return f"{words} (a path of the trees reads {self.too_deep} columns, exact values follow {MAX_PATH})"

    def log_odds_of(self, margin: np.ndarray) -> np.ndarray:
        """Log-odds behind the margins that the values sum to."""
        return as_log_odds(self.method, self.model, margin)


def model_players(schema: TableSchema, columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The players of a model that reads these raw columns; a sequence that is not read whole goes by month."""
    read = set(columns)
    whole = {name: parts for name, parts in players_of(schema).items() if set(parts) <= read}
    taken = {column for parts in whole.values() for column in parts}
    return whole | {column: (column,) for column in columns if column not in taken}


def explain(
    subject: Subject, frame: pd.DataFrame, background: pd.DataFrame, *, seed: int = 0, check: Check = lambda: None
) -> RawShap:
    """Values of raw rows by raw column (or by player, for sampled orders).

    Parameters
    ----------
    frame, background : raw rows to explain, and real rows to compare with.
    seed : of the orders.
    check : called between parts of the work; may raise to stop.
    """
    return METHODS[subject.method].prepare(subject, background, seed, check)(frame)


def prepared(subject: Subject, background: pd.DataFrame, *, seed: int = 0) -> Explainer:
    """`explain` against one background, whose own part of the work is done once."""
    return METHODS[subject.method].prepare(subject, background, seed, lambda: None)


def affordable(subject: Subject, frame: pd.DataFrame, n_rows: int, n_background: int) -> int:
    """How many rows sampled orders can explain in the time there is; all of them for the other ways."""
    if not subject.sampled:
        return n_rows
    trial = frame.take(np.arange(500) % len(frame))
    start = time.perf_counter()
    subject.score(trial)
    a_row = (time.perf_counter() - start) / len(trial) * 2 * min(ORDERS, n_background) * len(subject.players)
    return int(np.clip(BUDGET / max(a_row, 1e-9), FEWEST, min(n_rows, MOST)))


def in_players(found: RawShap, subject: Subject) -> np.ndarray:
    """Values summed to the subject's players, (n, n_players)."""
    players = subject.players
    if found.names == tuple(players):
        return found.values
    of = {column: number for number, columns in enumerate(players.values()) for column in columns}
    of |= {name: number for number, name in enumerate(players)}
    out = np.zeros((len(found.values), len(players)))
    for column, name in enumerate(found.names):
        out[:, of[name]] += found.values[:, column]
    return out


def by_month(found: RawShap, subject: Subject) -> np.ndarray | None:
    """Values of the sequences by month, (n, n_sequences, n_steps); None where they are not known by month."""
    place = {name: number for number, name in enumerate(found.names)}
    sequences = subject.schema.sequences
    if subject.sampled or not sequences or not all(c in place for s in sequences for c in s.columns):
        return None
    return np.stack([found.values[:, [place[c] for c in s.columns]] for s in sequences], 1)


def as_features(frame: pd.DataFrame, subject: Subject) -> np.ndarray:
    """The players' values as numbers, (n, n_players): a code as its place in its list, a sequence as its last."""
    return np.column_stack([_number(frame[columns[-1]]) for columns in subject.players.values()])


def _number(column: pd.Series) -> np.ndarray:
    values = as_numbers(column)
    if np.isfinite(values).any() or column.isna().all():
        return values
    codes, _ = spelled_levels(column)
    return np.where(codes < 0, np.nan, codes).astype(np.float64)
