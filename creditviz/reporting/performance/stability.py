"""Cards of the Stability tab: the score and the columns of training rows against other rows."""

from __future__ import annotations

from creditviz.evaluation.stability import CHANGE, INVESTIGATE, psi_verdict
from creditviz.figures.performance.stability import column_shifts_figure, shift_figure
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.reporting.card import Card
from creditviz.results import Shift, Stability

PSI_HELP = (
    "Training rows are cut into ten equal groups by their score; the bars say how many of the other rows lie in each. "
    "The stability index sums how far the shares differ: below 0.1 nothing, to 0.25 look, above it they have moved. "
    "Worry when it is above 0.25, or when a group at the risky end has doubled."
    f" {THRESHOLDS['psi'].words}"
)
CSI_HELP = (
    "The same index for every column: amounts in ten equal groups of the training rows, categories by their levels. "
    "The dashed lines at 0.1 and 0.25 are those of practice; what chance alone would give stands in the table. "
    "Worry when a column that the model relies on is above 0.25, or has a level that was not seen before."
    f" {THRESHOLDS['psi'].words}"
)
COLUMN_HELP = (
    "The bars are the shares of both sets of rows in each group of the column; missing cells are a group of their own. "
    "Groups are those of the training rows; a level that they do not have is called not seen before. "
    "Worry when one group has emptied or filled up: the book, the form or the way of recording has changed."
)


def score_shift_card(found: Stability) -> Card:
    """PSI of the score."""
    subtitle = f"Score of {_rows(found)}"
    if found.score is None:
        reason = next((note for note in found.notes if note.startswith("The score")), "The score is not known.")
        return Card("psi", reason, subtitle, PSI_HELP)
    return Card(
        "psi",
        f"{verdict_words(found.score)}: stability index of the score {found.score.index:.3f}{empty_words(found.score)}",
        subtitle,
        PSI_HELP,
        shift_figure(found.score, found.expected, found.actual),
        _numbers(found.score),
    )


def column_shifts_card(found: Stability) -> Card:
    """CSI of every column."""
    moved = [shift for shift in found.columns if psi_verdict(shift.index) == CHANGE]
    look = [shift for shift in found.columns if psi_verdict(shift.index) == INVESTIGATE]
    subtitle = f"{len(found.columns)} columns of {_rows(found)}"
    if not found.columns:
        return Card("csi", "No column can be compared.", subtitle, CSI_HELP)
    first = found.columns[0]
    if not moved and not look:
        finding = f"No column has moved: the largest index is {first.index:.3f}, of {first.name}"
    else:
        finding = (
            f"{len(moved)} of {len(found.columns)} columns have moved, {len(look)} want a look: first {first.name}"
        )
    return Card("csi", finding, subtitle, CSI_HELP, column_shifts_figure(found.columns), stability_numbers(found))


def column_card(found: Stability, key: str) -> Card:
    """One column in both sets of rows."""
    shift = next(shift for shift in found.columns if shift.key == key)
    return Card(
        "csi-column",
        f"{shift.name}: {verdict_words(shift).lower()}, index {shift.index:.3f}{empty_words(shift)}",
        f"Share of {_rows(found)}",
        COLUMN_HELP,
        shift_figure(shift, found.expected, found.actual),
        _numbers(shift),
    )


def verdict_words(shift: Shift) -> str:
    """The verdict of practice; says so where chance alone explains as much."""
    words = psi_verdict(shift.index)
    return f"{words}, no more than chance" if 0.1 <= shift.index <= shift.by_chance else words


def empty_words(shift: Shift) -> str:
    """How many groups have no row on one side, and how they were counted."""
    if not shift.n_empty:
        return ""
    groups = "group is" if shift.n_empty == 1 else "groups are"
    return f"; {shift.n_empty} {groups} empty on one side and counted as half a row"


def stability_numbers(found: Stability) -> dict[str, list]:
    """One line a column, the score first."""
    every = [*([found.score] if found.score else []), *found.columns]
    return {
        "column": [shift.name for shift in every],
        "index": [shift.index for shift in every],
        "verdict": [verdict_words(shift) for shift in every],
        "by chance below": [shift.by_chance for shift in every],
        "groups": [len(shift.labels) for shift in every],
        "empty groups": [shift.n_empty for shift in every],
        "rows learned from": [int(shift.expected.sum()) for shift in every],
        "rows compared": [int(shift.actual.sum()) for shift in every],
    }


def _rows(found: Stability) -> str:
    return f"{found.n_expected:,} {found.expected} and {found.n_actual:,} {_of(found.actual)}"


def _of(name: str) -> str:
    return name if name.endswith("rows") else f"rows of {name}"


def _numbers(shift: Shift) -> dict[str, list]:
    return {"group": list(shift.labels), "expected": shift.expected.tolist(), "actual": shift.actual.tolist()}
