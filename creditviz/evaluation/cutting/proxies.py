"""Which inputs stand for a protected attribute: what each alone, and all together, predict of it out of fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers, without_codes
from creditviz.data.values import is_number_column, spelled_levels
from creditviz.metrics import auc
from creditviz.metrics.thresholds import limit
from creditviz.results.decision.proxies import Proxies, Proxy
from creditviz.schema import TableSchema

AUC_LIMIT, R2_LIMIT = limit("proxy-auc"), limit("proxy-r2")  # an input at or above is named
MOST_ROWS, FOLDS, DEPTH, LEAF = 2000, 3, 3, 20
FEWEST = 30  # rows of a level that is told from the others
FEW_VALUES = 8  # an attribute with no more is a category, also where its values are numbers


def protected_proxies(
    frame: pd.DataFrame, schema: TableSchema, *, seed: int = 0, check: Callable[[], None] = lambda: None
) -> tuple[Proxies, ...]:
    """For every protected attribute what a small tree of each other input tells of it, and a forest of all.

    Outcomes are not read. A category is told level by level against all others, and the level that is told best counts:
    AUC, .5 for nothing. An amount is told by R2, 0 for nothing.

    Parameters
    ----------
    frame : rows of the book; at most 2,000 of them are read, evenly spread.
    seed : of the folds.
    check : called between inputs; may raise to stop.

    References
    ----------
    Dwork, Hardt, Pitassi, Reingold, Zemel (2012) on redundant encodings; the limits are ours.
    """
    inputs = schema.features(use_protected=False)
    protected = [name for name in schema.protected if name in frame.columns]
    if not protected or not inputs:
        return ()
    rows = np.unique(np.linspace(0, len(frame) - 1, min(len(frame), MOST_ROWS)).astype(np.int64))
    known = without_codes(frame.iloc[rows], schema)
    columns = {name: _as_column(known[name], schema, name) for name in inputs}
    found = [_of_attribute(known[name], name, schema, columns, seed, check) for name in protected]
    return tuple(one for one in found if one is not None)


def _as_column(column: pd.Series, schema: TableSchema, name: str) -> np.ndarray:
    """Numbers as they are, levels as codes by frequency; NaN where a cell is missing, (n,)."""
    if name not in schema.categorical and is_number_column(column):
        return as_numbers(column)
    codes, spellings = spelled_levels(column)
    counts = np.bincount(codes[codes >= 0], minlength=len(spellings))
    rank = np.empty(len(spellings))
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(spellings))
    return np.where(codes >= 0, rank[codes], np.nan) if len(spellings) else np.full(len(codes), np.nan)


def _of_attribute(
    attribute: pd.Series,
    name: str,
    schema: TableSchema,
    columns: dict[str, np.ndarray],
    seed: int,
    check: Callable[[], None],
) -> Proxies | None:
    """None where the attribute has nothing to predict."""
    amount = is_number_column(attribute) and attribute.nunique() > FEW_VALUES
    y = as_numbers(attribute) if amount else _levels(attribute)
    there = np.isfinite(y)
    if len(np.unique(y[there])) < 2:
        return None
    y, names = y[there], [] if amount else spelled_levels(attribute)[1]
    fold = np.random.default_rng(seed).permutation(len(y)) % FOLDS
    told: dict[str, float] = {}
    for column, values in columns.items():
        check()
        told[column] = max(_judge(_tree(amount), values[there, None], y, fold, amount).values())
    every = np.column_stack(list(columns.values()))[there]
    together = _judge(_forest(amount), every, y, fold, amount)
    best = max(together, key=lambda level: together[level])
    ranked = sorted(told, key=lambda column: -told[column])
    return Proxies(
        name, schema.label(name), "R2" if amount else "AUC", "" if amount else names[int(best)], together[best],
        tuple(Proxy(column, schema.label(column), told[column]) for column in ranked),
        R2_LIMIT if amount else AUC_LIMIT, len(y),
    )  # fmt: skip


def _levels(attribute: pd.Series) -> np.ndarray:
    """Codes of the levels, NaN for missing cells and for levels with too few rows, (n,)."""
    codes, spellings = spelled_levels(attribute)
    counts = np.bincount(codes[codes >= 0], minlength=max(1, len(spellings)))
    return np.where((codes >= 0) & (counts[codes] >= FEWEST), codes, np.nan)


def _judge(model: Any, X: np.ndarray, y: np.ndarray, fold: np.ndarray, amount: bool) -> dict[float, float]:
    """Level -> AUC against all others, or the one R2, of predictions out of fold; never below no information."""
    levels = np.array([0.0]) if amount else np.unique(y)
    said = np.zeros((len(y), len(levels)))
    centre = np.empty(len(y))
    for number in range(FOLDS):
        held = fold == number
        fitted = model.fit(X[~held], y[~held])
        centre[held] = y[~held].mean()
        if amount:
            said[held, 0] = fitted.predict(X[held])
        else:
            said[np.ix_(held, np.isin(levels, fitted.classes_))] = fitted.predict_proba(X[held])
    if amount:
        return {0.0: max(0.0, 1.0 - float(((y - said[:, 0]) ** 2).sum() / ((y - centre) ** 2).sum()))}
    return {float(level): max(0.5, auc(y == level, said[:, i])) for i, level in enumerate(levels)}


def _tree(amount: bool) -> Any:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    kind = DecisionTreeRegressor if amount else DecisionTreeClassifier
    return kind(max_depth=DEPTH, min_samples_leaf=LEAF, random_state=0)


def _forest(amount: bool) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestRegressor if amount else RandomForestClassifier
    return kind(n_estimators=40, max_depth=8, min_samples_leaf=LEAF // 2, max_features=0.5, random_state=0, n_jobs=1)
