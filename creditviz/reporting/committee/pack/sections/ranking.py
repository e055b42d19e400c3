"""Does it rank, are the PDs right, and is it better than its challenger."""

from __future__ import annotations

import numpy as np

from creditviz.evaluation.cutting.cutoff import cut_off_for_rate
from creditviz.evaluation.cutting.swap import swap_set
from creditviz.evaluation.significance import auc_difference, delong
from creditviz.exceptions import CreditVizError
from creditviz.figures.theme import in_order
from creditviz.reporting.card import Card, Verdict
from creditviz.reporting.committee.pack.evidence import Evidence
from creditviz.reporting.committee.pack.judged import Judged
from creditviz.reporting.committee.pack.parts import Section, Table
from creditviz.reporting.committee.pack.stand import rows_of
from creditviz.reporting.committee.pack.words import (
    interval_figures,
    plain,
    tile_figures,
    tile_sentence,
    worst,
)
from creditviz.reporting.decision.swap import profit_gap_words, swap_card
from creditviz.reporting.decision.words import cut_off_words
from creditviz.reporting.performance.calibration import judged_words, summary_numbers, summary_of
from creditviz.reporting.performance.cards import calibration_card, ks_card, roc_card, score_distribution_card
from creditviz.reporting.performance.ranking import cap_card
from creditviz.reporting.performance.verdict import verdict_tiles
from creditviz.reporting.words import doubt, nothing_to_judge, p_figure, p_words, percent, signed
from creditviz.results import CalibrationSummary, Interval
from creditviz.runs.reading.applicants import without_groups

ALONE = (
    "There is no challenger in this pack: it does not say whether another model would do better. Name one on the "
    "Committee page."
)


def ranking_section(evidence: Evidence) -> Section:
    """How well the run ranks."""
    tiles = verdict_tiles(evidence.result)[:2]
    both = evidence.both
    colours = in_order(both)
    cards = (
        roc_card(both, colours=colours),
        ks_card(evidence.label, evidence.result),
        cap_card(both, colours=colours),
        score_distribution_card(evidence.label, evidence.result),
    )
    return Section(
        "ranking", "Ranking", "Does it rank?", worst(*(tile.verdict for tile in tiles)), tile_sentence(tiles[0]),
        tiles, cards, shown=("roc", "ks"), figures={tile.name.lower(): tile_figures(tile) for tile in tiles},
    )  # fmt: skip


def calibration_section(evidence: Evidence) -> Section:
    """Whether PDs are right, in every group of accounts and as a whole."""
    result, question = evidence.result, "Are the PDs right?"
    tile = verdict_tiles(result)[2]
    card = calibration_card({evidence.label: result})
    if nothing_to_judge(result):
        return Section("calibration", "Calibration", question, "none", tile_sentence(tile), (tile,), (card,))
    summary = summary_of(result)
    reason = f" {tile.sentence}" if result.leaky or doubt(result) else ""
    return Section(
        "calibration", "Calibration", question, tile.verdict, f"{judged_words(summary)}{reason}",
        (tile,), (card,), (_numbers(evidence.label, summary), *_grades(evidence)),
        figures={
            "tile": tile_figures(tile), "calibration": result.calibration, "mean_pd": plain(summary.mean_pd),
            "bad_rate": interval_figures(summary.bad_rate), "slope": interval_figures(summary.slope),
            "gap": interval_figures(summary.gap), "intercept": interval_figures(summary.in_the_large),
            "grades_off": [{"number": g.number, "pd": g.pd, "bad_rate": g.bad_rate, "p": g.p} for g in summary.off],
        },
    )  # fmt: skip


def _numbers(label: str, summary: CalibrationSummary) -> Table:
    numbers = summary_numbers({label: summary})
    return Table("Figures of the PDs", tuple(numbers), (tuple(_cell(c[0]) for c in numbers.values()),), numbers=True)


def _grades(evidence: Evidence) -> tuple[Table, ...]:
    """Grades of the kept or the usual master scale on test rows, each with its test."""
    from creditviz.evaluation.calibration.grade_tests import grade_tests
    from creditviz.evaluation.cutting.points import DEFAULT_LIMITS, master_scale
    from creditviz.reporting.decision.grades import light_words

    kept = next(iter(evidence.workspace.store.decisions(evidence.run.id, "master-scale")), None)
    limits = kept.value["limits"] if kept else list(DEFAULT_LIMITS)
    try:
        tests = grade_tests(master_scale(without_groups(evidence.stand.rows.test), limits))
    except CreditVizError:
        return ()  # the section on the cut-off says why
    rows = tuple(
        (t.grade, f"{t.n:,}", f"{t.n_bad:,}", percent(t.bad_rate), percent(t.pd), p_figure(t.jeffreys), light_words(t))
        for t in (*tests.grades, tests.whole)
        if t.n
    )
    head = ("grade", "accounts", "bad", "bad rate", "mean PD", "Jeffreys p, PD too low", "verdict")
    whose = "kept for this run" if kept else "the usual scale"
    return (Table(f"Grades on test rows ({whose})", head, rows, numbers=True),)


def _cell(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def comparison_section(evidence: Evidence) -> Section:
    """The run against its challenger: DeLong's test and the swap set."""
    key, title, question = "comparison", "Challenger", "Is it better than its challenger?"
    other = evidence.challenger
    if other is None:
        return Section(key, title, question, "none", ALONE, screen=False)
    reason = nothing_to_judge(evidence.result) or doubt(evidence.result)
    if reason:
        return Section(key, title, question, "none", reason)
    gap, p = paired(evidence.subject, other)
    cards, notes = _swapped(evidence, other)
    verdict: Verdict = "good" if gap.low > 0 else "stop" if gap.high < 0 else "warning"
    return Section(
        key, title, f"Is it better than {other.label}?", verdict, _sentence(evidence, other, gap, p), cards=cards,
        tables=(_beside(evidence, other, gap),), notes=notes, shown=("swap-set",),
        figures={"challenger": other.run.id, "auc_difference": interval_figures(gap), "p": plain(p)},
    )  # fmt: skip


def paired(subject: Judged, other: Judged) -> tuple[Interval, float]:
    """AUC of the run minus that of its challenger on the same rows, with DeLong's interval and p."""
    a, b = subject.result.test, other.result.test
    one, two = np.argsort(a.row_id, kind="stable"), np.argsort(b.row_id, kind="stable")
    scores = a.y_true[one], a.y_score[one], b.y_score[two]
    return auc_difference(*scores), delong(*scores).p


def _sentence(evidence: Evidence, other: Judged, gap: Interval, p: float) -> str:
    side = "better than" if gap.low > 0 else "worse than" if gap.high < 0 else "no differently, beyond chance, from"
    return (
        f"Ranks {side} {other.label}: AUC {signed(gap.value)} ({signed(gap.low)} to {signed(gap.high)}), "
        f"{p_words(p, len(evidence.result.test))} by DeLong's paired test."
    )


def _beside(evidence: Evidence, other: Judged, gap: Interval) -> Table:
    """The verdicts of both, side by side."""
    mine, theirs = verdict_tiles(evidence.result), verdict_tiles(other.result)
    rows = [(m.name, f"{m.figure}, {m.change}".strip(", "), f"{t.figure}, {t.change}".strip(", ")) for m, t in
            zip(mine, theirs, strict=True)]  # fmt: skip
    return Table("Both on the same rows", ("", evidence.label, other.label), tuple(rows))


def _swapped(evidence: Evidence, other: Judged) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    """The swap set at an equal approval rate, and what it earns."""
    stand = evidence.stand
    rows = rows_of(evidence.workspace, other, evidence.book, stand.rows.column)
    cut_off = cut_off_for_rate(rows.test.pd, float(stand.at.now.approval_rate[0]))
    swap = swap_set(
        without_groups(stand.rows.test), without_groups(rows.test), (stand.at.cut_off, cut_off), stand.at.money
    )
    card = swap_card(swap, (evidence.label, other.label), f"{swap.n:,} test rows")
    how = f"The challenger approves as many at {cut_off_words(cut_off)}, as nearly as equal PDs allow."
    return (card,), (f"{profit_gap_words(swap)} {how}",)
