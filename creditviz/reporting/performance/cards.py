"""Cards of the Performance page: does it rank, and are the PDs right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from creditviz.evaluation.calibration.curve import calibration_curve
from creditviz.evaluation.calibration.summary import calibration_summary
from creditviz.evaluation.cutting.cutoff import cut_off_of
from creditviz.evaluation.provenance import check_real_rows
from creditviz.evaluation.ranking.curves import ks_curve, roc_curve, score_histogram
from creditviz.evaluation.significance import auc_difference
from creditviz.figures.performance.calibration import calibration_figure
from creditviz.figures.performance.ks import ks_figure
from creditviz.figures.performance.roc import roc_figure
from creditviz.figures.performance.score_distribution import score_distribution_figure
from creditviz.metrics import confusion
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.card import Card
from creditviz.reporting.performance.calibration import (
    average_words,
    calibration_name,
    headline_words,
    slope_figures,
    spread_words,
)
from creditviz.reporting.words import doubt, nothing_to_judge, percent, rows_shown
from creditviz.results import CalibrationCurve, CalibrationSummary, RocCurve, RunResult

Results = Mapping[str, RunResult]
Colours = Mapping[str, str] | None

ROC_HELP = (
    "Each point is a possible cut-off: how many bad accounts it catches for how many good ones it flags. "
    "The nearer the line comes to the upper left corner, the better the ranking; the dotted diagonal is a coin. "
    "Worry when the line touches the diagonal, or when two models' intervals overlap and one is still called better."
    f" {THRESHOLDS['gini'].words}"
)
KS_HELP = (
    "The two lines are the shares of bad and of good accounts whose PD lies above the value below. "
    "The dashed line marks where they are widest apart; its length is KS, from 0 (no separation) to 1. "
    "Worry when KS is below 0.2, or when the widest gap lies at a PD where nobody would set a cut-off."
    f" {THRESHOLDS['ks'].words}"
)
CALIBRATION_HELP = (
    "Accounts are put into ten groups by their PD; each point compares a group's mean PD with its bad rate. "
    "Points on the dotted diagonal mean that PDs are right; the bars are 95% intervals of the bad rate. "
    "Worry when several intervals miss it on one side: below it risk is over-forecast, above it under-forecast."
)
DISTRIBUTION_HELP = (
    "The two histograms show where good and where bad accounts lie on the PD scale; each sums to 100%. "
    "The less they overlap, the easier it is to tell the outcomes apart; the dashed line is the cut-off. "
    "Worry when they lie on top of each other, or when nearly all accounts share a few PDs."
)


def roc_card(results: Results, *, colours: Colours = None) -> Card:
    """ROC of one or several runs, marked at the cut-off that each run's validation rows chose."""
    key, usable = "roc", usable_results(results)
    if not usable:
        return no_figure(key, results, "ROC", ROC_HELP)
    curves = {label: roc_curve(result.test) for label, result in usable.items()}
    cut_offs = {label: _at_cut_off(result) for label, result in usable.items()}
    return Card(
        key,
        _roc_finding(usable, curves, cut_offs),
        f"ROC · {rows_of(usable)} · cut-off from validation rows",
        ROC_HELP,
        roc_figure(curves, colours=colours, cut_offs=cut_offs),
        stacked({k: {"fpr": c.fpr, "tpr": c.tpr, "threshold": c.threshold} for k, c in curves.items()}),
    )


def ks_card(label: str, result: RunResult) -> Card:
    """Widest gap between bad and good accounts of one run."""
    key, usable = "ks", usable_results({label: result})
    if not usable:
        return no_figure(key, {label: result}, "KS", KS_HELP)
    curve = ks_curve(result.test, result.calibration)
    finding = doubt(result) or f"The widest gap is at a PD of {percent(curve.at_score)}: KS {curve.ks:.2f}"
    subtitle = f"Share above each PD · {label} · {rows_shown(result)}{calibration_note(result)}"
    numbers = {"pd": curve.score, "bad_above": curve.bad_above, "good_above": curve.good_above}
    return Card(key, finding, subtitle, KS_HELP, ks_figure(curve), numbers)


def calibration_card(
    results: Results, *, calibration: str | None = None, binning: str = "quantile", colours: Colours = None
) -> Card:
    """Predicted against observed bad rate of one or several runs.

    Parameters
    ----------
    calibration : name of the calibration to draw; each run's default where None or where a run lacks it.
    """
    key, usable = "calibration", usable_results(results)
    if not usable:
        return no_figure(key, results, "Calibration", CALIBRATION_HELP)
    curves = {label: calibration_curve(r.test, _drawn(r, calibration), binning) for label, r in usable.items()}
    names = sorted({curve.calibration for curve in curves.values()})
    groups = "equal groups" if binning == "quantile" else "tenths of the PD scale"
    return Card(
        key,
        _calibration_finding(usable, curves),
        f"Predicted against observed, {groups} · {rows_of(usable)} · PDs: {', '.join(map(calibration_name, names))}",
        CALIBRATION_HELP,
        calibration_figure(curves, colours=colours),
        stacked(
            {
                label: {
                    "predicted": c.predicted,
                    "observed": c.observed,
                    "low": c.low,
                    "high": c.high,
                    "count": c.count,
                }
                for label, c in curves.items()
            }
        ),
    )


def score_distribution_card(label: str, result: RunResult, cut_off: float | None = None) -> Card:
    """Where good and bad accounts of one run lie on the PD scale.

    Parameters
    ----------
    cut_off : PD that is marked; that of the run when None.
    """
    key, usable = "score-distribution", usable_results({label: result})
    if not usable:
        return no_figure(key, {label: result}, "Score distribution", DISTRIBUTION_HELP)
    pd = result.test.pd(result.calibration)
    if cut_off is None:
        cut_off = cut_off_of(result)
    histogram = score_histogram(result.test, result.calibration, cut_off=cut_off)
    bad = result.test.y_true == 1
    finding = doubt(result) or (
        f"Half of the bad lie above a PD of {percent(float(np.median(pd[bad])))}, "
        f"half of the good below {percent(float(np.median(pd[~bad])))}"
    )
    subtitle = f"Share of each outcome by PD · {label} · {rows_shown(result)}{calibration_note(result)}"
    numbers = {
        "pd_from": histogram.edges[:-1],
        "pd_to": histogram.edges[1:],
        "good": histogram.good,
        "bad": histogram.bad,
    }
    return Card(key, finding, subtitle, DISTRIBUTION_HELP, score_distribution_figure(histogram), numbers)


def _drawn(result: RunResult, calibration: str | None) -> str:
    """The calibration that was asked for, the default where the run lacks it."""
    return calibration if calibration and calibration in result.test.calibrated else result.calibration


def usable_results(results: Results) -> dict[str, RunResult]:
    """The runs whose test rows can be drawn; raises when a synthetic row hides among them."""
    for result in results.values():
        check_real_rows(result)
    return {label: result for label, result in results.items() if not nothing_to_judge(result)}


def no_figure(key: str, results: Results, what: str, help_text: str) -> Card:
    """The card of runs of which nothing can be drawn, and why."""
    if not results:
        return Card(key, "No run is chosen.", f"{what} · choose a finished run", help_text)
    first = next(iter(results.values()))
    return Card(key, nothing_to_judge(first), f"{what} · {rows_shown(first)}", help_text)


def rows_of(results: Results) -> str:
    """The rows of all runs in one line; says so when they differ."""
    every = list(dict.fromkeys(rows_shown(result) for result in results.values()))
    same = all(_same_rows(next(iter(results.values())), result) for result in results.values())
    return " / ".join(every) if same else f"{' / '.join(every)} · not the same rows, so not comparable"


def _same_rows(a: RunResult, b: RunResult) -> bool:
    one, other = a.test.row_id, b.test.row_id
    return np.array_equal(one, other) or np.array_equal(np.sort(one), np.sort(other))


def _at_cut_off(result: RunResult) -> tuple[float, float]:
    """(share of good flagged, share of bad caught) on test rows at the run's cut-off."""
    counts = confusion(result.test.y_true, result.test.pd(result.calibration), cut_off_of(result))
    n_bad = counts.true_bad + counts.false_good
    return counts.false_bad / (len(result.test) - n_bad), counts.true_bad / n_bad


def _roc_finding(results: Results, curves: Mapping[str, RocCurve], cut_offs: Mapping[str, tuple[float, float]]) -> str:
    doubts = [text for text in map(doubt, results.values()) if text]
    if doubts:
        return doubts[0]
    ranked = sorted(curves, key=lambda label: curves[label].auc.value, reverse=True)
    if len(ranked) == 1:
        flagged, caught = cut_offs[ranked[0]]
        return f"Catches {percent(caught)} of the bad, flags {percent(flagged)} of the good"
    return _comparison(ranked[:2], results, curves)


def _comparison(pair: list[str], results: Results, curves: Mapping[str, RocCurve]) -> str:
    """The two best models, called different only when DeLong's paired interval leaves out 0."""
    first, second = pair
    a, b = results[first].test, results[second].test
    figures = f"AUC {curves[first].auc.value:.3f} against {curves[second].auc.value:.3f}"
    if not _same_rows(results[first], results[second]):
        return f"{first} has {figures} of {second}, on other test rows"
    order_a, order_b = np.argsort(a.row_id, kind="stable"), np.argsort(b.row_id, kind="stable")
    gap = auc_difference(a.y_true[order_a], a.y_score[order_a], b.y_score[order_b])
    if gap.low > 0:
        return f"{first} ranks best: {figures} of {second}"
    return f"{first} and {second} rank alike: {figures}, within chance"


def _calibration_finding(results: Results, curves: Mapping[str, CalibrationCurve]) -> str:
    label = min(curves, key=lambda name: curves[name].brier)
    curve, of_whom = curves[label], f" of {label}" if len(curves) > 1 else ""
    reason = doubt(results[label])
    if reason:
        return reason
    found = calibration_summary(results[label].test, curve.calibration)
    words = f"{headline_words(found)}{of_whom}; slope {slope_figures(found.slope)}"
    if found.holds:
        return f"{words}: no error that these rows can tell"
    return f"{words}: {_what_fails(found)}"


def _what_fails(found: CalibrationSummary) -> str:
    """The failed tests and their direction, without the figures that stand beside them."""
    average = "" if found.average_holds else average_words(found).partition(":")[0]
    spread = "" if found.spread_holds else spread_words(found).partition(":")[0].lower()
    off = f"{len(found.off)} of {found.n_grades} groups off" if found.off else ""
    return ", ".join(filter(None, (average, spread, off)))


def calibration_note(result: RunResult) -> str:
    """The calibration behind the PDs, for a subtitle; empty for the model's own."""
    return "" if result.calibration == "model" else f" · PDs: {calibration_name(result.calibration)}"


def stacked(parts: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Columns of several runs under each other, with the run's label in front."""
    columns = list(next(iter(parts.values())))
    labels = [label for label, part in parts.items() for _ in part[columns[0]]]
    return {
        "run": np.array(labels),
        **{name: np.concatenate([part[name] for part in parts.values()]) for name in columns},
    }
