"""Whether a difference between models is more than chance.

Two models on the same rows: McNemar for yes-or-no decisions, DeLong for AUC. Two models over several data sets
or seeds: Wilcoxon; over splits of one data set: the t test that counts the rows which these share. Several at once:
every pair with Holm's correction, or Friedman and Nemenyi on ranks.
"""

from creditviz.evaluation.significance.delong import auc_difference, delong, delong_pairs
from creditviz.evaluation.significance.mcnemar import mcnemar, mcnemar_counts, mcnemar_pairs
from creditviz.evaluation.significance.pairs import PairTest, holm
from creditviz.evaluation.significance.ranks import critical_difference, rank_test
from creditviz.evaluation.significance.resampled import (
    cross_fitted_interval,
    resampled,
    resampled_interval,
    resampled_pairs,
)
from creditviz.evaluation.significance.wilcoxon import wilcoxon, wilcoxon_pairs

__all__ = [
    "PairTest",
    "auc_difference",
    "critical_difference",
    "cross_fitted_interval",
    "delong",
    "delong_pairs",
    "holm",
    "mcnemar",
    "mcnemar_counts",
    "mcnemar_pairs",
    "rank_test",
    "resampled",
    "resampled_interval",
    "resampled_pairs",
    "wilcoxon",
    "wilcoxon_pairs",
]
