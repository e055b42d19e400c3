"""Which bad rate the printed figures imply: more than the data has means that other rows were judged."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from creditviz.metrics import implied_prevalence
from creditviz.results.benchmark.published import AuditFinding, PublishedRow, PublishedTable

TOLERANCE = 0.01  # a random split moves the bad rate of its test rows by less
TELLING = 0.2  # an answer that rounding moves by more says nothing
SAME, ENOUGH = 0.001, 3  # unrelated models that imply one bad rate to here: their AUCs are of decisions


def prevalence_findings(table: PublishedTable, row: PublishedRow, kind: str) -> Iterator[AuditFinding]:
    """Bad rate from recall, F1 and the AUC of decisions (or specificity), and from accuracy."""
    bad_rate = table.bad_rate(row)
    if math.isnan(bad_rate):
        return
    for rule, function, names in _ways(row, kind):
        low, middle, high = _spread(function, [row.values[name] for name in names], table.step / 2)
        if low - bad_rate > TOLERANCE or bad_rate - high > TOLERANCE:
            yield _finding(row, rule, bad_rate, middle, names)


def _finding(row: PublishedRow, rule: str, bad_rate: float, implied: float, names: tuple[str, ...]) -> AuditFinding:
    printed = f"{', '.join(names)} imply that {implied:.1%} of the judged rows were bad"
    if not 0 < implied < 1:
        printed = f"no bad rate fits {', '.join(names)}"
        return AuditFinding(row.label, rule, printed, f"{bad_rate:.1%} of the data are bad", math.nan, "impossible")
    verdict = "contaminated" if implied > bad_rate else "doubtful"
    return AuditFinding(row.label, rule, printed, f"{bad_rate:.1%} of the data are bad", implied - bad_rate, verdict)


def _ways(row: PublishedRow, kind: str) -> Iterator[tuple[str, Callable[..., float], tuple[str, ...]]]:
    there = set(row.values)
    if kind != "scores" and {"recall", "f1", "auc"} <= there:
        yield "implied-bad-rate", implied_prevalence, ("recall", "f1", "auc")
    if {"recall", "f1", "specificity"} <= there:
        yield "implied-bad-rate", _from_specificity, ("recall", "f1", "specificity")
    if {"accuracy", "recall", "specificity"} <= there and _inside(row):
        yield "implied-bad-rate", _from_accuracy, ("accuracy", "recall", "specificity")


def _inside(row: PublishedRow) -> bool:
    """An accuracy outside of recall and specificity is found by its own rule."""
    ends = sorted((row.values["recall"], row.values["specificity"]))
    return ends[0] <= row.values["accuracy"] <= ends[1]


def _from_specificity(recall: float, f1: float, specificity: float) -> float:
    return implied_prevalence(recall, f1, (recall + specificity) / 2)


def _from_accuracy(accuracy: float, recall: float, specificity: float) -> float:
    return (accuracy - specificity) / (recall - specificity)


def _spread(function: Callable[..., float], values: list[float], half: float) -> tuple[float, float, float]:
    """Least, printed and largest answer over what rounding hides; without bound where that can be anything."""
    corners = product((-half, half), repeat=len(values))
    try:
        printed = function(*values)
        answers = [function(*(value + sign for value, sign in zip(values, signs, strict=True))) for signs in corners]
    except ZeroDivisionError:
        return -math.inf, math.nan, math.inf
    low, high = min(answers), max(answers)
    possible = sum(0 < answer < 1 for answer in answers)
    if 0 < possible < len(answers) or (possible and high - low > TELLING) or min(values) <= 2 * half:
        return -math.inf, printed, math.inf
    return low, printed, high


def auc_kind(table: PublishedTable, book: str) -> str:
    """Whether AUC is of "scores" or of "decisions"; as far as it is unclear, by what the lines have in common.

    Recall, F1 and the AUC of decisions fix the bad rate of the judged rows. Where at least three lines of a book
    agree on it to a thousandth, their AUCs are (recall + specificity) / 2: AUCs of scores would scatter.
    """
    if table.auc != "unclear":
        return table.auc
    implied = np.sort(np.array([rate for row in table.rows if row.book == book for rate in _implied(row)]))
    if len(implied) < ENOUGH:
        return "unclear"
    agree = (implied[ENOUGH - 1 :] - implied[: len(implied) - ENOUGH + 1] <= SAME).any()
    return "decisions" if agree else "unclear"


def _implied(row: PublishedRow) -> Iterator[float]:
    if {"recall", "f1", "auc"} <= set(row.values):
        _, rate, _ = _spread(implied_prevalence, [row.values[name] for name in ("recall", "f1", "auc")], 0.0)
        if 0 < rate < 1:
            yield rate
