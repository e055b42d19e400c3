"""Fairness at a cut-off: approval, mistakes and calibration of protected groups, with intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.data.values import MISSING, is_number_column
from creditviz.evaluation.cutting.cutoff import may_be_reference
from creditviz.evaluation.groups import FEWEST, by_column
from creditviz.exceptions import SchemaError
from creditviz.metrics import share_difference, share_ratio, wilson, z_of
from creditviz.metrics.thresholds import limit
from creditviz.results import CutOffCounts, Fairness, GroupCounts, GroupFairness, Interval, Segmentation
from creditviz.schema import TableSchema

FOUR_FIFTHS = limit("four-fifths")
AGE_BANDS = (25.0, 35.0, 45.0, 55.0, 65.0)
_AGE = re.compile(r"(^|[^a-z])age([^a-z]|$)")


def protected_groups(frame: pd.DataFrame, schema: TableSchema, columns: Sequence[str]) -> tuple[Segmentation, ...]:
    """Groups by protected columns: ages in bands, other amounts in fifths, categories by level.

    Parameters
    ----------
    frame : all rows of the book, at least with `columns`.

    Raises
    ------
    SchemaError
        The table lacks one of the columns.
    """
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise SchemaError(
            f"fairness is judged by the protected columns of the book, however it lacks {missing}. "
            "Load the file that has them, or correct the schema on the Data page."
        )
    return tuple(age_bands(frame[c], schema.label(c)) if _is_age(frame[c], c) else _plain(frame, schema, c)
                 for c in columns)  # fmt: skip


def age_bands(column: pd.Series, name: str) -> Segmentation:
    """Years in bands: under 25, 25 to 34, ..., 65 and over."""
    values = as_numbers(column)
    missing = np.isnan(values)
    ends = [f"{a:.0f} to {b - 1:.0f}" for a, b in zip(AGE_BANDS[:-1], AGE_BANDS[1:], strict=True)]
    labels = [
        f"under {AGE_BANDS[0]:.0f}",
        *ends,
        f"{AGE_BANDS[-1]:.0f} and over",
        *([MISSING] if missing.any() else []),
    ]
    index = np.where(missing, len(AGE_BANDS) + 1, np.searchsorted(AGE_BANDS, values, side="right"))
    return Segmentation(name, tuple(labels), index.astype(np.int64))


def _is_age(column: pd.Series, name: str) -> bool:
    """Whether a column holds ages in years: by its name, and by values between 15 and 115."""
    if not _AGE.search(name.lower()) or not is_number_column(column):
        return False
    known = as_numbers(column)
    known = known[~np.isnan(known)]
    low, high = (np.quantile(known, (0.01, 0.99))) if len(known) else (0.0, 0.0)
    return bool(15 <= low and high <= 115 and len(np.unique(known)) > len(AGE_BANDS) + 1)


def _plain(frame: pd.DataFrame, schema: TableSchema, column: str) -> Segmentation:
    return by_column(frame[[column]], schema, column)


def fairness_at(counts: CutOffCounts, at: int) -> tuple[Fairness, ...]:
    """Every protected attribute at cut-off number `at`.

    Intervals are widened for the number of groups that are compared with the reference (Bonferroni), so that those of
    one attribute hold together with 95% confidence.
    """
    return tuple(_attribute(group, at) for group in counts.groups)


def reference_group(group: GroupCounts, at: int) -> int | None:
    """The group with the highest approval rate among those large enough to be one; None without any."""
    large = np.flatnonzero(may_be_reference(group))
    return int(large[np.argmax(group.approved[large, at] / group.n[large])]) if len(large) else None


def _attribute(group: GroupCounts, at: int) -> Fairness:
    reference = reference_group(group, at)
    present = [i for i in range(len(group.labels)) if group.n[i] > 0]
    z = z_of(sum(group.n[i] >= FEWEST for i in present) - 1)
    judged = tuple(_judge(group, i, reference, at, z) for i in present)
    return Fairness(group.name, "" if reference is None else group.labels[reference], judged)


def _judge(group: GroupCounts, i: int, reference: int | None, at: int, z: float) -> GroupFairness:
    n, n_bad = int(group.n[i]), int(group.n_bad[i])
    if n < FEWEST or reference is None:
        return GroupFairness(group.labels[i], n, n_bad, note=f"under {FEWEST} accounts: too few to judge")
    r, approved = reference, int(group.approved[i, at])
    found = GroupFairness(
        group.labels[i],
        n,
        n_bad,
        approval_rate=_share(approved, n, z),
        impact_ratio=_ratio(group, i, r, at, z),
    )
    if min(n_bad, n - n_bad) < FEWEST:
        rare = "bad" if n_bad <= n - n_bad else "good"
        return replace(found, note=f"under {FEWEST} {rare} accounts: mistakes and calibration are not judged")
    return replace(
        found, bad_rate=_share(n_bad, n, z), mean_pd=float(group.mean_pd[i]), **_mistakes(group, i, r, at, z)
    )


def _ratio(group: GroupCounts, i: int, r: int, at: int, z: float) -> Interval:
    """Impact ratio; that of the reference group is 1 by definition, without an interval."""
    if i == r and group.approved[r, at]:
        return Interval(1.0, math.nan, math.nan)
    return share_ratio(int(group.approved[i, at]), int(group.n[i]), int(group.approved[r, at]), int(group.n[r]), z=z)


def _mistakes(group: GroupCounts, i: int, r: int, at: int, z: float) -> dict[str, Any]:
    """Shares of bad and of good accounts that are declined, and how far they lie from the reference group's."""
    (bad, good), (bad_r, good_r) = _declined(group, i, at), _declined(group, r, at)
    enough = min(bad_r[1], good_r[1]) >= FEWEST
    return {
        "caught": _share(*bad, z),
        "flagged": _share(*good, z),
        "caught_gap": share_difference(*bad, *bad_r, z=z) if enough else None,
        "flagged_gap": share_difference(*good, *good_r, z=z) if enough else None,
    }


def _declined(group: GroupCounts, i: int, at: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """((declined bad, bad), (declined good, good)) of a group."""
    n_bad, approved_bad = int(group.n_bad[i]), int(group.approved_bad[i, at])
    n_good, approved_good = int(group.n[i]) - n_bad, int(group.approved[i, at]) - approved_bad
    return (n_bad - approved_bad, n_bad), (n_good - approved_good, n_good)


def _share(k: int, n: int, z: float) -> Interval:
    low, high = wilson(k, n, z=z)
    return Interval(k / n, float(low), float(high))
