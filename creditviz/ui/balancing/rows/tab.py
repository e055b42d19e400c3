"""The Rows tab: walk among the synthetic defaulters, open one, leave some out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from creditviz.results import BalancingResult
from creditviz.runs import Book, Run, Workspace
from creditviz.schema import TableSchema
from creditviz.ui.balancing.choice import Chosen, choose_one
from creditviz.ui.balancing.facts import result_of, schema_of_run, synthetic_rows
from creditviz.ui.balancing.rows.exclusions import show_actions, show_excluded
from creditviz.ui.balancing.rows.pair import show_pair
from creditviz.ui.balancing.rows.table import (
    ANY_RULE,
    BROKEN,
    DISTANCE,
    EXCLUDED,
    MOST_SHOWN,
    NO_RULE,
    ORDERS,
    PD,
    ROW,
    RowFilter,
    in_order,
    is_code,
    matching,
    row_table,
)
from creditviz.ui.forms.rows import choose_rows
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal

EVERY = (0.0, 100.0)


def show_rows(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """Filters, the table, the row that was chosen beside its nearest real defaulter."""
    run = choose_one(chosen, "rows")
    synthetic, result = synthetic_rows(workspace, run), result_of(workspace, run)
    if synthetic is None or not len(synthetic):
        line("This sampler leaves good rows out and makes none: there is no row to look at.")
        return
    schema = schema_of_run(workspace, run)
    excluded = workspace.store.exclusions(run.id)
    table = row_table(synthetic, result, set(excluded))
    wanted, order = _show_filters(run, synthetic, result, schema)
    found = matching(table, synthetic, result, schema, wanted)
    line(_count_words(len(found), len(table), len(excluded)))
    listed = in_order(table.iloc[found], order).head(MOST_SHOWN)
    first = int(listed[ROW].iloc[0]) if len(listed) else 0
    picked = _show_table(run, listed if excluded else listed.drop(columns=EXCLUDED), schema)
    show_actions(workspace, run, picked, found if len(found) < len(table) else found[:0])
    if picked or len(found):
        show_pair(workspace, run, picked[-1] if picked else first)
    show_excluded(workspace, run)


def _count_words(n_found: int, n_rows: int, n_excluded: int) -> str:
    words = count(n_rows, "synthetic row") if n_found == n_rows else f"{n_found:,} of {n_rows:,} synthetic rows"
    if n_found > MOST_SHOWN:
        words += f" ({'' if n_found == n_rows else 'all pass the filters; '}the table lists the first {MOST_SHOWN:,})"
    return f"{words} · {n_excluded:,} excluded · the row that you choose opens below, beside its nearest real defaulter"


def _show_filters(
    run: Run, synthetic: pd.DataFrame, result: BalancingResult, schema: TableSchema
) -> tuple[RowFilter, str]:
    first, second, third = st.columns(3)
    with first:
        state = st.segmented_control(
            "Rows", ["all", "kept", "excluded"], default="all", required=True, key=f"rows_state_{run.id}", wrap=True
        )
        order = st.selectbox("Order", list(ORDERS), key=f"rows_order_{run.id}")
    with second:
        feature = pick(
            st.selectbox,
            "Feature",
            list(synthetic.columns),
            index=None,
            format_func=lambda name: literal(schema.label(name)),
            placeholder="Any",
            key=f"rows_feature_{run.id}",
            help="Lists only rows whose value of this feature lies in a range or among some categories.",
        )
        values = _show_values(run, synthetic[feature], schema) if feature else ()
    with third:
        rule = _show_rules(run, result)
        distance = _percent_slider(run, "Distance percentile", DISTANCE, _DISTANCE_HELP)
        pd_range = EVERY
        if result.champion_pd is not None:
            pd_range = _percent_slider(run, "Champion's PD, per cent", PD, "PD that the champion gives the row.")
    return RowFilter(feature or "", values, rule, distance, pd_range, state or "all"), order


_DISTANCE_HELP = (
    "Where the distance to the nearest real defaulter lies among the distances of real defaulters to each other: "
    "0 is nearer than all of them, 100 further. Look at the rows near 0: they may copy somebody."
)


def _percent_slider(run: Run, label: str, name: str, text: str) -> tuple[float, float]:
    low, high = st.slider(label, *EVERY, value=EVERY, step=1.0, format="%.0f", key=f"rows_{name}_{run.id}", help=text)
    return float(low), float(high)


def _show_values(run: Run, values: pd.Series, schema: TableSchema) -> tuple[Any, ...]:
    """Categories, or the ends of a range; empty leaves every row in."""
    key = f"rows_values_{run.id}_{values.name}"
    if is_code(schema, str(values.name)):
        known = values.dropna().value_counts().index.tolist()
        return tuple(pick(st.multiselect, "Categories", known, format_func=literal, placeholder="Any", key=key))
    numbers = pd.to_numeric(values, errors="coerce").dropna()
    if not len(numbers) or numbers.min() == numbers.max():
        st.caption("All rows have one value of this feature.")
        return ()
    low, high = float(numbers.min()), float(numbers.max())
    left, right = st.columns(2)
    return (
        float(left.number_input("From", low, high, low, key=f"{key}_low", format="%g")),
        float(right.number_input("To", low, high, high, key=f"{key}_high", format="%g")),
    )


def _show_rules(run: Run, result: BalancingResult) -> str:
    if not result.rules or result.neighbours is None:
        return ""
    words = {"": "Broken or not", NO_RULE: "Rows that keep all rules", ANY_RULE: "Rows that break a rule"}
    broken = [rule.rule for rule, rows in zip(result.rules, result.neighbours.broken.T, strict=True) if rows.any()]
    return pick(
        st.selectbox,
        "Rules",
        ["", ANY_RULE, NO_RULE, *broken],
        format_func=lambda rule: words.get(rule) or f"Breaks: {literal(rule)}",
        key=f"rows_rule_{run.id}",
        help="Rules that real rows keep, learned from the training rows.",
    )


def _show_table(run: Run, table: pd.DataFrame, schema: TableSchema) -> list[int]:
    """The listed rows; returns the numbers of those that were chosen."""
    return choose_rows(
        table,
        [int(number) for number in table[ROW]],
        key=f"rows_table_{run.id}",
        mode="multi-row",
        column_config=_columns(table, schema),
        height=380,
        placeholder="missing",
        alt="Synthetic defaulters: number, distance to the nearest real defaulter, rules broken, features.",
    )


def _columns(table: pd.DataFrame, schema: TableSchema) -> dict[str, Any]:
    number, check = st.column_config.NumberColumn, st.column_config.CheckboxColumn
    known = {
        ROW: number("row", width=60, pinned=True),
        EXCLUDED: check("excluded", width=75),
        DISTANCE: number("distance percentile", format="%.0f", width=130, help=_DISTANCE_HELP),
        BROKEN: number("rules broken", width=95),
        PD: number("champion's PD", format="%.1f%%", width=110),
    }
    features = {name: _feature_column(table[name], schema) for name in table.columns if name not in known}
    return {**known, **features}


def _feature_column(values: pd.Series, schema: TableSchema) -> Any:
    feature = str(values.name).strip()
    if is_code(schema, feature) or not pd.api.types.is_numeric_dtype(values):
        return st.column_config.Column(schema.label(feature))
    return st.column_config.NumberColumn(schema.label(feature), format="localized")
