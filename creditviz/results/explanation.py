"""Numbers behind the pictures of the Explanation page."""

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
class ShapResult:
    """Shapley values on the log-odds scale, on a sample of untouched test rows."""

    row_id: np.ndarray  # (n,)
    values: np.ndarray  # (n, n_features), summing with `base` to the margin
    base: np.ndarray  # (n,) expected margin
    margin: np.ndarray  # (n,) the model's margin
    features: np.ndarray  # (n, n_features) what the model read, numeric
    names: tuple[str, ...]  # business name of each feature
    sources: tuple[str, ...]  # raw column of each feature
    n_available: int
    unit: str = "log-odds"
