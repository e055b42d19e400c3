"""Whether synthetic defaulters are like held-out real ones: column by column, pair by pair, and as a whole."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.evaluation.likeness.associations import associations
from creditviz.evaluation.likeness.two_sample import floor, two_sample
from creditviz.evaluation.tables import Columns, columns_of, shared_codes
from creditviz.metrics import wasserstein
from creditviz.results import ColumnFidelity, FidelityResult
from creditviz.schema import TableSchema

Judge = Callable[[pd.DataFrame], np.ndarray]
FEWEST_ROWS = 10  # of fewer rows an association is chance


def fidelity(
    synthetic: pd.DataFrame,
    training: pd.DataFrame,
    held_out: pd.DataFrame,
    schema: TableSchema,
    *,
    smote: pd.DataFrame | None = None,
    judge: Judge | None = None,
    threshold: float = 0.5,
    seed: int = 0,
    check: Callable[[], None] = lambda: None,
) -> FidelityResult:
    """Compare synthetic defaulters with real ones that nothing was learned from.

    Parameters
    ----------
    synthetic, training, held_out : rows of one outcome with every feature of the schema.
    smote : SMOTE's rows from the same training rows, shown beside; None where it could not make any.
    judge : PDs of rows by an independent model of real rows; None leaves the agreement out (nan).
    threshold : PD from which `judge` calls a row bad.
    seed : which rows are left out where equal numbers are compared, and the folds.
    check : called often; may raise `RunCancelled`.

    Raises
    ------
    DataError, SchemaError
        A table without rows, or without a feature.
    """
    columns = columns_of(schema, held_out, training, synthetic, *([] if smote is None else [smote]))
    compared = column_fidelity(synthetic, held_out, schema, check=check)
    real, made = associations(_equal_numbers(held_out, synthetic, seed), columns, check=check)
    beside = None if smote is None else column_fidelity(smote, held_out, schema, check=check)
    return FidelityResult(
        columns=compared,
        names=tuple(schema.label(name) for name in columns.names),
        association_real=real,
        association_synthetic=made,
        pair_trend=pair_trend(real, made) if min(len(held_out), len(synthetic)) >= FEWEST_ROWS else math.nan,
        two_sample=two_sample(synthetic, held_out, schema, seed=seed, check=check),
        floor=floor(training, held_out, schema, seed=seed, check=check),
        smote=None if smote is None else two_sample(smote, held_out, schema, seed=seed, check=check),
        w1=_mean([column.w1 for column in compared]),
        coverage=_mean([column.coverage for column in compared]),
        smote_coverage=math.nan if beside is None else _mean([column.coverage for column in beside]),
        agreement=_agreement(judge, synthetic, threshold),
        agreement_held_out=_agreement(judge, held_out, threshold),
        n_real=len(training),
        n_held_out=len(held_out),
        n_synthetic=len(synthetic),
    )


def _equal_numbers(real: pd.DataFrame, made: pd.DataFrame, seed: int) -> list[pd.DataFrame]:
    """Both with the rows of the smaller: Cramer's V and the correlation ratio rise as rows get fewer."""
    n, random = min(len(real), len(made)), np.random.default_rng(seed)
    return [part.iloc[np.sort(random.permutation(len(part))[:n])] for part in (real, made)]


def pair_trend(real: np.ndarray, made: np.ndarray) -> float:
    """1 - mean absolute difference of the associations / 2 over all pairs of columns: 1 is equal; nan for one column.

    Parameters
    ----------
    real, made : (d, d), from -1 to 1.
    """
    pairs = np.triu_indices(len(real), 1)
    return float(1.0 - np.abs(real[pairs] - made[pairs]).mean() / 2) if len(pairs[0]) else math.nan


def column_fidelity(
    synthetic: pd.DataFrame,
    real: pd.DataFrame,
    schema: TableSchema,
    *,
    check: Callable[[], None] = lambda: None,
) -> tuple[ColumnFidelity, ...]:
    """Each feature alone, in the order of the schema."""
    columns = columns_of(schema, real, synthetic)
    found = []
    for name in columns.names:
        check()
        found.append(_column(name, columns, synthetic[name], real[name], schema.label(name)))
    return tuple(found)


def _column(name: str, columns: Columns, made: pd.Series, real: pd.Series, label: str) -> ColumnFidelity:
    if name in columns.codes:
        total_variation, coverage = _categories(made, real)
        return ColumnFidelity(name, label, "categorical", math.nan, math.nan, total_variation, coverage)
    a, b = as_numbers(made), as_numbers(real)
    return ColumnFidelity(name, label, "numeric", _w1(a, b), _ks(a, b), math.nan, _range_reached(a, b))


def _categories(made: pd.Series, real: pd.Series) -> tuple[float, float]:
    """Total variation, and the share of the real categories that are reached; "missing" is a category."""
    (a, b), levels = shared_codes([made, real])
    count_a, count_b = (np.bincount(codes, minlength=len(levels)) for codes in (a, b))
    apart = np.abs(count_a / len(a) - count_b / len(b)).sum() / 2
    return float(apart), float((count_a[count_b > 0] > 0).mean())


def _w1(made: np.ndarray, real: np.ndarray) -> float:
    """Wasserstein-1 distance of the known values in standard deviations of the real ones.

    Of a column that is one value in real rows: the share of rows with another. nan where one side knows no value.
    """
    made, real = made[~np.isnan(made)], real[~np.isnan(real)]
    if not len(made) or not len(real):
        return math.nan
    spread = float(real.std())
    if spread <= 1e-12 * max(1.0, float(np.abs(real).max())):
        return float((made != real[0]).mean())
    return wasserstein((made - real.mean()) / spread, (real - real.mean()) / spread)


def _ks(made: np.ndarray, real: np.ndarray) -> float:
    """Largest gap between the two distribution functions; a missing value lies below every number."""
    a, b = (np.sort(np.where(np.isnan(values), -np.inf, values)) for values in (made, real))
    every = np.concatenate([a, b])
    gap = np.searchsorted(a, every, "right") / len(a) - np.searchsorted(b, every, "right") / len(b)
    return float(np.abs(gap).max())


def _range_reached(made: np.ndarray, real: np.ndarray) -> float:
    """Share of the way from the real minimum to the real maximum that lies within the synthetic range."""
    made, real = made[~np.isnan(made)], real[~np.isnan(real)]
    if not len(real):
        return math.nan
    if not len(made):
        return 0.0
    low, high = float(real.min()), float(real.max())
    if high == low:
        return float((made == low).any())
    reached = min(high, float(made.max())) - max(low, float(made.min()))
    return max(0.0, reached / (high - low))


def _mean(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return float(np.mean(known)) if known else math.nan


def _agreement(judge: Judge | None, rows: pd.DataFrame, threshold: float) -> float:
    """Share of the rows that the judge calls bad."""
    return math.nan if judge is None else float((np.asarray(judge(rows)) >= threshold).mean())
