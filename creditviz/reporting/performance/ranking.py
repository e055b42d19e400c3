"""Cards beside ROC and KS: precision-recall, the cumulative accuracy profile, counts at a cut-off."""

from __future__ import annotations

from creditviz.evaluation.cutting.cutoff import cut_off_of
from creditviz.evaluation.ranking.recall import cap_curve, cut_off_table, precision_recall_curve
from creditviz.figures.performance.cap import cap_figure
from creditviz.figures.performance.cut_off_table import cut_off_figure
from creditviz.figures.performance.precision_recall import precision_recall_figure
from creditviz.reporting.card import Card
from creditviz.reporting.performance.cards import (
    Colours,
    Results,
    calibration_note,
    no_figure,
    rows_of,
    stacked,
    usable_results,
)
from creditviz.reporting.words import doubt, percent, rows_shown
from creditviz.results import CapCurve, CutOffTable, RunResult

CAP_HELP = (
    "Accounts stand in a row, the riskiest first; the line says how many of all bad accounts the first part holds. "
    "The dashed line is a perfect ranking, the dotted diagonal chance; lift is how many times more bad than by chance. "
    "Worry when the lift at 10% is below 2, or when the line runs nearer to the diagonal than to the dashed line."
)
PRECISION_HELP = (
    "Each point is a possible cut-off: how many of the accounts it flags are bad, for how many bad ones it catches. "
    "The dotted line is the bad rate, which flagging at random reaches; the higher above it, the fewer false alarms. "
    "Worry when the line falls to the dotted one early: catching more bad accounts then means flagging anybody."
)
CUT_OFF_HELP = (
    "Accounts with a PD at or above the cut-off are flagged, all others pass; each field counts accounts. "
    "The shares are of the bad and of the good accounts: read a row from left to right, it sums to 100%. "
    "Worry when nearly all flagged accounts are good, or when more bad accounts pass than are flagged."
)


def cap_card(results: Results, *, colours: Colours = None) -> Card:
    """Share of the bad accounts among the riskiest, of one or several runs."""
    key, usable = "cap", usable_results(results)
    if not usable:
        return no_figure(key, results, "Lift", CAP_HELP)
    curves = {label: cap_curve(result.test) for label, result in usable.items()}
    parts = {k: {"share_of_accounts": c.share, "share_of_bad": c.caught, "lift": c.lift} for k, c in curves.items()}
    return Card(
        key,
        _cap_finding(usable, curves),
        f"Lift and cumulative accuracy profile · {rows_of(usable)}",
        CAP_HELP,
        cap_figure(curves, colours=colours),
        stacked(parts),
    )


def _cap_finding(results: Results, curves: dict[str, CapCurve]) -> str:
    best = max(curves, key=lambda label: curves[label].lift_at_10)
    curve, of_whom = curves[best], f" of {best}" if len(curves) > 1 else ""
    reason = doubt(results[best])
    if reason:
        return reason
    held = percent(curve.lift_at_10 / 10)
    return f"The riskiest 10%{of_whom} hold {held} of the bad: {curve.lift_at_10:.1f} times chance"


def precision_recall_card(results: Results, *, colours: Colours = None) -> Card:
    """Precision against recall of one or several runs."""
    key, usable = "precision-recall", usable_results(results)
    if not usable:
        return no_figure(key, results, "Precision and recall", PRECISION_HELP)
    curves = {label: precision_recall_curve(result.test) for label, result in usable.items()}
    best = max(curves, key=lambda label: curves[label].average_precision)
    half = curves[best].precision[curves[best].recall >= 0.5].max()
    by_whom = f" by {best}" if len(curves) > 1 else ""
    finding = (
        doubt(usable[best]) or f"With half of the bad caught{by_whom}, {percent(float(half))} of the flagged are bad"
    )
    parts = {k: {"recall": c.recall, "precision": c.precision, "threshold": c.threshold} for k, c in curves.items()}
    return Card(
        key,
        finding,
        f"Precision and recall · {rows_of(usable)} · bad rate {percent(curves[best].bad_rate)}",
        PRECISION_HELP,
        precision_recall_figure(curves, colours=colours),
        stacked(parts),
    )


def cut_off_card(label: str, result: RunResult, cut_off: float | None = None) -> Card:
    """Accounts by outcome and by side of a cut-off.

    Parameters
    ----------
    cut_off : PD; that of the run when None.
    """
    key, usable = "cut-off", usable_results({label: result})
    if not usable:
        return no_figure(key, {label: result}, "Cut-off", CUT_OFF_HELP)
    chosen = cut_off_of(result) if cut_off is None else cut_off
    table = cut_off_table(result.test, result.calibration, chosen)
    own = "suggested by validation rows" if result.kept_cut_off is None else "as kept"
    where = own if cut_off is None else "as typed"
    return Card(
        key,
        _cut_off_finding(result, table),
        f"Counts at a PD of {percent(chosen)}, {where} · {label} · {rows_shown(result)}{calibration_note(result)}",
        CUT_OFF_HELP,
        cut_off_figure(table),
        {
            "outcome": ["bad", "bad", "good", "good"],
            "side": ["flagged", "passed"] * 2,
            "accounts": [table.bad_flagged, table.bad_passed, table.good_flagged, table.good_passed],
        },
    )


def _cut_off_finding(result: RunResult, table: CutOffTable) -> str:
    reason = doubt(result)
    if reason:
        return reason
    if table.cut_off > table.highest:
        return f"No account is flagged: the highest PD is {percent(table.highest)}"
    if table.outside:
        return f"Every account is flagged: the lowest PD is {percent(table.lowest)}"
    flagged = table.bad_flagged + table.good_flagged
    share, bad = percent(flagged / table.n_rows), percent(table.bad_flagged / flagged)
    missed = percent(table.bad_passed / (table.n_rows - flagged))
    return f"{share} of the accounts are flagged: {bad} of them bad, {missed} of those that pass"
