"""Values that a column should not have: undocumented codes, stand-ins for "unknown", impossible ages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.meaning.known import by_name
from creditviz.data.meaning.months import words
from creditviz.data.scaling import as_numbers
from creditviz.data.values import counted
from creditviz.results import Finding
from creditviz.schema import TableSchema

_AGES = (16, 110)


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


def check_sentinels(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Amounts with a far-off value that many rows share (999, 365243), and impossible ages."""
    found = {
        name: what for name in schema.numeric if (what := _stand_in(frame[name])) or (what := _bad_age(frame[name]))
    }
    if not found:
        return [Finding("good", "stand-ins", "No amount has a far-off value that stands for 'unknown'.")]
    shown = "; ".join(f"{name}: {what}" for name, what in list(found.items())[:6])
    remedy = "If such a value means 'unknown', leave the cell empty: a model takes it for a very large amount."
    return [Finding("warning", "stand-ins", f"Values that look like stand-ins: {shown}.", tuple(found), remedy)]


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


def _bad_age(column: pd.Series) -> str:
    """Ages in years that nobody has; empty if all are possible."""
    if not words(str(column.name)) == {"age"}:
        return ""
    values = as_numbers(column)
    odd = values[(values < _AGES[0]) | (values > _AGES[1])]
    return (
        f"{counted(len(odd), 'row')} with an age of {', '.join(f'{v:g}' for v in np.unique(odd)[:3])}"
        if len(odd)
        else ""
    )
