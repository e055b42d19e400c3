"""Metrics of a ranking, of probabilities and of decisions, in plain numpy; y = 1 is default, a high score is risky.

A metric that does not exist (one outcome only) is `nan`, never an exception.
"""

from creditviz.metrics.decisions import (
    Confusion,
    best_threshold,
    confusion,
    decision_figures,
    hard_auc,
    implied_prevalence,
)
from creditviz.metrics.distance import wasserstein
from creditviz.metrics.hand import SEVERITIES, h_measure, h_measure_of, h_measures_of, upper_hull
from creditviz.metrics.intervals import Z95, auc_interval, auc_interval_of, share_difference, share_ratio, wilson, z_of
from creditviz.metrics.probabilities import brier, calibration_bin, ece, log_loss, log_losses
from creditviz.metrics.ranking import (
    Staircase,
    auc,
    auc_of,
    average_precision,
    average_precision_of,
    default_precision,
    gini,
    ks,
    ks_of,
    lift,
    lift_of,
    recall_at_precision,
    recall_at_precision_of,
    staircase,
)
from creditviz.metrics.summary import HALF, metric_summary, ranking_figures

__all__ = [
    "HALF",
    "SEVERITIES",
    "Z95",
    "Confusion",
    "Staircase",
    "auc",
    "auc_interval",
    "auc_interval_of",
    "auc_of",
    "average_precision",
    "average_precision_of",
    "best_threshold",
    "brier",
    "calibration_bin",
    "confusion",
    "decision_figures",
    "default_precision",
    "ece",
    "gini",
    "h_measure",
    "h_measure_of",
    "h_measures_of",
    "hard_auc",
    "implied_prevalence",
    "ks",
    "ks_of",
    "lift",
    "lift_of",
    "log_loss",
    "log_losses",
    "metric_summary",
    "ranking_figures",
    "recall_at_precision",
    "recall_at_precision_of",
    "share_difference",
    "share_ratio",
    "staircase",
    "upper_hull",
    "wasserstein",
    "wilson",
    "z_of",
]
