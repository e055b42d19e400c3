"""How the two parts of FDAT vote, and the rules of its tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Rule:
    """A leaf of a tree: what leads to it, and what it answers."""

    conditions: tuple[str, ...]  # in the units of the new product
    probability: float  # of default
    rows: int  # source rows behind it


@dataclass(frozen=True, eq=False)
class Vote:
    """What the parts of FDAT say of the target's test rows; the vote is weight x network + (1 - weight) x tree."""

    method: str
    network: np.ndarray  # (n_test,) probability of default; 0 where there is no network
    tree: np.ndarray  # (n_test,) likewise
    weight: float  # of the network
    network_columns: tuple[str, ...] = ()  # target columns that it reads
    tree_columns: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()  # of the tree, the highest probability first
