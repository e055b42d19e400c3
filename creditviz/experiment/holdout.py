"""One split: fit on its training rows, calibrate on its validation rows, score its test rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.splitting import Split
from creditviz.evaluation.calibration.calibrations import Calibration, fit_calibrations
from creditviz.experiment.fitting import Fitted, OnEpoch, Rows, fit
from creditviz.experiment.resampling import StoredRows
from creditviz.progress import Checkpoint
from creditviz.results import ScoredRows
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec


@dataclass(frozen=True, eq=False)
class Sample:
    """The usable rows of a book. `row_id` is the position in the stored book, -1 - i for synthetic rows."""

    frame: pd.DataFrame
    y: np.ndarray
    row_id: np.ndarray

    def rows(self, positions: np.ndarray) -> Rows:
        """The rows at these positions of the sample."""
        return Rows(self.frame.iloc[positions].reset_index(drop=True), self.y[positions])


def train_once(
    spec: TrainingSpec,
    schema: TableSchema,
    sample: Sample,
    split: Split,
    on_epoch: OnEpoch | None,
    resume_from: Checkpoint | None = None,
    stored: StoredRows | None = None,
) -> tuple[Fitted, ScoredRows, ScoredRows, dict[str, Calibration]]:
    """Fit on the training part of one split; calibrate on validation; score test."""
    train, validation, test = (sample.rows(part) for part in (split.train, split.validation, split.test))
    fitted = fit(spec, schema, train, validation, on_epoch=on_epoch, resume_from=resume_from, stored=stored)
    scores = fitted.score(validation.frame)
    calibrations = fit_calibrations(validation.y, scores, prior_train=fitted.prior_train, prior_real=fitted.prior_real)
    return (
        fitted,
        scored(sample, split.test, fitted.score(test.frame), calibrations, spec),
        scored(sample, split.validation, scores, calibrations, spec),
        calibrations,
    )


def scored(
    sample: Sample, positions: np.ndarray, score: np.ndarray, calibrations: Mapping[str, Any], spec: TrainingSpec
) -> ScoredRows:
    """Scores of real rows; only the before-split replay may hold synthetic ones, and says which."""
    row_id = sample.row_id[positions]
    synthetic = row_id < 0
    assert spec.resample == "before-split" or not synthetic.any(), "a synthetic row reached rows that are judged"
    return ScoredRows(
        row_id=row_id,
        y_true=sample.y[positions].astype(np.int8),
        y_score=np.asarray(score, dtype=np.float64),
        calibrated={name: calibration.apply(score) for name, calibration in calibrations.items()},
        synthetic=synthetic if synthetic.any() else None,
    )
