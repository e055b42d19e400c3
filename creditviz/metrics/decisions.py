"""Yes-or-no decisions at a threshold: everything here means nothing without saying which."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from creditviz.metrics.ranking import staircase


class Confusion(NamedTuple):
    """Counts at one threshold; flagged means PD >= threshold."""

    true_bad: int
    false_bad: int
    true_good: int
    false_good: int


def confusion(y: np.ndarray, pd: np.ndarray, threshold: float) -> Confusion:
    """Counts when every row with PD >= `threshold` is flagged."""
    bad, flagged = np.asarray(y) == 1, np.asarray(pd) >= threshold
    return Confusion(
        int((bad & flagged).sum()),
        int((~bad & flagged).sum()),
        int((~bad & ~flagged).sum()),
        int((bad & ~flagged).sum()),
    )


def decision_figures(counts: tuple[Any, Any, Any, Any]) -> dict[str, Any]:
    """Recall, specificity, precision, F1, accuracy, G-mean and hard-label AUC of one threshold.

    Parameters
    ----------
    counts : a `Confusion`; its counts may be arrays of one shape, then so are the figures. A figure without rows to
        count is nan.
    """
    hits, false_bad, true_good, misses = counts
    recall, specificity = _ratio(hits, hits + misses), _ratio(true_good, true_good + false_bad)
    return {
        "recall": recall,
        "specificity": specificity,
        "precision": _ratio(hits, hits + false_bad),
        "f1": _ratio(2 * hits, 2 * hits + false_bad + misses),
        "accuracy": _ratio(hits + true_good, hits + misses + true_good + false_bad),
        "g_mean": np.sqrt(recall * specificity),
        "auc_hard": hard_auc(recall, specificity),
    }


def _ratio(part, whole):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.true_divide(part, whole)


def best_threshold(y: np.ndarray, pd: np.ndarray) -> float:
    """PD at the KS point: flagging from here up catches the most bad rows for the fewest good ones."""
    stairs = staircase(y, pd)
    if stairs.one_class:
        return 0.5
    return float(stairs.score[np.argmax(stairs.gaps[1:])])


def hard_auc(recall: float, specificity: float) -> float:
    """Area under the ROC curve of labels instead of scores: one corner, (recall + specificity) / 2.

    What some papers print as AUC. It depends on the threshold, and is no larger than the AUC of the scores
    wherever the ROC curve has no dent.
    """
    return (recall + specificity) / 2.0


def implied_prevalence(recall: float, f1: float, auc_hard: float) -> float:
    """Bad share of a test set that printed recall, F1 and hard-label AUC imply.

    A value above the data's own bad rate says that synthetic rows were among the test rows.
    """
    flagged_good = recall + 1.0 - 2.0 * auc_hard
    return f1 * flagged_good / (2.0 * recall - f1 * (recall + 1.0) + f1 * flagged_good)
