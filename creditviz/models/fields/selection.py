"""Which fields a network reads: simple filters, then the importances of a random forest, on training rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

N_TREES, DEPTH = 200, 12
MOST_MISSING = 0.8
TOO_ALIKE = 0.95
LEAST_IMPORTANCE = 0.002
MOST_ROWS = 100_000  # that a tree draws: more change no importance and cost minutes


@dataclass(frozen=True)
class FieldSelection:
    """Columns that are kept, ascending, and how many fell to which rule."""

    kept: tuple[int, ...]
    n_columns: int
    n_missing: int = 0
    n_constant: int = 0
    n_alike: int = 0
    n_unimportant: int = 0

    @property
    def note(self) -> str:
        """The selection in one sentence."""
        rules = (
            (self.n_missing, f"over {MOST_MISSING:.0%} missing"),
            (self.n_constant, "constant"),
            (self.n_alike, f"correlated above {TOO_ALIKE} with another"),
            (self.n_unimportant, f"of an importance of {LEAST_IMPORTANCE} or less"),
        )
        out = ", ".join(f"{n} {why}" for n, why in rules if n)
        return f"Selection on training rows kept {len(self.kept)} of {self.n_columns} columns" + (
            f"; left out: {out}." if out else "."
        )


def select_fields(
    X: np.ndarray, y: np.ndarray, codes: Collection[int], indicators: Collection[int], seed: int
) -> FieldSelection:
    """Choose columns as Zhang et al. (2023) do, on training rows.

    Parameters
    ----------
    X, y : encoded training rows (n, n_columns) and outcomes (n,). The target and ids are no columns of X.
    codes : columns that hold codes; they have no correlation.
    indicators : columns that say whether the column before them was missing.
    seed : of the forest.

    References
    ----------
    NOTE[DIFF] against Zhang et al. 2023: the paper ranks the target itself among its features, which we never
    read; forest and filters have our sizes, the threshold of 0.002 is theirs. The best column is always kept.
    """
    missing = {c for i in indicators if X[:, i].mean() > MOST_MISSING for c in (i - 1, i)}
    left = [c for c in range(X.shape[1]) if c not in missing]
    varied = [c for c in left if np.ptp(X[:, c]) > 0]
    own = _without_twins(X, varied, set(codes))
    kept = own[:1] if len(own) < 2 else _important(X, y, own, seed)
    counts = len(missing), len(left) - len(varied), len(varied) - len(own), len(own) - len(kept)
    return FieldSelection(tuple(kept) or (0,), X.shape[1], *counts)


def _without_twins(X: np.ndarray, columns: list[int], codes: set[int]) -> list[int]:
    """`columns` without those that follow a number that they are correlated with too much."""
    numbers = [c for c in columns if c not in codes]
    if len(numbers) < 2:
        return columns
    alike = np.abs(np.corrcoef(X[:, numbers], rowvar=False, dtype=np.float64)) > TOO_ALIKE
    keep: list[int] = []
    for place in range(len(numbers)):
        if not alike[place, keep].any():
            keep.append(place)
    own = {numbers[place] for place in keep}
    return [c for c in columns if c in codes or c in own]


def _important(X: np.ndarray, y: np.ndarray, columns: list[int], seed: int) -> list[int]:
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(
        N_TREES, max_depth=DEPTH, max_samples=min(1.0, MOST_ROWS / len(X)), random_state=seed % (2**31 - 1)
    )
    importance = forest.fit(X[:, columns], y).feature_importances_  # they sum to 1
    keep = (importance > LEAST_IMPORTANCE) | (importance == importance.max())
    return [column for column, kept in zip(columns, keep, strict=True) if kept]
