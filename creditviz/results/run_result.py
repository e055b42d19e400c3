"""What a finished training run hands to the rooms that judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class ScoredRows:
    """Scores of real rows that the model was not fitted on.

    `row_id` are positions in the stored book. `y_score` is the model's own output (high = risky, not
    always a probability); `calibrated[name]` are PDs.
    """

    row_id: np.ndarray  # (n,) int64
    y_true: np.ndarray  # (n,) int8, 1 = default
    y_score: np.ndarray  # (n,) float64
    calibrated: Mapping[str, np.ndarray] = field(default_factory=dict)  # each (n,) float64 in [0, 1]
    fold: np.ndarray | None = None  # (n,) int8 under k-fold
    synthetic: np.ndarray | None = None  # (n,) bool; only the before-split replay may hold synthetic rows

    def __post_init__(self) -> None:
        n = len(self.y_true)
        assert self.row_id.shape == self.y_score.shape == (n,), "one score and one id a row"
        assert all(p.shape == (n,) for p in self.calibrated.values()), "one PD a row"

    def __len__(self) -> int:
        return len(self.y_true)

    def pd(self, calibration: str) -> np.ndarray:
        """The PDs of a named calibration, (n,)."""
        return self.calibrated[calibration]


@dataclass(frozen=True, eq=False)
class RunResult:
    """Scores, history and provenance of one training run."""

    test: ScoredRows
    validation: ScoredRows
    calibration: str  # name of the default calibration
    rows: Mapping[str, int]  # {"train", "synthetic", "validation", "test"}
    history: tuple[Mapping[str, Any], ...] = ()  # {"stage", "epoch", metric: value, ...}
    parameters: Mapping[str, Any] = field(default_factory=dict)  # resolved, as fitted
    trees: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # stage -> (used, allowed), of boosters
    notes: tuple[str, ...] = ()  # sentences a reader must know, e.g. "no months in this book: static branch alone"
    seconds: float = 0.0
    device: str = "cpu"
    versions: Mapping[str, str] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)  # {"book", "schema", "file"}
    validation_from: str = ""  # name of the old product, where the validation rows are its own (a transfer)
    protocol: str = ""  # of the split: "holdout" and "kfold" are drawn at random, "out-of-time" and "given" are not
    leaky: bool = False  # the before-split replay: marked as such everywhere
    kept_cut_off: float | None = None  # PD that somebody kept for the run; read from the store, never from the file
