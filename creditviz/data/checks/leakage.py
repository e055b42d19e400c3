"""Columns that know the outcome: too good to have been known when the loan was granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from creditviz.data.checks.leak_search import (
    Whole,
    all_views,
    columns_of,
    halves,
    leaking_pairs,
    tree_sees,
    whole_model,
)
from creditviz.data.outcome import outcome_of_rows
from creditviz.data.scaling import as_numbers
from creditviz.data.values import spelled_levels
from creditviz.exceptions import CreditVizError
from creditviz.metrics.thresholds import limit
from creditviz.results import Finding
from creditviz.schema import TableSchema

LEAKS = limit("leak")  # AUC of one column alone
_MOST_ROWS = 100_000
_PERFECT = 1 - 1e-12
_FEW = 30  # rows of an outcome: with fewer, an honest column may reach 0.95 by luck, so only perfect agreement counts
_FEW_FOR_ALL = 100  # rows of an outcome, below which a model of all columns says little
_REMEDY = "They were probably written after the outcome was known: give them the role 'ignored'."
_FEWEST = 5  # rows of an outcome, below which an AUC says nothing


def check_leakage(frame: pd.DataFrame, schema: TableSchema) -> list[Finding]:
    """Features that tell the outcome alone, in pairs, or all together better than honest columns do.

    Alone and in pairs: an AUC above .95, or a group of accounts that only one outcome has. All together: a Gini above
    .95, or far above what the columns tell one by one.
    """
    try:
        meaning = outcome_of_rows(frame, schema)
    except CreditVizError:
        return []  # said by the check of the target
    rows = np.flatnonzero(meaning >= 0)
    if len(rows) > _MOST_ROWS:
        rows = rows[np.linspace(0, len(rows) - 1, _MOST_ROWS).astype(np.int64)]
    y = meaning[rows].astype(np.int64)
    rarer = min(y.sum(), len(y) - y.sum())
    if rarer < _FEWEST:
        return []
    names = schema.features(use_protected=True)
    part = frame.iloc[rows]
    strengths = {name: lone_auc(part[name], y) for name in names}
    if rarer < _FEW:
        alone = {name: _agreement(auc) + _filled_in(part[name], y) for name, auc in strengths.items() if auc > _PERFECT}
        return _said(alone, [], None, strengths, schema)
    learn = halves(y)
    seen = all_views(part, names, y, learn)
    trees = {name: tree_sees(matrix, y, learn) for name, matrix in seen.items()}
    strengths = {name: max(auc, trees[name].auc) for name, auc in strengths.items()}
    alone = {name: _agreement(auc) + _filled_in(part[name], y) for name, auc in strengths.items() if auc > LEAKS}
    alone |= {
        name: f"{tree.alone:.0%} of one outcome stand apart by it" for name, tree in trees.items()
        if tree.alone and name not in alone
    }  # fmt: skip
    rest = {name: matrix for name, matrix in seen.items() if name not in alone}
    pairs = leaking_pairs(rest, {name: strengths[name] for name in rest}, y, LEAKS)
    rest = {name: matrix for name, matrix in rest.items() if name not in columns_of(pairs)}
    whole = whole_model(rest, y) if rest and rarer >= _FEW_FOR_ALL else None
    return _said(alone, pairs, whole, strengths, schema)


def _agreement(auc: float) -> str:
    return "agrees perfectly" if auc > _PERFECT else f"AUC {auc:.3f}"


def _said(
    alone: Mapping[str, str],
    pairs: Sequence[tuple[str, str, float]],
    whole: Whole | None,
    strengths: Mapping[str, float],
    schema: TableSchema,
) -> list[Finding]:
    """One finding a kind of leak; what was looked for where there is none."""
    found = []
    if alone:
        first = sorted(alone, key=lambda name: -strengths[name])
        shown = ", ".join(f"{name} ({alone[name]})" for name in first[:6])
        found.append(
            Finding("stop", "leakage", f"Columns that alone tell the outcome: {shown}.", tuple(first), _REMEDY)
        )
    if pairs:
        shown = ", ".join(f"{a} with {b} (AUC {auc:.3f})" for a, b, auc in pairs[:3])
        what = f"Columns that tell the outcome together: {shown}."
        found.append(Finding("stop", "leakage in pairs", what, columns_of(pairs), _REMEDY))
    if whole is not None and whole.too_good:
        what = (
            f"A plain model is too good: Gini {2 * whole.auc - 1:.2f}, where the columns one by one lead to expect "
            f"{2 * whole.expected - 1:.2f}. It is carried by {', '.join(whole.carried_by)}."
        )
        found.append(Finding("stop", "too good", what, whole.carried_by, _REMEDY))
    if found:
        return found
    best = max(strengths, key=strengths.__getitem__, default="")
    tail = f" (strongest: {schema.label(best)}, {strengths[best]:.2f})" if best else ""
    what = f"No column alone separates good from bad{tail}, as far as ranks and a tree of three questions see"
    what += ", and no pair of the strongest." if whole is not None else "."
    return [Finding("good", "leakage", what, (best,) if best else ())]


def _filled_in(column: pd.Series, y: np.ndarray) -> str:
    """Where being filled in alone agrees with the outcome, words that say so."""
    filled = column.notna().to_numpy()
    return ": it is filled in for one outcome alone" if (filled == (y == 1)).all() or (filled == (y == 0)).all() else ""


def lone_auc(column: pd.Series, y: np.ndarray) -> float:
    """AUC of one column alone, in the better direction, 0.5 to 1.

    Numbers are ranked, missing ones below all others. Being empty counts as a flag of its own. Categories are ranked
    by the bad rate of their level on one half of the rows and judged on the other: on the same rows a column of names
    would look perfect.
    """
    if column.dtype.kind in "iufb":
        values = as_numbers(column)
        missing = np.isnan(values)
        aucs = [_auc(np.where(missing, -np.inf, values), y)]
        if missing.any():
            aucs += [_auc(missing.astype(float), y), _auc(values[~missing], y[~missing])]
    else:
        missing = column.isna().to_numpy()
        aucs = [_auc(missing.astype(float), y)] if missing.any() else []
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
