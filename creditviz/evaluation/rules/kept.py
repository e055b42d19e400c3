"""Rules that real accounts keep, learned from them and said in words, and how often synthetic rows break them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.evaluation.rules.columns import multiples, plain
from creditviz.evaluation.rules.pairs import missing_together, orders, zeros
from creditviz.evaluation.rules.status import status_rules
from creditviz.evaluation.rules.terms import quantities_of
from creditviz.evaluation.tables import columns_of
from creditviz.results import RuleCount
from creditviz.schema import TableSchema

MOST_RULES = 25
_ROWS = 20_000  # rows that moves and pairs are learned from


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: its sentence, the columns that it speaks of, and which rows of a frame break it."""

    sentence: str
    columns: tuple[str, ...]
    breaks: Callable[[pd.DataFrame], np.ndarray]  # frame -> (n,) bool


def learn_rules(training: pd.DataFrame, schema: TableSchema) -> tuple[Rule, ...]:
    """At most 25 rules that real training rows of every outcome keep, the most telling first.

    Monthly status: it rises by at most one a month, where at least 99% of the real moves do, else the same
    once an account is late; who is late owes something. Between quantities, kept by at least 99.5% of real
    rows and by clearly fewer if the columns were shuffled: one never above another, always equal, zero
    whenever another is zero, missing together. Of the columns: multiples of a round number, never negative,
    whole numbers, within the real range, a code that exists, never empty.
    """
    columns = columns_of(schema, training)
    sample = training if len(training) <= _ROWS else training.sample(_ROWS, random_state=0)
    quantities = quantities_of(schema, columns)
    ordered, below = orders(sample, quantities)
    special = [
        *status_rules(sample, schema, quantities),
        *ordered,
        *multiples(sample, quantities),
        *zeros(sample, quantities, below),
        *missing_together(sample, schema, columns),
    ]
    common = list(plain(training, schema, columns))
    return tuple(Rule(*found) for found in [*special[: MOST_RULES - len(common)], *common])


def broken(rules: Sequence[Rule], frame: pd.DataFrame) -> np.ndarray:
    """Which rows break which rule, (n, n_rules) bool."""
    if not rules:
        return np.zeros((len(frame), 0), dtype=bool)
    return np.column_stack([rule.breaks(frame) for rule in rules])


def count_rules(rules: Sequence[Rule], synthetic: pd.DataFrame, held_out: pd.DataFrame) -> tuple[RuleCount, ...]:
    """For each rule the share of synthetic rows that break it, and of held-out real ones beside it."""
    made, real = (broken(rules, frame).mean(axis=0) for frame in (synthetic, held_out))
    return tuple(
        RuleCount(rule.sentence, float(a), float(b), rule.columns) for rule, a, b in zip(rules, made, real, strict=True)
    )
