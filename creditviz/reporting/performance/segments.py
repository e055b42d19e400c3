"""Card of groups of accounts: where a model ranks well, and where it does not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from creditviz.evaluation.groups import FEWEST, judge_segments, real_rows, segment_differences, widened
from creditviz.figures.performance.segments import segments_figure
from creditviz.metrics import auc
from creditviz.metrics.catalogue import METRICS
from creditviz.reporting.card import Card
from creditviz.reporting.words import LEAKY, percent, supported
from creditviz.results import ScoredRows, Segmentation, SegmentTable
from creditviz.results.segments import Segment

SEGMENTS_HELP = (
    "Accounts are put into groups; the bars are the groups' bad rates, the dots how well each model ranks within them. "
    "Within a group the ranking is weaker than on all rows, since what puts accounts into groups tells no more there. "
    f"Worry when a large group is ranked like a coin, AUC 0.5; below {FEWEST} bad or good accounts nothing is shown."
)
IN_GROUPS = {
    key: METRICS[key].name + (" (lower is better)" if METRICS[key].lower else "")
    for key in ("auc", "ks", "h_measure", "brier")
}


def segments_card(
    scored: Mapping[str, ScoredRows],
    segmentation: Segmentation,
    *,
    calibrations: Mapping[str, str] | None = None,
    metric: str = "auc",
    colours: Mapping[str, str] | None = None,
    part: str = "test",
    leaky: bool = False,
) -> Card:
    """One or several models in each group of a segmentation.

    Parameters
    ----------
    scored : label -> rows that the model was not fitted on; their `row_id` are positions in the segmented book.
    calibrations : label -> name of the PDs for the Brier score; "model" where a label is missing.
    metric : "auc", "ks", "h_measure" or "brier".
    part : what the rows are called, e.g. "test".
    leaky : whether a run is a before-split replay; its real rows alone are judged, and the card says so.
    """
    what = f"{IN_GROUPS[metric]} by {segmentation.name.lower()}"
    usable = {label: rows for label, rows in scored.items() if len(real_rows(rows))}
    if not usable:
        finding = "There are no rows to judge." if scored else "No run is chosen."
        return Card("segments", finding, f"{what} · choose a finished run", SEGMENTS_HELP)
    names = {label: (calibrations or {}).get(label, "model") for label in usable}
    tables = {label: judge_segments(rows, segmentation, names[label]) for label, rows in usable.items()}
    same = len({tuple(np.sort(rows.row_id[real_rows(rows)])) for rows in usable.values()}) == 1
    return Card(
        "segments",
        _finding(usable, tables, segmentation, metric, same),
        f"{what} · {_rows(tables, part)}{'' if same else ' · not the same rows, so not comparable'}"
        f"{f' · {LEAKY}' if leaky else ''}",
        SEGMENTS_HELP,
        segments_figure(tables, metric=metric, title=IN_GROUPS[metric], colours=colours),
        segment_numbers(tables),
    )


def segment_numbers(tables: Mapping[str, SegmentTable]) -> dict[str, list]:
    """The figures of every model and group, one line each; empty where they are hidden."""
    lines = [(label, row) for label, table in tables.items() for row in table.rows]
    return {
        "model": [label for label, _ in lines],
        "group": [row.label for _, row in lines],
        "rows": [row.n for _, row in lines],
        "bad": [row.n_bad for _, row in lines],
        "bad_rate": [row.bad_rate for _, row in lines],
        "auc": [row.auc and row.auc.value for _, row in lines],
        "auc_low": [row.auc and row.auc.low for _, row in lines],
        "auc_high": [row.auc and row.auc.high for _, row in lines],
        **{name: [getattr(row, name) for _, row in lines] for name in ("ks", "h_measure", "brier")},
    }


def _rows(tables: Mapping[str, SegmentTable], part: str) -> str:
    every = dict.fromkeys(f"{t.whole.n:,} {part} rows, {t.whole.n_bad:,} bad" for t in tables.values())
    return " / ".join(every)


def _finding(
    scored: Mapping[str, ScoredRows], tables: Mapping[str, SegmentTable], by: Segmentation, metric: str, same: bool
) -> str:
    first = next(iter(tables.values()))
    judged = [row for row in first.groups if row.auc is not None]
    if not judged:
        return f"No group has {FEWEST} bad and {FEWEST} good accounts: too few to judge."
    if metric != "auc":
        return _span(first, judged, metric)
    if len(tables) == 1:
        return _weakest(first.whole, judged)
    if not same:
        return "The models were judged on other rows: their groups cannot be compared."
    return _where_better(scored, by)


def _span(table: SegmentTable, judged: list[Segment], metric: str) -> str:
    ordered = sorted(judged, key=lambda row: getattr(row, metric))
    ends = [f"{getattr(row, metric):.2f} ({row.label})" for row in (ordered[0], ordered[-1])]
    return f"{IN_GROUPS[metric]} from {ends[0]} to {ends[1]}, {getattr(table.whole, metric):.2f} on all rows"


def _weakest(whole: Segment, judged: list[Segment]) -> str:
    """The group that is ranked worst, named when its interval, widened for the choice, leaves out that of all rows."""
    row = min(judged, key=lambda row: row.auc.value)  # type: ignore[union-attr]
    assert row.auc is not None and whole.auc is not None, "groups are part of the whole"
    if widened(row.auc, len(judged)).high >= whole.auc.value:
        return f"No group is ranked worse than all rows by more than chance: AUC at least {supported(row.auc)}"
    return (
        f"Ranks worst where: {row.label}. AUC {supported(row.auc)} at a bad rate of {percent(row.bad_rate)}, "
        f"{supported(whole.auc)} on all rows"
    )


def _where_better(scored: Mapping[str, ScoredRows], by: Segmentation) -> str:
    """The two best models on all rows, group by group."""
    overall = {
        label: auc(rows.y_true[real_rows(rows)], rows.y_score[real_rows(rows)]) for label, rows in scored.items()
    }
    best, next_best = sorted(overall, key=overall.__getitem__, reverse=True)[:2]
    gaps = segment_differences(scored[best], scored[next_best], by)
    better = sum(gap.low > 0 for gap in gaps.values())
    worse = sum(gap.high < 0 for gap in gaps.values())
    if not better and not worse:
        return f"{best} and {next_best} rank alike in all {len(gaps)} groups, within chance"
    tail = f", worse in {worse}" if worse else ""
    rest = "" if better + worse == len(gaps) else "; the rest is within chance"
    return f"{best} ranks better than {next_best} in {better} of {len(gaps)} groups{tail}{rest}"
