"""Bounds within one line of a table."""

from __future__ import annotations

import math
from collections.abc import Iterator

from creditviz.metrics.catalogue import metric
from creditviz.results.benchmark.published import AuditFinding, PublishedRow, PublishedTable

HALF = 0.5


def row_findings(table: PublishedTable, row: PublishedRow, kind: str) -> Iterator[AuditFinding]:
    """Everything that the figures of one line say against each other.

    Parameters
    ----------
    kind : whether AUC is of "scores", of "decisions", or "unclear".
    """
    line = _Line(table, row, kind)
    for rule in (_ks_and_auc, _ks_and_decision, _brier, _accuracy_range, _accuracy_and_g_mean, _averages, _trivial):
        yield from rule(line)


class _Line:
    """A line's figures, with the rounding error of one; figures that are not printed are nan."""

    def __init__(self, table: PublishedTable, row: PublishedRow, kind: str) -> None:
        self.row, self.kind, self.half = row, kind, table.step / 2
        self.bad_rate, self.q = table.bad_rate(row), table.precision
        self.digits = max(2, round(-math.log10(table.step)))

    def __getitem__(self, name: str) -> float:
        return self.row.values.get(name, math.nan)

    def find(self, rule: str, verdict: str, must: str, by: float, *names: str) -> AuditFinding:
        printed = ", ".join(f"{metric(name).name} {self[name]:.{self.digits}f}" for name in names)
        return AuditFinding(self.row.label, rule, printed, must, by, verdict)


def _ks_and_auc(line: _Line) -> Iterator[AuditFinding]:
    """AUC >= KS for any score; AUC >= (1 + KS) / 2 where the ROC curve has no dent."""
    area, gap = line["auc"], line["ks"]
    if gap - area > 2 * line.half:
        verdict = "impossible" if line.kind == "scores" else "doubtful"
        must = "AUC is no less than KS" + ("" if line.kind == "scores" else ", if both are of the same scores")
        yield line.find("ks-above-auc", verdict, must, gap - area, "auc", "ks")
    elif line.kind == "scores" and (1 + gap) / 2 - area > 1.5 * line.half:
        must = "AUC is no less than (1 + KS) / 2, unless the ROC curve has a deep dent"
        yield line.find("ks-above-concave-auc", "doubtful", must, (1 + gap) / 2 - area, "auc", "ks")
    if area + line.half < HALF:
        yield line.find("auc-below-half", "doubtful", "a model ranks no worse than chance", HALF - area, "auc")


def _ks_and_decision(line: _Line) -> Iterator[AuditFinding]:
    """KS is the widest gap of all thresholds, so no smaller than that of one."""
    gap = line["recall"] + line["specificity"] - 1
    names: tuple[str, ...] = ("ks", "recall", "specificity")
    must = "KS is no less than recall + specificity - 1"
    if math.isnan(gap) and line.kind == "decisions":
        gap, names = 2 * line["auc"] - 1, ("ks", "auc")
        must = "KS is no less than 2 AUC - 1 where AUC is of decisions"
    if gap - line["ks"] > 3 * line.half:
        yield line.find("ks-below-decision", "impossible", must, gap - line["ks"], *names)


def _brier(line: _Line) -> Iterator[AuditFinding]:
    """PDs that rank badly cannot be close to the outcomes."""
    if line.kind == "decisions" or math.isnan(line.bad_rate):
        return
    least = min(line.bad_rate, 1 - line.bad_rate) * (1 - line["auc"]) / 2
    if least - line["brier"] > 1.5 * line.half:
        must = f"Brier is no less than {least:.3f} (half the rarer share times 1 - AUC)"
        yield line.find("brier-below-bound", "impossible", must, least - line["brier"], "brier", "auc")


def _accuracy_range(line: _Line) -> Iterator[AuditFinding]:
    """Accuracy is a mean of recall and specificity, whatever the bad rate."""
    ends = sorted((line["recall"], line["specificity"]))
    miss = max(ends[0] - line["accuracy"], line["accuracy"] - ends[1])
    if miss > 2 * line.half:
        must = "accuracy lies between recall and specificity"
        yield line.find("accuracy-outside", "impossible", must, miss, "accuracy", "recall", "specificity")


def _accuracy_and_g_mean(line: _Line) -> Iterator[AuditFinding]:
    """At a known bad rate accuracy and G-mean fix recall and specificity; they must exist."""
    bad, good = line.bad_rate, 1 - line.bad_rate
    accuracy, g = line["accuracy"] + line.half, line["g_mean"] - line.half
    least = 2 * g * math.sqrt(bad * good)  # below it no specificity solves good s^2 - accuracy s + bad g^2 = 0
    if least > accuracy:
        must = f"accuracy is no less than {least:.3f} at this G-mean and {bad:.1%} bad"
        yield line.find("accuracy-and-g-mean", "impossible", must, least - accuracy, "accuracy", "g_mean")


def _averages(line: _Line) -> Iterator[AuditFinding]:
    """G-mean and hard-label AUC are means of recall and specificity."""
    recall, specificity = line["recall"], line["specificity"]
    if math.isnan(recall + specificity):
        return
    low, high = (
        math.sqrt(max(0.0, recall + sign * line.half) * max(0.0, specificity + sign * line.half)) for sign in (-1, 1)
    )
    miss = max(low - line["g_mean"], line["g_mean"] - high)
    if miss > line.half:
        must = f"G-mean is the root of recall times specificity, {math.sqrt(recall * specificity):.3f}"
        yield line.find("g-mean", "impossible", must, miss, "g_mean", "recall", "specificity")
    miss = abs(line["auc"] - (recall + specificity) / 2)
    if line.kind == "decisions" and miss > 2 * line.half:
        must = "AUC of decisions is (recall + specificity) / 2"
        yield line.find("hard-auc", "impossible", must, miss, "auc", "recall", "specificity")


def _trivial(line: _Line) -> Iterator[AuditFinding]:
    """What a rule without any data reaches."""
    bad = line.bad_rate
    if math.isnan(bad):
        return
    majority, constant = max(bad, 1 - bad), bad * (1 - bad)
    if majority - line["accuracy"] > line.half:
        must = f"calling every account {'good' if bad < HALF else 'bad'} is right in {majority:.3f}"
        yield line.find("accuracy-below-majority", "trivial", must, majority - line["accuracy"], "accuracy")
    if line["brier"] - constant > line.half:
        must = f"the bad rate itself as every PD has a Brier score of {constant:.3f}"
        yield line.find("brier-above-constant", "trivial", must, line["brier"] - constant, "brier")
    if line.q > bad:
        return
    if line["recall_at_precision"] < 1 - line.half:
        must = f"it is 1 for every ranking where q = {line.q:g} is not above the bad rate ({bad:.1%})"
        by = 1 - line["recall_at_precision"]
        yield line.find("recall-at-precision", "impossible", must, by, "recall_at_precision")
    elif not math.isnan(line["recall_at_precision"]) and not math.isnan(line.q):
        must = f"every ranking reaches 1 at q = {line.q:g} where {bad:.1%} are bad"
        yield line.find("recall-at-precision", "trivial", must, 0.0, "recall_at_precision")
