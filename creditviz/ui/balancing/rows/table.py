"""The table of synthetic rows and its filters, without a widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.results import BalancingResult
from creditviz.schema import TableSchema

ROW, EXCLUDED, DISTANCE, PD, BROKEN = "row", "excluded", "distance", "champion's PD", "rules broken"
ANY_RULE, NO_RULE = "any", "none"
MOST_SHOWN = 1000
ORDERS = {
    "Nearest to a real account first": (DISTANCE, True),
    "Most rules broken first": (BROKEN, False),
    "Highest PD first": (PD, False),
    "In the order of their making": (ROW, True),
}


@dataclass(frozen=True)
class RowFilter:
    """Which synthetic rows to list; the defaults leave none out."""

    feature: str = ""  # column of the book
    values: tuple[Any, ...] = ()  # categories of the feature, or (low, high) of a number
    rule: str = ""  # "" all rows, "any", "none", or the sentence of a rule
    distance: tuple[float, float] = (0.0, 100.0)  # percentile
    pd: tuple[float, float] = (0.0, 100.0)  # per cent
    state: str = "all"  # "all", "kept", "excluded"


def row_table(synthetic: pd.DataFrame, result: BalancingResult, excluded: set[int]) -> pd.DataFrame:
    """One row a synthetic defaulter: its number and what is known of it, then the features."""
    n = len(synthetic)
    known: dict[str, Any] = {ROW: np.arange(n), EXCLUDED: [number in excluded for number in range(n)]}
    if result.neighbours is not None:
        known[DISTANCE] = 100 * result.neighbours.percentile
        known[BROKEN] = result.neighbours.broken.sum(axis=1)
    if result.champion_pd is not None:
        known[PD] = 100 * result.champion_pd
    features = synthetic.reset_index(drop=True)
    clash = {name: f"{name} " for name in features.columns if name in known}  # a book may call a column "row"
    return pd.concat([pd.DataFrame(known), features.rename(columns=clash)], axis=1)


def matching(
    table: pd.DataFrame, synthetic: pd.DataFrame, result: BalancingResult, schema: TableSchema, wanted: RowFilter
) -> np.ndarray:
    """Positions of the rows that a filter lets through, in the order of their making."""
    keep = np.ones(len(table), dtype=bool)
    if wanted.state != "all":
        keep &= table[EXCLUDED].to_numpy() == (wanted.state == "excluded")
    if wanted.feature and wanted.values:
        keep &= _by_feature(synthetic[wanted.feature], schema, wanted)
    if wanted.rule and result.neighbours is not None:
        keep &= _by_rule(result, wanted.rule)
    for column, (low, high) in ((DISTANCE, wanted.distance), (PD, wanted.pd)):
        if column in table.columns and (low, high) != (0.0, 100.0):
            keep &= table[column].between(low, high).to_numpy()
    return np.flatnonzero(keep)


def is_code(schema: TableSchema, feature: str) -> bool:
    """Whether a feature's values are categories."""
    months = {name for sequence in schema.sequences if sequence.kind == "code" for name in sequence.columns}
    return feature in schema.categorical or feature in months


def _by_feature(values: pd.Series, schema: TableSchema, wanted: RowFilter) -> np.ndarray:
    if is_code(schema, wanted.feature):
        return values.isin(wanted.values).to_numpy()
    low, high = wanted.values
    return pd.to_numeric(values, errors="coerce").between(low, high).to_numpy()


def _by_rule(result: BalancingResult, rule: str) -> np.ndarray:
    assert result.neighbours is not None
    broken = result.neighbours.broken
    if rule in (ANY_RULE, NO_RULE):
        return broken.any(axis=1) == (rule == ANY_RULE)
    number = next((number for number, known in enumerate(result.rules) if known.rule == rule), None)
    return np.zeros(len(broken), dtype=bool) if number is None else broken[:, number]


def in_order(table: pd.DataFrame, order: str) -> pd.DataFrame:
    """The table sorted; an order by something unknown leaves it as it is."""
    column, rising = ORDERS[order]
    return table.sort_values(column, ascending=rising, kind="stable") if column in table.columns else table
