"""What the metrics of a benchmark are called, which way is better, and at which threshold labels were made."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from creditviz.exceptions import SpecificationError


class MetricWords(NamedTuple):
    """A metric on screen."""

    label: str  # head of a column
    about: str  # one sentence
    lower: bool = False  # whether lower is better
    least: float = 0.0  # what the figure can be; an interval does not reach beyond
    most: float = 1.0


CUT_OFF, HALF, PRINTED = "at the cut-off of validation rows", "at a PD of 0.5", "at a score of 0.5"
METRICS = {
    "auc": MetricWords("AUC", "How often a bad account gets a higher score than a good one."),
    "ks": MetricWords("KS", "Widest gap between the shares of bad and of good accounts above a score."),
    "h_measure": MetricWords("H", "H-measure, severity Beta(1 + bad share, 1 + good share)."),
    "brier": MetricWords("Brier", "Mean squared error of the PD. Lower is better.", lower=True),
    "log_loss": MetricWords("Log loss", "Mean surprise at the outcomes. Lower is better.", lower=True, most=math.inf),
    "ece": MetricWords("ECE", "Mean distance of PD and bad rate over ten groups. Lower is better.", lower=True),
    "average_precision": MetricWords("Avg. precision", "Area under precision against recall."),
    "lift_at_10": MetricWords("Lift at 10%", "Bad rate of the riskiest tenth over that of all.", most=10.0),
    "recall_at_precision": MetricWords(
        "R@P", "Largest share of the bad that is caught while the flagged are at least as often bad as stated."
    ),
    "gini": MetricWords("Gini", "2 AUC - 1.", least=-1.0),
    "h_measure_hand2009": MetricWords("H (Hand 2009)", "H-measure, severity Beta(2, 2)."),
    "h_measure_severity": MetricWords("H (ratio)", "H-measure, severity Beta(2, 1 + good per bad)."),
    "g_mean": MetricWords("G-mean", f"Root of recall times specificity, {CUT_OFF}."),
    "recall": MetricWords("Recall", f"Share of the bad that are flagged, {CUT_OFF}."),
    "specificity": MetricWords("Specificity", f"Share of the good that are not flagged, {CUT_OFF}."),
    "f1": MetricWords("F1", f"Of the flagged accounts, {CUT_OFF}; moves with the bad rate."),
    "accuracy": MetricWords("Accuracy", f"Share of right decisions, {CUT_OFF}."),
    "g_mean_at_half": MetricWords("G-mean at 0.5", f"Root of recall times specificity, {HALF}."),
    "recall_at_half": MetricWords("Recall at 0.5", f"Share of the bad that are flagged, {HALF}."),
    "specificity_at_half": MetricWords("Specificity at 0.5", f"Share of the good that are not flagged, {HALF}."),
    "f1_at_half": MetricWords("F1 at 0.5", f"Of the flagged accounts, {HALF}; moves with the bad rate."),
    "accuracy_at_half": MetricWords("Accuracy at 0.5", f"Share of right decisions, {HALF}."),
    "recall_as_printed": MetricWords("Recall as printed", f"Share of the bad that are flagged, {PRINTED}."),
    "f1_as_printed": MetricWords("F1 as printed", f"Of the flagged accounts, {PRINTED}; moves with the bad rate."),
    "auc_as_printed": MetricWords(
        "AUC as printed", f"(recall + specificity) / 2, {PRINTED}: what some papers print as AUC."
    ),
    "accuracy_as_printed": MetricWords("Accuracy as printed", f"Share of right decisions, {PRINTED}."),
}
FACTS = {  # of the rows that were judged, not of a model: in a table where a file asks for it, never tested
    "implied_prevalence": MetricWords(
        "Implied bad share", "Bad share of the test rows that recall, F1 and AUC as printed give away."
    ),
}
FIRST_SHOWN = ("auc", "ks", "h_measure", "brier")


def metric_label(key: str) -> str:
    """Name of a metric; one that is not known here is shown in plain words.

    >>> metric_label("h_measure"), metric_label("my_metric")
    ('H', 'My metric')
    """
    known = {**METRICS, **FACTS}
    return known[key].label if key in known else key.replace("_", " ").capitalize()


def metric_about(key: str) -> str:
    """What a metric says, in one sentence; "" for one that is not known here."""
    known = {**METRICS, **FACTS}
    return known[key].about if key in known else ""


def bounded(key: str, low: float, high: float) -> tuple[float, float]:
    """Ends of an interval, brought to what a metric can be; those of an unknown metric stay.

    >>> bounded("auc", 0.93, 1.02), bounded("gini", -0.2, 0.1)
    ((0.93, 1.0), (-0.2, 0.1))
    """
    words = {**METRICS, **FACTS}.get(key)
    return (low, high) if words is None else (max(low, words.least), min(high, words.most))


def lower_is_better(key: str) -> bool:
    """Whether a small figure is a good one."""
    return key in METRICS and METRICS[key].lower


def shown_metrics(keys: Iterable[str]) -> list[str]:
    """Those that a table may show, in the order of the screen; counts and thresholds are no figures of a model."""
    known = set(keys)
    return [key for key in METRICS if key in known]


def table_metrics(asked: Sequence[str], there: Iterable[str]) -> list[str]:
    """What a table opens with, the first in full: what the benchmark asks for, else the usual four.

    >>> table_metrics((), ["brier", "auc", "gini"]), table_metrics(("ks",), ["auc", "ks"])
    (['auc', 'brier'], ['ks'])
    """
    known = set(there)
    return [key for key in dict.fromkeys(asked or FIRST_SHOWN) if key in known]


def check_metrics(asked: Sequence[str]) -> None:
    """Raise `SpecificationError` for a metric that a table cannot show."""
    unknown = next((key for key in asked if key not in METRICS and key not in FACTS), None)
    if unknown is not None:
        raise SpecificationError(
            f"metrics may be {', '.join([*METRICS, *FACTS])}, however: {unknown!r}. Choose among these."
        )
    if asked and asked[0] in FACTS:
        raise SpecificationError(
            f"the first metric compares models, however {asked[0]!r} is a fact of the test rows. Put another one first."
        )
