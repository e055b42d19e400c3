"""Values that a column should not have: undocumented codes, stand-ins for "unknown", impossible ages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.meaning.known import by_name
from creditviz.data.meaning.special_codes import told_codes
from creditviz.data.outcome import outcome_of_rows
from creditviz.data.scaling import as_numbers
from creditviz.data.values import counted
from creditviz.exceptions import CreditVizError
from creditviz.results import Finding
from creditviz.schema import TableSchema


def check_codes(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Codes that the documentation of a public data set does not list."""
    known = by_name(schema.book)
    if known is None or not known.codes:
        return []
    odd: dict[str, dict[int, int]] = {}
    for name, legal in known.codes.items():
        if name in frame.columns:
            counts = frame[name].value_counts().sort_index()
            odd[name] = {int(v): int(n) for v, n in zip(counts.index, counts, strict=True) if v not in legal}
    shown = [f"{name} {_counted(values)}" for name, values in odd.items() if values]
    if not shown:
        return [Finding("good", "out-of-range codes", "Every code is one that the documentation lists.")]
    what = f"Codes that the documentation of {known.name} does not list: {'; '.join(shown[:4])}"
    what += f"; and {len(shown) - 4} more columns." if len(shown) > 4 else "."
    columns = tuple(name for name, values in odd.items() if values)
    return [Finding("note", "out-of-range codes", what, columns, "They are kept as levels of their own.")]


def _counted(values: dict[int, int]) -> str:
    return ", ".join(f"{value} ({count:,} rows)" for value, count in values.items())


def check_special(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Codes that stand for "no such record" and the like, each with its share of rows and its bad rate."""
    if not schema.codes:
        return []
    try:
        y = outcome_of_rows(frame, schema)
    except CreditVizError:
        y = None  # said by the check of the target
    told = told_codes(frame, schema.codes, y)
    if not told:
        return []
    what = f"Codes that stand for something else than an amount: {'; '.join(sentence for _, sentence in told[:6])}."
    remedy = "A model reads each as missing, with a value of its own; name them under 'Columns and outcome'."
    return [Finding("note", "special codes", what, tuple(name for name, _ in told), remedy)]


def check_sentinels(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Amounts with a far-off value that many rows share (999, 365243)."""
    found = {name: what for name in schema.numeric if name not in schema.codes and (what := _stand_in(frame[name]))}
    if not found:
        return [Finding("good", "stand-ins", "No amount has a far-off value that stands for 'unknown'.")]
    shown = "; ".join(f"{name}: {what}" for name, what in list(found.items())[:6])
    remedy = (
        "If such a value means 'unknown', name it as a code under 'Columns and outcome': else it is read as an amount."
    )
    return [Finding("warning", "stand-ins", f"Values that look like stand-ins: {shown}.", tuple(found), remedy)]


def check_zeros(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Zeros that stand alone below all other values (a score of 0 below 300): asked about, never taken for a code."""
    found = {name: n for name in schema.numeric if name not in schema.codes and (n := _lonely_zeros(frame[name]))}
    if not found:
        return []
    shown = "; ".join(f"{name}: {counted(n, 'row')}, {n / len(frame):.1%}" for name, n in list(found.items())[:6])
    what = f"A 0 may stand for 'none' rather than for an amount, since all other values lie far above it: {shown}."
    remedy = "A model reads it as an amount. If it means none, add it to the codes under 'Columns and outcome'."
    return [Finding("note", "zeros", what, tuple(found), remedy)]


def _lonely_zeros(column: pd.Series) -> int:
    """Rows of 0 where the least other value is far from it, by the size of the others and by their steps."""
    values = as_numbers(column)
    others = np.unique(values[np.isfinite(values) & (values != 0)])
    n = int((values == 0).sum())
    if n < _FEWEST_ZEROS or len(others) < _DIFFERENT or others[0] < 0:
        return 0
    return n if others[0] > max(0.3 * np.median(others), 5 * np.median(np.diff(others))) else 0


_FEWEST_ZEROS, _DIFFERENT = 5, 8


def _stand_in(column: pd.Series) -> str:
    """A repeated value, or a few, beyond a gap wider than all the rest of the column; empty if there is none."""
    values = as_numbers(column)
    distinct, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    for far, near in ((slice(-1, -4, -1), 1), (slice(0, 3), -1)):
        if len(distinct) < 8:
            break
        tail, seen = distinct[far], counts[far]
        for k in range(1, len(tail)):
            rest = distinct[:-k] if near == 1 else distinct[k:]
            gap = abs(tail[k - 1] - tail[k])
            if gap > 2 * (rest[-1] - rest[0]) and seen[:k].sum() >= 5 * k:
                listed = ", ".join(f"{value:g}" for value in tail[:k])
                return f"{listed} ({counted(int(seen[:k].sum()), 'row')}; all others from {rest[0]:g} to {rest[-1]:g})"
    return ""
