"""What the figures of a pack do not say, written from the data: a committee reads this before it signs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from creditviz.exceptions import CreditVizError
from creditviz.metrics import auc_interval
from creditviz.reporting.card import Verdict
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.parts import Section
from creditviz.reporting.committee.pack.words import stop
from creditviz.reporting.looks import looks_words
from creditviz.reporting.words import LEAKY, doubt, nothing_to_judge

FEW, WIDE = 200, 0.05  # bad test rows; half-width of the Gini's interval
SAME_PERIOD = (
    "Test rows were drawn at random from the same months as the training rows: how the model ranks later accounts is "
    "not shown."
)


def limits_section(evidence: Evidence) -> Section:
    """What the figures do not say, the gravest first."""
    grave = tuple(map(stop, _grave(evidence)))
    usual = tuple(map(stop, _usual(evidence)))
    every = (*grave, *usual)
    verdict: Verdict = "warning" if grave else "none"
    n = len(every)
    first = grave[0] if grave else every[0]
    sentence = f"{n} limit{'s' if n > 1 else ''}, first: {first}"
    return Section(
        "limits", "Limits", "What do these figures not say?", verdict, sentence, notes=every,
        figures={"limits": list(every)},
    )  # fmt: skip


def _grave(evidence: Evidence) -> Iterator[str]:
    """What makes figures wrong or weak."""
    result = evidence.result
    for leak in evidence.run.figures.get("leaks", ()):
        yield f"These figures may be false: {leak}"
    if result.leaky:
        yield LEAKY
    reason = nothing_to_judge(result)
    if reason:
        yield reason
        return
    yield from filter(None, [doubt(result)])
    yield from _uncertain(evidence)
    if result.validation_from:
        yield (
            f"Calibration and cut-off were found on accounts of {result.validation_from}, the old product: nothing "
            "says that its PDs hold for the new one beyond the test rows"
        )
    if evidence.looked.n != 1:
        yield looks_words(evidence.looked)
    try:
        evidence.frame  # noqa: B018  read once, here or by an earlier section
    except CreditVizError as mistake:
        yield f"The book cannot be read any more: {mistake}"


def _uncertain(evidence: Evidence) -> Iterator[str]:
    test = evidence.result.test
    n_bad = int((test.y_true == 1).sum())
    area = auc_interval(test.y_true, test.y_score)
    low, high = 2 * area.low - 1, 2 * area.high - 1
    if not (math.isfinite(low) and math.isfinite(high)):
        return  # one account of an outcome: `doubt` says that they are too few
    n, what = min((n_bad, "bad"), (len(test) - n_bad, "good"))
    if n < FEW or (high - low) / 2 > WIDE:
        yield (
            f"Only {n:,} of the test rows {'is' if n == 1 else 'are'} {what}: the Gini may be anything from "
            f"{low:.2f} to {high:.2f}"
        )


def _usual(evidence: Evidence) -> Iterator[str]:
    """What is true of every figure of this kind, and what this run does not tell."""
    spec, result = evidence.run.specification, evidence.result
    if getattr(spec, "protocol", "") in ("holdout", "kfold"):
        yield SAME_PERIOD
    if result.rows.get("synthetic") and not result.leaky:
        raw = result.calibration == "model" and "prior-corrected" in result.test.calibrated
        yield (
            f"{result.rows['synthetic']:,} of the rows that the model learned from are synthetic; none of them is "
            f"judged, and PDs are {'not ' if raw else ''}corrected for the changed bad rate"
        )
    if getattr(spec, "use_protected", False):
        yield f"The model reads protected attributes: {', '.join(_protected(evidence)) or 'none is declared'}"
    yield _trainings(evidence)
    yield "Outcomes are known for the accounts of the book alone: applicants who were declined before are not in it"
    yield from result.notes
    if evidence.looked.n == 1:
        yield f"{looks_words(evidence.looked)}: a second look is worth less"


def _trainings(evidence: Evidence) -> str:
    if evidence.result.test.fold is not None:
        return (
            "Figures are those of one model a fold; the one that scores was fitted again on all rows, and is not "
            "judged itself"
        )
    seed = evidence.run.specification.seed
    return f"Intervals are those of the test rows. One training with seed {seed} stands behind them, not several"


def _protected(evidence: Evidence) -> list[str]:
    try:
        return [evidence.schema.label(name) for name in evidence.schema.protected]
    except CreditVizError:
        return []
