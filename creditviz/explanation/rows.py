"""Which test rows are explained: a seeded sample, so that a big book stays quick."""

from __future__ import annotations

import numpy as np

from creditviz.exceptions import DataError
from creditviz.results import ScoredRows


def explained_positions(scored: ScoredRows, n_rows: int, seed: int) -> np.ndarray:
    """Positions within `scored` of at most `n_rows` real rows, rising; the same for the same seed.

    Raises
    ------
    DataError
        When there is no row to explain.
    """
    real = np.flatnonzero(scored.row_id >= 0)
    if not len(real):
        raise DataError(
            "an explanation needs test rows, however there are none. Train the run with a larger test share."
        )
    if len(real) <= n_rows:
        return real
    return np.sort(np.random.default_rng(seed).choice(real, n_rows, replace=False))
