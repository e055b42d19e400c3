"""One synthetic row beside the real defaulter that it resembles most, and what is known of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from creditviz.results import BalancingResult
from creditviz.results.row_names import row_name, row_names
from creditviz.runs import Run, Workspace
from creditviz.schema import TableSchema, months_before
from creditviz.ui.balancing.facts import book_rows, result_of, schema_of_run, synthetic_rows
from creditviz.ui.words import literal, sentence

SAME, DIFFERS = "", "≠"
SYNTHETIC, REAL = "synthetic", "real account"
_COLUMNS = {
    "differs": st.column_config.TextColumn("", width=40, help="≠ marks a difference."),
    "feature": st.column_config.TextColumn("feature", width=200),
    "synthetic": st.column_config.TextColumn("synthetic row", width=125, alignment="right"),
    "real": st.column_config.TextColumn("real account", width=125, alignment="right"),
}


def show_row(workspace: Workspace, run: Run, row: int, *, real: bool = False) -> None:
    """The row that was chosen: a synthetic one with its nearest real defaulter, or an account of the book."""
    if real:
        _show_account(workspace, run, row)
    else:
        show_pair(workspace, run, row)


def show_pair(workspace: Workspace, run: Run, row: int) -> None:
    """A synthetic row beside its nearest real training defaulter, the differences marked."""
    result = result_of(workspace, run)
    if result.neighbours is None:
        return
    account = int(result.neighbours.nearest[row])
    pairs = pair_frame(workspace, run, row, account)
    n_different = int((pairs["differs"] == DIFFERS).sum())
    with st.container(border=True, key=f"pair_{run.id}"):
        named = account_words(workspace, run, account)
        st.markdown(f"**Synthetic row {row:,} beside its nearest real defaulter, {literal(named)}**", help=_HELP)
        st.caption(f"{sentence(facts(result, row))} · {n_different} of {len(pairs)} features differ")
        for rule in broken_rules(result, row):
            st.caption(f":material/error: Breaks: {literal(rule)}")
        excluded = workspace.store.exclusions(run.id).get(row)
        if excluded is not None:
            st.caption(f":material/block: Excluded by {literal(excluded.author)}: {literal(excluded.reason)}")
        _show_values(pairs, schema_of_run(workspace, run), f"Synthetic row {row} beside {named}.")


_HELP = (
    "The real account is the training defaulter with the smallest distance over all features, each in its own "
    "standard deviations. A mark stands where the two differ. Worry when a row differs in next to nothing: "
    "it may tell of one real person."
)


def facts(result: BalancingResult, row: int) -> str:
    """Distance and PD of a synthetic row in words."""
    parts = []
    if result.neighbours is not None:
        parts.append(distance_words(float(result.neighbours.percentile[row])))
    if result.champion_pd is not None:
        parts.append(f"champion's PD {float(result.champion_pd[row]):.1%}")
    return " · ".join(parts)


def distance_words(percentile: float) -> str:
    """What a distance percentile in [0, 1] says.

    >>> distance_words(0.002)
    'distance percentile 0: nearer to it than almost any two real defaulters are to each other'
    >>> distance_words(0.25)
    'distance percentile 25: nearer to it than 75% of real defaulters are to their own nearest one'
    """
    whole = round(100 * percentile)
    if 0 < whole < 100:
        than = f"{100 - whole}% of real defaulters are to their own nearest one"
        return f"distance percentile {whole}: nearer to it than {than}"
    side = "nearer to it" if whole <= 0 else "further from it"
    return f"distance percentile {whole}: {side} than almost any two real defaulters are to each other"


def account_words(workspace: Workspace, run: Run, account: int) -> str:
    """An account by the identifier that its bank knows it by, else by its row in the book."""
    identifier = schema_of_run(workspace, run).identifier
    row = book_rows(workspace, run.book or "", [account])
    if identifier is None or identifier not in row.columns or pd.isna(row[identifier].iloc[0]):
        return f"{row_name(account)} of the book"
    return f"account {row_names([account], row[identifier].tolist())[0]}"


def broken_rules(result: BalancingResult, row: int) -> list[str]:
    """Sentences of the rules that a synthetic row breaks."""
    if result.neighbours is None or not result.rules:
        return []
    return [rule.rule for rule, broken in zip(result.rules, result.neighbours.broken[row], strict=True) if broken]


def pair_frame(workspace: Workspace, run: Run, row: int, account: int) -> pd.DataFrame:
    """Feature by feature: the synthetic value, the real one, a mark where they differ."""
    from creditviz.reporting.balancing.cards import neighbour_rows

    synthetic = synthetic_rows(workspace, run).iloc[row]
    real = book_rows(workspace, run.book or "", [account]).iloc[0]
    pairs = neighbour_rows(synthetic, real, schema_of_run(workspace, run))
    marks = [DIFFERS if differs else SAME for differs in pairs["differs"]]
    return pairs.assign(differs=marks)[["differs", "feature", "synthetic", "real"]]


def months_frame(pairs: pd.DataFrame, schema: TableSchema) -> pd.DataFrame:
    """Monthly features, a column a month, oldest first: the synthetic line above the real one, differences marked."""
    steps = schema.n_steps
    months = [months_before(steps - 1 - step) for step in range(steps)]
    rows, at = [], len(pairs) - steps * len(schema.sequences)
    for sequence in schema.sequences:
        part = pairs.iloc[at : at + steps]
        ours = [f"{mark} {value}".strip() for mark, value in zip(part["differs"], part["synthetic"], strict=True)]
        name = schema.labels.get(sequence.name, sequence.name)
        rows.append({"feature": name, "row": SYNTHETIC, **dict(zip(months, ours, strict=True))})
        rows.append({"feature": "", "row": REAL, **dict(zip(months, part["real"], strict=True))})
        at += steps
    return pd.DataFrame(rows)


def _show_values(pairs: pd.DataFrame, schema: TableSchema, alt: str) -> None:
    n_static = len(pairs) - schema.n_steps * len(schema.sequences)
    if n_static:
        _show_table(pairs.iloc[:n_static], alt)
    if schema.sequences:
        months = months_frame(pairs, schema)
        columns = {
            "feature": st.column_config.TextColumn("month by month", width=160, pinned=True),
            "row": st.column_config.TextColumn("row", width=100, pinned=True),
            **{name: st.column_config.TextColumn(name, alignment="right") for name in months.columns[2:]},
        }
        st.dataframe(months, hide_index=True, column_config=columns, height="content", alt=f"{alt} Month by month.")


def _show_account(workspace: Workspace, run: Run, account: int) -> None:
    """An account of the book, which was clicked on the map."""
    from creditviz.reporting.balancing.cards import neighbour_rows

    real = book_rows(workspace, run.book or "", [account]).iloc[0]
    table = neighbour_rows(real, real, schema_of_run(workspace, run))[["feature", "real"]]
    with st.container(border=True):
        named = sentence(account_words(workspace, run, account))
        st.markdown(f"**{literal(named)}**")
        _show_table(table, f"{named}.")


def _show_table(table: pd.DataFrame, alt: str) -> None:
    columns = {name: _COLUMNS[name] for name in table.columns}
    st.dataframe(table, hide_index=True, column_config=columns, height="content", alt=alt)
