"""What `train --json` prints: the figures of a run by their stable keys."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from creditviz.evaluation.cutting.cutoff import cut_off_of
from creditviz.metrics import metric_summary
from creditviz.results import RunResult, ScoredRows
from creditviz.specification import TrainingSpec


def summarise(run_id: str, spec: TrainingSpec, result: RunResult) -> dict[str, Any]:
    """The figures of a run; every threshold is chosen on validation rows (the KS point)."""
    summary = {
        "run": run_id,
        "model": spec.model,
        "preset": spec.preset,
        "sampler": spec.sampler,
        "protocol": spec.protocol,
        "seed": spec.seed,
        "rows": dict(result.rows),
        **figures_of(result),
    }
    if result.test.fold is not None:
        threshold = summary["test"]["threshold"]
        summary["folds"] = [
            figures(_fold(result.test, fold), result.calibration, threshold) for fold in np.unique(result.test.fold)
        ]
    return summary


def figures_of(result: RunResult) -> dict[str, Any]:
    """What is said of every result that can be judged, whatever kind of run made it."""
    threshold = cut_off_of(result)
    return {
        "calibration": result.calibration,
        "test": figures(result.test, result.calibration, threshold),
        "validation": figures(result.validation, result.calibration, threshold),
        "seconds": round(result.seconds, 1),
        "device": result.device,
        "leaky": result.leaky,
        "trees": {stage: list(pair) for stage, pair in result.trees.items()},
        "notes": list(result.notes),
    }


def figures(rows: ScoredRows, calibration: str, threshold: float) -> dict[str, float | None]:
    """`metric_summary` with None where a figure does not exist (JSON has no NaN)."""
    values = metric_summary(rows.y_true, rows.y_score, rows.pd(calibration), threshold)
    return {name: None if isinstance(v, float) and math.isnan(v) else v for name, v in values.items()}


def _fold(rows: ScoredRows, fold: int) -> ScoredRows:
    inside = rows.fold == fold
    pds = {name: pd[inside] for name, pd in rows.calibrated.items()}
    return ScoredRows(rows.row_id[inside], rows.y_true[inside], rows.y_score[inside], pds)
