"""What a study of transfers says: means over seeds with their intervals, and paired gains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from creditviz.evaluation.significance.resampled import resampled_interval
from creditviz.results import Interval, TransferStudy


class StudyPoint(NamedTuple):
    """Mean AUC over the seeds of one line at one place of the axis."""

    at: float
    auc: Interval


def study_lines(study: TransferStudy) -> dict[str, list[StudyPoint]]:
    """Line -> its points from left to right; intervals are widened for the rows that seeds share."""
    return {
        line: [
            StudyPoint(at, resampled_interval(values(study, line, at), study.overlap)) for at in _places(study, line)
        ]
        for line in dict.fromkeys(study.line)
    }


def values(study: TransferStudy, line: str, at: float) -> np.ndarray:
    """AUC of a line at a place, seed by seed in rising order, (n_seeds,)."""
    rows = (np.array(study.line) == line) & (study.at == at)
    return study.auc[rows][np.argsort(study.seed[rows])]


def gain_at(study: TransferStudy, method: str, rivals: Sequence[str], at: float) -> Interval | None:
    """AUC of a method that reads no target outcome over the best rival at `at` known ones; None without both.

    The rival is the one of the highest mean, so that the gain is a little too modest rather than too high. Seeds are
    paired; only those that both have count.
    """
    own = _by_seed(study, method, 0.0)
    theirs = [found for found in (_by_seed(study, rival, at) for rival in rivals) if found]
    if not own or not theirs:
        return None
    best = max(theirs, key=lambda found: float(np.mean(list(found.values()))))
    both = sorted(own.keys() & best.keys())
    return resampled_interval(np.array([own[seed] - best[seed] for seed in both]), study.overlap) if both else None


def best_weight(study: TransferStudy, line: str) -> float:
    """The weight of the highest mean AUC. It is chosen on the rows that judge it, so that its AUC flatters."""
    return max(_places(study, line), key=lambda at: float(values(study, line, at).mean()))


def _places(study: TransferStudy, line: str) -> list[float]:
    return [float(at) for at in np.unique(study.at[np.array(study.line) == line])]


def _by_seed(study: TransferStudy, line: str, at: float) -> dict[int, float]:
    rows = (np.array(study.line) == line) & (study.at == at)
    return {int(seed): float(auc) for seed, auc in zip(study.seed[rows], study.auc[rows], strict=True)}
