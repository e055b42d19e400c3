"""Does attention point to the months that count? Exchange them, exchange random ones, compare the scores."""

from __future__ import annotations

from typing import Any

import numpy as np

from creditviz.metrics import Z95
from creditviz.results import Faithfulness, Layout


def faithfulness(
    model: Any,
    X: np.ndarray,
    attention: np.ndarray,
    layout: Layout,
    *,
    share: float = 1 / 3,
    n_repeats: int = 5,
    seed: int = 0,
) -> Faithfulness | None:
    """Mean absolute move of the log-odds when months are exchanged for those of another account.

    Parameters
    ----------
    model : fitted, with `log_odds(X)`.
    X : encoded rows, (n, n_features).
    attention : (n, n_steps), each row summing to 1.
    layout : of the encoder.
    share : of the months that are exchanged at a time.
    n_repeats : draws of other accounts and of random months. Raising it makes both means steadier.
    seed : of the draws; both kinds of months are exchanged for those of the same other account.

    Returns
    -------
    Faithfulness, or None for fewer than two months or rows.

    References
    ----------
    Jain and Wallace 2019 and DeYoung et al. 2020 (comprehensiveness), with months of real accounts in place of
    erased ones, so that no row is of a kind that the model never saw.
    """
    n_steps, n_channels = layout.sequence_shape or (0, 0)
    if n_steps < 2 or len(X) < 2:
        return None
    n_months = min(n_steps - 1, max(1, round(share * n_steps)))
    rng = np.random.default_rng(seed)
    top = np.argsort(-attention, axis=1, kind="stable")[:, :n_months]
    before = model.log_odds(X)
    moves = np.zeros((2, len(X)))
    for _ in range(n_repeats):
        other = X[_others(rng, len(X))]
        drawn = rng.permuted(np.tile(np.arange(n_steps), (len(X), 1)), axis=1)[:, :n_months]
        for kind, months in enumerate((top, drawn)):
            changed = exchanged(X, other, months, layout.n_static, n_steps, n_channels)
            moves[kind] += np.abs(model.log_odds(changed) - before) / n_repeats
    apart = moves[0] - moves[1]
    half, top_error, random_error = (_half_width(values) for values in (apart, *moves))
    mean = float(apart.mean())
    errors = (mean - half, mean + half, top_error, random_error)
    return Faithfulness(moves[0], moves[1], mean, *errors, n_months, n_steps, n_repeats)


def _half_width(values: np.ndarray) -> float:
    """Of the 95% interval of the mean."""
    return float(Z95 * values.std(ddof=1) / np.sqrt(len(values)))


def _others(rng: np.random.Generator, n: int) -> np.ndarray:
    """For each row another one."""
    return (np.arange(n) + rng.integers(1, n, n)) % n


def exchanged(
    X: np.ndarray, other: np.ndarray, months: np.ndarray, n_static: int, n_steps: int, n_channels: int
) -> np.ndarray:
    """X with these months, (n, k), taken from `other`; all channels of a month go together."""
    out = X.copy()
    own = out[:, n_static:].reshape(len(X), n_steps, n_channels)
    theirs = other[:, n_static:].reshape(len(X), n_steps, n_channels)
    rows = np.arange(len(X))[:, None]
    own[rows, months] = theirs[rows, months]
    out[:, n_static:] = own.reshape(len(X), -1)
    return out
