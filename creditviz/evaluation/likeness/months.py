"""Whether the months of a synthetic account hang together as a real account's do."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from creditviz.data.values import spelled_levels
from creditviz.evaluation.tables import columns_of, number_matrix
from creditviz.results import MonthPattern
from creditviz.schema import SequenceFeature, TableSchema, months_before

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)


def month_patterns(synthetic: pd.DataFrame, held_out: pd.DataFrame, schema: TableSchema) -> tuple[MonthPattern, ...]:
    """For each monthly channel the correlation of neighbouring months and the spread of each month.

    Status codes count as numbers. A channel whose values are words has no fan and is left out. Channels that
    the schema derives (bill / limit) come last. Correlations are pooled over all pairs of neighbouring
    months; nan where nothing varies.
    """
    columns_of(schema, held_out, synthetic)
    sequences = {s.name: s for s in schema.sequences if _is_number(held_out, s)}
    found = [
        _pattern(schema, s.name, *(number_matrix(rows, s.columns) for rows in (held_out, synthetic)))
        for s in sequences.values()
    ]
    for derived in schema.derived:
        if derived.numerator in sequences:
            above = sequences[derived.numerator].columns
            other = sequences.get(derived.denominator)
            below = other.columns if other else (derived.denominator,) * len(above)
            ratios = (_ratio(rows, above, below) for rows in (held_out, synthetic))
            found.append(_pattern(schema, derived.name, *ratios))
    return tuple(found)


def _is_number(frame: pd.DataFrame, sequence: SequenceFeature) -> bool:
    """Whether every known value of the months reads as a number."""
    spellings = {name for column in sequence.columns for name in spelled_levels(frame[column])[1]}
    return bool(pd.to_numeric(pd.Series(sorted(spellings), dtype="object"), errors="coerce").notna().all())


def _ratio(frame: pd.DataFrame, above: tuple[str, ...], below: tuple[str, ...]) -> np.ndarray:
    top, bottom = number_matrix(frame, above), number_matrix(frame, below)
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=~np.isnan(bottom) & (bottom != 0))


def _pattern(schema: TableSchema, name: str, real: np.ndarray, made: np.ndarray) -> MonthPattern:
    return MonthPattern(
        name=schema.labels.get(name, name),
        lag1_real=lag1(real),
        lag1_synthetic=lag1(made),
        steps=tuple(months_before(back) for back in range(schema.n_steps - 1, -1, -1)),
        quantiles_real=_fan(real),
        quantiles_synthetic=_fan(made),
    )


def lag1(values: np.ndarray) -> float:
    """Correlation of a month with the next, over every account and pair of months with both known.

    Parameters
    ----------
    values : (n, n_steps), oldest month first, NaN = missing.
    """
    before, after = values[:, :-1].ravel(), values[:, 1:].ravel()
    known = ~np.isnan(before) & ~np.isnan(after)
    before, after = before[known], after[known]
    if len(before) < 2 or before.min() == before.max() or after.min() == after.max():
        return math.nan
    return float(np.corrcoef(before, after)[0, 1])


def _fan(values: np.ndarray) -> np.ndarray:
    """Quantiles of each month, (5, n_steps); nan for a month that nobody has."""
    known = [column[~np.isnan(column)] for column in values.T]
    return np.column_stack([np.quantile(c, QUANTILES) if len(c) else np.full(len(QUANTILES), np.nan) for c in known])
