"""Cut-offs: counts at many of them in one pass, so that a page only picks from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from creditviz.evaluation.groups import FEWEST, real_rows
from creditviz.metrics import best_threshold
from creditviz.results import Applicants, Approved, CutOffCounts, GroupCounts, RunResult, ScoredRows, Segmentation

N_CUT_OFFS = 200
ONE_PD = (
    "the model gives every account one PD: it tells nobody apart, so that no decision can rest on it. Train it on more "
    "accounts, or choose another model."
)
SAME = 1e-9  # PDs that differ by less are one
SMALLEST_SHARE = 0.02  # a smaller group is no reference for the others


def cut_off_of(result: RunResult) -> float:
    """The one cut-off of a run, as a PD: the kept one, else the suggested one. Every page, file and letter reads it."""
    return suggested_cut_off(result) if result.kept_cut_off is None else result.kept_cut_off


def suggested_cut_off(result: RunResult) -> float:
    """PD at the KS point of the validation rows, under the run's calibration: needs no amounts, and no test row."""
    return best_threshold(result.validation.y_true, result.validation.pd(result.calibration))


def tells_apart(*pds: np.ndarray) -> bool:
    """Whether there are two accounts with different PDs among these.

    >>> tells_apart(np.array([0.1, 0.1]), np.array([0.1])), tells_apart(np.array([0.1]), np.array([0.2]))
    (False, True)
    """
    every = np.concatenate(pds)
    return bool(len(every)) and float(np.ptp(every)) > SAME


def applicants(
    scored: ScoredRows,
    calibration: str,
    *,
    exposure: np.ndarray | None = None,
    groups: Sequence[Segmentation] = (),
) -> Applicants:
    """The real rows of a result, as applicants, the smallest PD first.

    Parameters
    ----------
    calibration : name of the PDs that are cut.
    exposure : amount of every row of the book, (n_rows of the book,); a row whose amount is missing or negative
        counts with 0.
    groups : protected attributes of every row of the book.
    """
    real = real_rows(scored)
    real = real[np.argsort(scored.pd(calibration)[real], kind="stable")]
    row_id = scored.row_id[real]
    amount = None if exposure is None else np.maximum(np.nan_to_num(exposure[row_id], nan=0.0, neginf=0.0), 0.0)
    own = tuple(replace(group, index=group.index[row_id]) for group in groups)
    return Applicants(scored.pd(calibration)[real], scored.y_true[real], row_id, amount, own)


def between(rows: Applicants, start: int, stop: int) -> Applicants:
    """The rows at these positions."""
    part = slice(start, stop)
    return Applicants(
        rows.pd[part],
        rows.y[part],
        rows.row_id[part],
        None if rows.exposure is None else rows.exposure[part],
        tuple(replace(group, index=group.index[part]) for group in rows.groups),
    )


def grid(rows: Applicants, n: int = N_CUT_OFFS) -> np.ndarray:
    """At most `n` rising cut-offs: half of them even steps of the PD, half even steps of the approval rate.

    The first approves nobody, the last everybody.
    """
    if not len(rows):
        return np.array([0.0, 1.0])
    lowest, highest = float(rows.pd.min()), float(rows.pd.max())
    half = (n - 2) // 2
    even = np.linspace(lowest, highest, half)
    equal = np.quantile(rows.pd, np.linspace(0, 1, n - 2 - half), method="nearest")
    return np.unique(np.r_[min(0.0, lowest), even, equal, np.nextafter(max(1.0, highest), np.inf)])


def every_cut_off(rows: Applicants) -> np.ndarray:
    """All cut-offs that differ in whom they approve, rising: one a distinct PD, and one above all."""
    if not len(rows):
        return np.array([0.0, 1.0])
    distinct = np.unique(rows.pd)
    return np.r_[distinct, np.nextafter(distinct[-1], np.inf)]


def count_approved(rows: Applicants, cut_offs: np.ndarray) -> CutOffCounts:
    """Who is approved at each cut-off: PD below it. O(n log m) once for all m.

    Parameters
    ----------
    cut_offs : (m,) rising; they may lie outside the PDs.
    """
    cut_offs = np.atleast_1d(np.asarray(cut_offs, dtype=np.float64))
    first = np.searchsorted(cut_offs, rows.pd, side="right")  # the first cut-off above each PD, m for none
    bad = rows.y == 1
    return CutOffCounts(
        cut_offs,
        _outcome(rows, first, ~bad, len(cut_offs)),
        _outcome(rows, first, bad, len(cut_offs)),
        len(rows),
        int(bad.sum()),
        tuple(_group(rows, group, first, bad, len(cut_offs)) for group in rows.groups),
    )


def count_at(rows: Applicants, curves: CutOffCounts, cut_off: float) -> CutOffCounts:
    """The same as `count_approved` at one cut-off, from the nearest curve point below and the few rows in between.

    Parameters
    ----------
    rows : the smallest PD first, as `applicants` gives them.
    curves : `count_approved` of these rows at their `grid`.
    """
    j = max(0, int(np.searchsorted(curves.cut_off, cut_off, side="right")) - 1)  # at the first nobody is approved
    stop = int(np.searchsorted(rows.pd, cut_off, side="left"))
    more = count_approved(between(rows, int(curves.approved[j]), stop), np.array([np.inf]))
    groups = zip(curves.groups, more.groups, strict=True)
    return CutOffCounts(
        np.array([cut_off]),
        _plus(curves.good, more.good, j),
        _plus(curves.bad, more.bad, j),
        curves.n,
        curves.n_bad,
        tuple(
            replace(
                group,
                approved=group.approved[:, [j]] + added.approved,
                approved_bad=group.approved_bad[:, [j]] + added.approved_bad,
            )
            for group, added in groups
        ),
    )


def _plus(side: Approved, more: Approved, j: int) -> Approved:
    return Approved(
        side.count[[j]] + more.count, side.amount[[j]] + more.amount, side.amount_squared[[j]] + more.amount_squared
    )


def _outcome(rows: Applicants, first: np.ndarray, among: np.ndarray, m: int) -> Approved:
    where = first[among]
    count = _summed(where, None, m)
    if rows.exposure is None:
        return Approved(count, count, count)
    amount = rows.exposure[among]
    return Approved(count, _summed(where, amount, m), _summed(where, amount**2, m))


def _summed(where: np.ndarray, weights: np.ndarray | None, m: int) -> np.ndarray:
    return np.cumsum(np.bincount(where, weights=weights, minlength=m + 1)[:m])


def _group(rows: Applicants, group: Segmentation, first: np.ndarray, bad: np.ndarray, m: int) -> GroupCounts:
    k = len(group.labels)
    cell = group.index * (m + 1) + first
    every = np.bincount(cell, minlength=k * (m + 1)).reshape(k, m + 1)
    only_bad = np.bincount(cell[bad], minlength=k * (m + 1)).reshape(k, m + 1)
    n = every.sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_pd = np.bincount(group.index, weights=rows.pd, minlength=k) / n
    return GroupCounts(
        group.name,
        group.labels,
        n,
        only_bad.sum(1),
        np.cumsum(every, axis=1)[:, :m],
        np.cumsum(only_bad, axis=1)[:, :m],
        mean_pd,
    )


def may_be_reference(group: GroupCounts) -> np.ndarray:
    """Groups that others can be held against, (n_groups,) bool: `FEWEST` rows, and 2% of all.

    References
    ----------
    Uniform Guidelines on Employee Selection Procedures (29 CFR 1607.15 A): groups of less than 2% are not compared.
    NOTE[DIFF]: we compare them when they have `FEWEST` rows, but hold nobody against them.
    """
    return (group.n >= FEWEST) & (group.n >= SMALLEST_SHARE * group.n.sum())


def impact_ratios(group: GroupCounts) -> np.ndarray:
    """Approval rate of each group over that of the large one approved most often, (n_groups, m).

    Nan for groups with fewer than `FEWEST` rows, and where nobody is approved.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = group.approved / np.where(group.n >= FEWEST, group.n, 0)[:, None]
        rate = np.where(np.isfinite(rate), rate, np.nan)
        best = np.max(np.where(may_be_reference(group)[:, None], rate, -np.inf), axis=0, initial=-np.inf)
        ratio = rate / best
    return np.where(np.isfinite(ratio), ratio, np.nan)


def cut_off_for_rate(pd: np.ndarray, approval_rate: float) -> float:
    """The cut-off whose approval rate comes nearest to the one wanted; ties of PDs are never split."""
    values, counts = np.unique(pd, return_counts=True)
    candidates = np.r_[values, np.nextafter(values[-1], np.inf)] if len(values) else np.array([0.5])
    approved = np.r_[0, np.cumsum(counts)] / max(1, len(pd))
    return float(candidates[np.argmin(np.abs(approved - approval_rate))])
