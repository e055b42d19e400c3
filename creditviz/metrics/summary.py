"""Every figure of one scored set of rows."""

from __future__ import annotations

import numpy as np

from creditviz.metrics.decisions import confusion, decision_figures
from creditviz.metrics.hand import h_measures_of
from creditviz.metrics.probabilities import brier, ece, log_loss
from creditviz.metrics.ranking import (
    Staircase,
    auc_of,
    average_precision_of,
    default_precision,
    ks_of,
    lift_of,
    recall_at_precision_of,
    staircase,
)

HALF = 0.5  # the threshold of everything that ends in "_at_half"


def metric_summary(
    y: np.ndarray, score: np.ndarray, pd: np.ndarray, threshold: float, *, precision: float | None = None
) -> dict[str, float]:
    """Every figure of one scored set of rows, by its stable key.

    Figures of decisions come twice: at `threshold`, and with the ending "_at_half" at a PD of one half.

    Parameters
    ----------
    y : array of shape (n,), 1 = default.
    score : array of shape (n,), the model's own output; ranks.
    pd : array of shape (n,), calibrated; for Brier, log loss, calibration error and all decisions.
    threshold : rows with PD >= this are flagged; chosen on validation rows.
    precision : q of "recall_at_precision", by default three times the bad rate, at most .95. Where q is not above
        the bad rate, "recall_at_precision_trivial" is 1: every ranking then has a recall of 1.
    """
    y = np.asarray(y)
    stairs = staircase(y, score)
    n, n_bad = len(y), int(np.sum(y == 1))
    bad_rate, area = n_bad / n if n else np.nan, auc_of(stairs)
    q = default_precision(bad_rate) if precision is None else precision
    return {
        "auc": area,
        "gini": 2.0 * area - 1.0,
        "brier": brier(y, pd),
        "log_loss": log_loss(y, pd),
        "ece": ece(y, pd),
        **ranking_figures(stairs, q),
        "recall_at_precision_q": q,
        "recall_at_precision_trivial": float(q <= bad_rate),
        "threshold": float(threshold),
        **_decisions(y, pd, threshold),
        **{f"{name}_at_half": value for name, value in _decisions(y, pd, HALF).items()},
        "majority_accuracy": max(bad_rate, 1.0 - bad_rate),
        "brier_constant": bad_rate * (1.0 - bad_rate),
        "n": n,
        "n_bad": n_bad,
    }


def ranking_figures(stairs: Staircase, precision: float) -> dict[str, float]:
    """KS, H by severity, average precision, lift and recall at a precision, by their keys in `metric_summary`."""
    saved = h_measures_of(stairs)
    return {
        "ks": ks_of(stairs),
        "h_measure": saved["ha2014"],
        "h_measure_hand2009": saved["hand2009"],
        "h_measure_severity": saved["severity"],
        "average_precision": average_precision_of(stairs),
        "lift_at_10": lift_of(stairs, 0.1),
        "recall_at_precision": recall_at_precision_of(stairs, precision),
    }


def _decisions(y: np.ndarray, pd: np.ndarray, threshold: float) -> dict[str, float]:
    return {name: float(value) for name, value in decision_figures(confusion(y, pd, threshold)).items()}
