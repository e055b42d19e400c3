"""What every metric is called, what it says in one sentence, which way is better and what it can be.

Every table, tile, pack and command takes its words from here, so that one figure is called one thing everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """A metric in words."""

    name: str  # in a sentence
    about: str  # one sentence
    head: str = ""  # of a narrow column; the name where it is left out
    lower: bool = False  # whether lower is better
    least: float = 0.0  # what the figure can be; an interval does not reach beyond
    most: float = 1.0

    @property
    def label(self) -> str:
        """Head of a column."""
        return self.head or self.name[0].upper() + self.name[1:]


CUT_OFF, HALF, PRINTED = "at the cut-off of validation rows", "at a PD of 0.5", "at a score of 0.5"
METRICS = {
    "auc": Metric("AUC", "How often a bad account gets a higher PD than a good one; 0.5 is a coin, 1 is perfect."),
    "ks": Metric("KS", "Widest gap between the share of bad accounts caught and of good accounts flagged."),
    "h_measure": Metric(
        "H-measure", "Gain over the best trivial rule, averaged over the costs of the two mistakes (Hand).", "H"
    ),
    "brier": Metric("Brier score", "Mean squared error of the PD. Lower is better.", "Brier", lower=True),
    "log_loss": Metric("log loss", "Mean surprise at the outcomes. Lower is better.", lower=True, most=math.inf),
    "ece": Metric(
        "calibration error", "Mean distance of PD and bad rate over ten groups. Lower is better.", "ECE", lower=True
    ),
    "average_precision": Metric("average precision", "Area under precision against recall.", "Avg. precision"),
    "lift_at_10": Metric("lift at 10%", "Bad rate of the riskiest tenth over that of all.", most=10.0),
    "recall_at_precision": Metric(
        "recall at fixed precision",
        "Largest share of the bad that is caught while the flagged are at least as often bad as stated.",
        "R@P",
    ),
    "gini": Metric("Gini", "2 AUC - 1: 0 ranks nothing, 1 perfectly.", least=-1.0),
    "h_measure_hand2009": Metric("H-measure (Hand 2009)", "H-measure, severity Beta(2, 2).", "H (Hand 2009)"),
    "h_measure_severity": Metric("H-measure (ratio)", "H-measure, severity Beta(2, 1 + good per bad).", "H (ratio)"),
    "g_mean": Metric("G-mean", f"Root of recall times specificity, {CUT_OFF}."),
    "recall": Metric("recall", f"Share of the bad that are flagged, {CUT_OFF}."),
    "specificity": Metric("specificity", f"Share of the good that are not flagged, {CUT_OFF}."),
    "f1": Metric("F1", f"Of the flagged accounts, {CUT_OFF}; moves with the bad rate."),
    "accuracy": Metric("accuracy", f"Share of right decisions, {CUT_OFF}."),
    "g_mean_at_half": Metric("G-mean at 0.5", f"Root of recall times specificity, {HALF}."),
    "recall_at_half": Metric("recall at 0.5", f"Share of the bad that are flagged, {HALF}."),
    "specificity_at_half": Metric("specificity at 0.5", f"Share of the good that are not flagged, {HALF}."),
    "f1_at_half": Metric("F1 at 0.5", f"Of the flagged accounts, {HALF}; moves with the bad rate."),
    "accuracy_at_half": Metric("accuracy at 0.5", f"Share of right decisions, {HALF}."),
    "recall_as_printed": Metric("recall as printed", f"Share of the bad that are flagged, {PRINTED}."),
    "f1_as_printed": Metric("F1 as printed", f"Of the flagged accounts, {PRINTED}; moves with the bad rate."),
    "auc_as_printed": Metric(
        "AUC as printed", f"(recall + specificity) / 2, {PRINTED}: what some papers print as AUC."
    ),
    "accuracy_as_printed": Metric("accuracy as printed", f"Share of right decisions, {PRINTED}."),
}
FACTS = {  # of the rows that were judged, not of a model: in a table where a file asks for it, never tested
    "implied_prevalence": Metric(
        "implied share of bad rows",
        "Bad share of the test rows that recall, F1 and AUC as printed give away.",
        "Implied bad share",
    ),
}
OTHERS = {  # of studies and of printed tables
    "auc_hard": Metric("AUC of yes / no decisions", "(recall + specificity) / 2."),
    "brier_corrected": Metric(
        "Brier score of corrected PDs", "Mean squared error of PDs brought to the true bad rate.", lower=True
    ),
    "precision": Metric("precision", "Share of the flagged that are bad."),
}


def metric(key: str) -> Metric:
    """The words of a metric; one that is not known here is called by its key in plain words.

    >>> metric("brier").name, metric("brier").label, metric("my_metric").label
    ('Brier score', 'Brier', 'My metric')
    """
    known = {**METRICS, **FACTS, **OTHERS}
    return known[key] if key in known else Metric(key.replace("_", " "), "", most=math.inf, least=-math.inf)
