"""Columns that know the outcome: too good to have been known when the loan was granted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.outcome import outcome_of_rows
from creditviz.data.scaling import as_numbers
from creditviz.data.values import spelled_levels
from creditviz.exceptions import CreditVizError
from creditviz.results import Finding
from creditviz.schema import TableSchema

LEAKS = 0.95  # AUC of one column alone
_MOST_ROWS = 100_000
_PERFECT = 1 - 1e-12
_FEW = 30  # rows of an outcome: with fewer, an honest column may reach 0.95 by luck, so only perfect agreement counts
_FEWEST = 5  # rows of an outcome, below which an AUC says nothing


def check_leakage(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Features that alone separate good from bad with an AUC above 0.95."""
    try:
        meaning = outcome_of_rows(frame, schema)
    except CreditVizError:
        return []  # said by the check of the target
    rows = np.flatnonzero(meaning >= 0)
    if len(rows) > _MOST_ROWS:
        rows = rows[np.linspace(0, len(rows) - 1, _MOST_ROWS).astype(np.int64)]
    y = meaning[rows]
    if min(y.sum(), len(y) - y.sum()) < _FEWEST:
        return []
    strengths = {name: lone_auc(frame[name].iloc[rows], y) for name in schema.features(use_protected=True)}
    few = min(y.sum(), len(y) - y.sum()) < _FEW
    leaks = {name: auc for name, auc in strengths.items() if auc > (_PERFECT if few else LEAKS)}
    if not leaks:
        best = max(strengths, key=strengths.__getitem__, default="")
        tail = f" (strongest: {schema.label(best)}, {strengths[best]:.2f})" if best else ""
        return [Finding("good", "leakage", f"No column alone separates good from bad{tail}.", (best,) if best else ())]
    shown = ", ".join(
        f"{name} (agrees perfectly)" if auc > _PERFECT else f"{name} (AUC {auc:.3f})"
        for name, auc in sorted(leaks.items(), key=lambda leak: -leak[1])[:6]
    )
    what = f"Columns that alone tell the outcome: {shown}."
    remedy = "They were probably written after the outcome was known: give them the role 'ignored'."
    return [Finding("stop", "leakage", what, tuple(leaks), remedy)]


def lone_auc(column: pd.Series, y: np.ndarray) -> float:
    """AUC of one column alone, in the better direction, 0.5 to 1.

    Numbers are ranked, missing ones below all others and, separately, as a flag. Categories are ranked by the bad
    rate of their level on one half of the rows and judged on the other: on the same rows a column of names would
    look perfect.
    """
    if column.dtype.kind in "iufb":
        values = as_numbers(column)
        missing = np.isnan(values)
        aucs = [_auc(np.where(missing, -np.inf, values), y)]
        if missing.any():
            aucs += [_auc(missing.astype(float), y), _auc(values[~missing], y[~missing])]
    else:
        aucs = []
    codes, spellings = spelled_levels(column)
    if len(spellings) <= 50:
        aucs.append(_level_auc(np.where(codes < 0, len(spellings), codes), y, len(spellings) + 1))
    return max((max(a, 1 - a) for a in aucs), default=0.5)


def _level_auc(codes: np.ndarray, y: np.ndarray, n_levels: int) -> float:
    """Bad rates learned on even rows of each outcome, judged on odd ones."""
    half = np.zeros(len(y), dtype=bool)
    for outcome in (0, 1):
        half[np.flatnonzero(y == outcome)[::2]] = True
    count = np.bincount(codes[half], minlength=n_levels)
    bad = np.bincount(codes[half], weights=y[half], minlength=n_levels)
    rate = (bad + y[half].mean()) / (count + 1)
    return _auc(rate[codes[~half]], y[~half])


def _auc(score: np.ndarray, y: np.ndarray) -> float:
    from scipy.stats import rankdata

    n_bad = int(y.sum())
    n_good = len(y) - n_bad
    if min(n_bad, n_good) < _FEWEST:
        return 0.5
    return float((rankdata(score)[y == 1].sum() - n_bad * (n_bad + 1) / 2) / (n_bad * n_good))
