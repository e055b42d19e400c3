"""Precision against recall, the cumulative accuracy profile with its lift, and the counts at a cut-off."""

from __future__ import annotations

import numpy as np

from creditviz.evaluation.ranking.curves import kept_points
from creditviz.metrics import average_precision_of, confusion, lift_of, staircase, upper_hull
from creditviz.results import CapCurve, CostCurve, CutOffTable, PrecisionRecallCurve, ScoredRows


def precision_recall_curve(scored: ScoredRows) -> PrecisionRecallCurve:
    """Precision at every recall that a cut-off can reach, thinned as the ROC is. Both outcomes must be there.

    Cut-offs that flag no bad account are left out: their recall is 0 and their precision too.

    References
    ----------
    Davis and Goadrich (2006): a curve in this space must not be joined by straight lines to count its area; average
    precision takes steps.
    """
    stairs = staircase(scored.y_true, scored.y_score)
    keep = kept_points(stairs)
    keep = keep[stairs.bad[keep] > 0]
    return PrecisionRecallCurve(
        recall=stairs.bad[keep] / stairs.n_bad,
        precision=stairs.bad[keep] / (stairs.bad[keep] + stairs.good[keep]),
        threshold=stairs.score[keep - 1],
        average_precision=average_precision_of(stairs),
        n_rows=len(scored),
        n_bad=stairs.n_bad,
    )


def cap_curve(scored: ScoredRows) -> CapCurve:
    """Share of the bad accounts among the riskiest share of all accounts, thinned as the ROC is.

    The accuracy ratio is the area between the curve and the diagonal over that of a perfect ranking; it equals Gini
    (Engelmann, Hayden, Tasche 2003). It is counted here from the curve's own area. Both outcomes must be there.
    """
    stairs = staircase(scored.y_true, scored.y_score)
    share, caught = (stairs.bad + stairs.good) / len(scored), stairs.bad / stairs.n_bad
    area = float(np.sum(np.diff(share) * (caught[1:] + caught[:-1]) / 2))
    keep = kept_points(stairs)
    return CapCurve(
        share=share[keep],
        caught=caught[keep],
        accuracy_ratio=(area - 0.5) / (0.5 * (1 - stairs.n_bad / len(scored))),
        lift_at_10=lift_of(stairs, 0.1),
        n_rows=len(scored),
        n_bad=stairs.n_bad,
    )


def cost_curve(scored: ScoredRows) -> CostCurve:
    """Least expected cost of mistakes at every share of the costs that bad accounts can carry; exact, by its corners.

    A cut-off that declines a share `tpr` of the bad and `fpr` of the good accounts is the line from `fpr` to
    `1 - tpr`; the vertices of the ROC curve's hull are the lines of the lower envelope. Both outcomes must be there.

    References
    ----------
    Drummond and Holte (2006), Cost curves: an improved method for visualizing classifier performance.
    """
    stairs = staircase(scored.y_true, scored.y_score)
    bad, good = upper_hull(stairs.bad, stairs.good)
    tpr, fpr = bad / stairs.n_bad, good / stairs.n_good
    step_bad, step_good = np.diff(tpr), np.diff(fpr)
    corner = step_good / (step_good + step_bad)  # where the next vertex becomes the cheaper one
    return CostCurve(
        share=np.r_[0.0, corner, 1.0],
        cost=np.r_[0.0, (1 - tpr[1:]) * corner + fpr[1:] * (1 - corner), 0.0],
        n_rows=len(scored),
        n_bad=stairs.n_bad,
    )


def cut_off_table(scored: ScoredRows, calibration: str, cut_off: float) -> CutOffTable:
    """Counts of the rows by outcome and by side of the cut-off."""
    pd = scored.pd(calibration)
    counts = confusion(scored.y_true, pd, cut_off)
    return CutOffTable(
        cut_off=float(cut_off),
        bad_flagged=counts.true_bad,
        good_flagged=counts.false_bad,
        good_passed=counts.true_good,
        bad_passed=counts.false_good,
        lowest=float(pd.min()),
        highest=float(pd.max()),
    )
