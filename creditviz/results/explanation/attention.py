"""What a network with attention looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class AttentionResult:
    """Where a ResNet-LSTM looked, on a sample of untouched test rows."""

    row_id: np.ndarray  # (n,)
    y_true: np.ndarray  # (n,)
    pd: np.ndarray  # (n,)
    temporal: np.ndarray | None  # (n, n_steps), rows sum to 1; None without months or without the attention
    spatial: np.ndarray | None  # (n, n_positions) in (0, 1); None without the attention
    step_names: tuple[str, ...]
    position_names: tuple[str, ...]  # the static feature at each position
    n_available: int  # test rows that the sample was drawn from


@dataclass(frozen=True, eq=False)
class AttentionProfile:
    """Mean attention by outcome at each month or at each static feature, with 95% intervals."""

    names: tuple[str, ...]  # (n_positions,) months oldest first, or features
    good: np.ndarray  # (n_positions,)
    bad: np.ndarray  # (n_positions,)
    good_error: np.ndarray  # (n_positions,) half width of the interval
    bad_error: np.ndarray  # (n_positions,)
    n_good: int
    n_bad: int


@dataclass(frozen=True, eq=False)
class AttentionMap:
    """Temporal attention of single accounts, evenly drawn over the PDs and sorted by PD, riskiest first."""

    weights: np.ndarray  # (n_accounts, n_steps), rows sum to 1
    y_true: np.ndarray  # (n_accounts,)
    pd: np.ndarray  # (n_accounts,) falling
    row_id: np.ndarray  # (n_accounts,)
    step_names: tuple[str, ...]
