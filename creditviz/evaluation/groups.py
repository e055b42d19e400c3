"""Groups of customers: by their payment history, or by any column; and a model judged in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from creditviz.data.dates import to_dates
from creditviz.data.features.binning import Bins, level_bins, quantile_bins
from creditviz.data.scaling import all_numbers
from creditviz.data.values import is_number_column
from creditviz.evaluation.significance import auc_difference
from creditviz.evaluation.tables import number_matrix
from creditviz.exceptions import SchemaError
from creditviz.metrics import auc_interval, brier, h_measure, ks, z_of
from creditviz.results import Interval, ScoredRows
from creditviz.results.segments import Segment, Segmentation, SegmentTable
from creditviz.schema import SequenceFeature, TableSchema

FEWEST = 30  # fewer rows of an outcome than this support no figure
LATE = 1  # a status from here on is a delayed month
QUANTILES, LEVELS = 5, 12  # most groups of an amount, of a category
NAMES = {"payment-history": "Payment history", "worst-status": "Worst status", "latest-status": "Latest status"}
UNKNOWN = "status not known"
HISTORY = ("no delayed month", "one delayed month", "several, none in a row", "two or more in a row", UNKNOWN)
DELAYED = (("at least one delayed month", (1, 2, 3)),)


def status_sequence(frame: pd.DataFrame, schema: TableSchema) -> SequenceFeature | None:
    """The first sequence of status codes that counts months of delay: numbers, some of them `LATE` or more."""
    for sequence in schema.sequences:
        if sequence.kind == "code" and all_numbers(frame, sequence.columns):
            if (number_matrix(frame, sequence.columns) >= LATE).any():
                return sequence
    return None


def payment_history(frame: pd.DataFrame, schema: TableSchema) -> Segmentation:
    """Groups by the months with a delay: none, one, several but none in a row, two or more in a row.

    Parameters
    ----------
    frame : all rows of the book, (n, n_columns).

    Raises
    ------
    SchemaError
        The book has no monthly status whose codes count delays.

    References
    ----------
    Ala'raj, Abbod, Majdalawieh 2021 speak of customers with unsatisfactory history and of single and consecutive
    missed payments; the groups are ours. A month that is not known counts as not delayed.
    """
    status = _status(frame, schema)
    late = status >= LATE
    in_a_row = (late[:, 1:] & late[:, :-1]).any(1)
    group = np.where(in_a_row, 3, np.minimum(late.sum(1), 2))
    return Segmentation(NAMES["payment-history"], HISTORY, np.where(np.isnan(status).all(1), 4, group), DELAYED)


def worst_status(frame: pd.DataFrame, schema: TableSchema) -> Segmentation:
    """Groups by the worst status over the months; raises as `payment_history`."""
    status = _status(frame, schema)
    known = np.where(np.isnan(status), -np.inf, status).max(1)
    return Segmentation(NAMES["worst-status"], _status_labels("worst"), _status_groups(known))


def latest_status(frame: pd.DataFrame, schema: TableSchema) -> Segmentation:
    """Groups by the status of the latest month; raises as `payment_history`."""
    latest = _status(frame, schema)[:, -1]
    return Segmentation(NAMES["latest-status"], _status_labels("latest"), _status_groups(latest))


def _status(frame: pd.DataFrame, schema: TableSchema) -> np.ndarray:
    """Status by month, (n, n_steps), NaN where it is not known."""
    sequence = status_sequence(frame, schema)
    if sequence is None:
        raise SchemaError(
            "groups by payment history need a monthly status whose codes are numbers, 1 and more for a delay, however "
            "this book has none. Choose a column instead, or mark the sequence as a code on the Data page."
        )
    return number_matrix(frame, sequence.columns)


def _status_labels(which: str) -> tuple[str, ...]:
    return (f"{which} 0 or below", f"{which} 1", f"{which} 2", f"{which} 3 or more", UNKNOWN)


def _status_groups(status: np.ndarray) -> np.ndarray:
    """0 or below, up to 1, up to 2, above, not known."""
    return np.where(np.isfinite(status), np.searchsorted([0.0, 1.0, 2.0], status, side="left"), 4)


def by_column(frame: pd.DataFrame, schema: TableSchema, column: str) -> Segmentation:
    """Groups by one column: an amount in quantile bins, a category by its levels, a date by quarters.

    Parameters
    ----------
    frame : all rows of the book.
    column : any column but the target, protected ones included.

    Raises
    ------
    SchemaError
        The table has no such column, or it is the target.
    """
    if column not in frame.columns or column == schema.target:
        raise SchemaError(
            f"a segment is a column of the book other than its outcome, however: {column!r}. Choose another column."
        )
    bins = _bins(frame[column], schema, column)
    return Segmentation(schema.label(column), bins.labels, bins.index)


def _bins(values: pd.Series, schema: TableSchema, column: str) -> Bins:
    if column == schema.date:
        return level_bins(
            to_dates(values, schema.reading(column)).dt.to_period("Q").astype("str").where(values.notna()), most=10**6
        )
    codes = {*schema.categorical, *(c for s in schema.sequences if s.kind == "code" for c in s.columns)}
    few = values.nunique() <= QUANTILES
    if column in codes or few or not is_number_column(values):
        return level_bins(values, most=LEVELS)
    return quantile_bins(values, most=QUANTILES)


SEGMENTATIONS: Mapping[str, Callable[[pd.DataFrame, TableSchema], Segmentation]] = {
    "payment-history": payment_history,
    "worst-status": worst_status,
    "latest-status": latest_status,
}


def segment_choices(frame: pd.DataFrame, schema: TableSchema) -> dict[str, str]:
    """Every way to put the accounts of a book into groups, key -> name on screen.

    Parameters
    ----------
    frame : rows of the book; only its status columns are looked at.
    """
    columns = (*schema.categorical, *schema.numeric, schema.date)
    histories = NAMES if status_sequence(frame, schema) else {}
    return {**histories, **{name: schema.label(name) for name in columns if name}}


def segments_of(frame: pd.DataFrame, schema: TableSchema, by: str) -> Segmentation:
    """The groups behind a key of `segment_choices`; raises `SchemaError` where the book has no such groups."""
    make = SEGMENTATIONS.get(by)
    return by_column(frame, schema, by) if make is None or by in frame.columns else make(frame, schema)


def judge_segments(scored: ScoredRows, segmentation: Segmentation, calibration: str) -> SegmentTable:
    """Figures of one model in each group; None where either outcome has fewer than `FEWEST` rows.

    Synthetic rows are never judged: they are left out.

    Parameters
    ----------
    scored : rows whose `row_id` are positions among the rows of the segmentation.
    calibration : name of the PDs for the Brier score.
    """
    real = real_rows(scored)
    y, score, pd_ = scored.y_true[real], scored.y_score[real], scored.pd(calibration)[real]
    group = segmentation.index[scored.row_id[real]]

    def judged(label: str, among: np.ndarray) -> Segment:
        return judge_segment(label, y[among], score[among], pd_[among])

    present = [g for g in range(len(segmentation.labels)) if (group == g).any()]
    unions = [(label, np.isin(group, members)) for label, members in segmentation.unions]
    return SegmentTable(
        segmentation.name,
        judged("all rows", np.ones(len(y), dtype=bool)),
        tuple(judged(segmentation.labels[g], group == g) for g in present),
        tuple(judged(label, among) for label, among in unions if among.any()),
    )


def judge_segment(label: str, y: np.ndarray, score: np.ndarray, pd_: np.ndarray) -> Segment:
    """Count the rows of a group, and judge it where it is large enough."""
    n, n_bad = len(y), int((y == 1).sum())
    if min(n_bad, n - n_bad) < FEWEST:
        return Segment(label, n, n_bad)
    return Segment(label, n, n_bad, auc_interval(y, score), ks(y, score), h_measure(y, score), brier(y, pd_))


def real_rows(scored: ScoredRows) -> np.ndarray:
    """Positions of the rows that may be judged."""
    made = scored.row_id < 0
    return np.flatnonzero(~made if scored.synthetic is None else ~(made | scored.synthetic))


def segment_differences(a: ScoredRows, b: ScoredRows, segmentation: Segmentation) -> dict[str, Interval]:
    """AUC of a minus AUC of b in each group that is large enough, on rows that both scored.

    Intervals are widened for their number (Bonferroni): with 95% confidence, all of them hold.
    """
    rows, at_a, at_b = np.intersect1d(a.row_id[real_rows(a)], b.row_id[real_rows(b)], return_indices=True)
    y, score_a = a.y_true[real_rows(a)][at_a], a.y_score[real_rows(a)][at_a]
    score_b = b.y_score[real_rows(b)][at_b]
    group = segmentation.index[rows]
    judged = {}
    for number, label in enumerate(segmentation.labels):
        among = group == number
        if min(np.bincount(y[among] == 1, minlength=2)) >= FEWEST:
            judged[label] = auc_difference(y[among], score_a[among], score_b[among])
    return {label: widened(gap, len(judged)) for label, gap in judged.items()}


def widened(gap: Interval, n: int) -> Interval:
    """A 95% interval made so wide that `n` of its kind hold together with 95% confidence."""
    factor = z_of(n) / z_of(1)
    return Interval(gap.value, gap.value - factor * (gap.value - gap.low), gap.value + factor * (gap.high - gap.value))
