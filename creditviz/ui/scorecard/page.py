"""The bins of every column, changed by hand, and the card that they make."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.scorecard.bench import short_name, turn_of
from creditviz.runs.bin_edits import redo, undo
from creditviz.ui.buttons import press
from creditviz.ui.scorecard.bench import Bench, open_bench
from creditviz.ui.scorecard.column import show_column
from creditviz.ui.scorecard.history import show_card_downloads, show_history
from creditviz.ui.shell import empty, line
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

TABLE = "scorecard_columns"
TABLE_HEIGHT = 396


def show_scorecard(place: Place) -> None:
    """The whole page below its title."""
    if place.book is None:
        empty("There is no book yet.", button="Load a book", page_key="data")
        return
    bench = open_bench(place.workspace, place.book)
    with st.container(horizontal=True, vertical_alignment="center"):
        on_card, every = len(bench.card.columns_), len(bench.names)
        with st.container(width="stretch"):
            line(
                f"Bins learned on {count(len(bench.workshop.y), 'training row')} · {on_card} of {every} variables on "
                f"the card · {bench.card.pdo:g} points double the odds, {bench.card.base_points:g} at "
                f"{bench.card.base_odds:g}:1"
            )
        _buttons(bench)
    left, right = st.columns([1, 3])
    with left:
        _tiles(bench)
        column = _columns(bench)
    with right:
        show_column(bench, column)
    show_history(bench)
    show_card_downloads(bench)


def _buttons(bench: Bench) -> None:
    held, every = bench.edits.held, len(bench.edits.steps)
    where = (bench.workspace, bench.book.hash, bench.workshop.rows)
    press(st.button, "Undo", undo, *where, icon=":material/undo:", disabled=held == 0, key="scorecard_undo")
    press(st.button, "Redo", redo, *where, icon=":material/redo:", disabled=held == every, key="scorecard_redo")
    press(
        st.button, "Fit the scorecard", bench.train, type="primary", icon=":material/play_arrow:", key="scorecard_fit",
        help="Trains and judges this card on test rows, as a run beside the others.",
    )  # fmt: skip


def _tiles(bench: Bench) -> None:
    turns = [column for column in bench.card.columns_ if turn_of(bench.binned(column))]
    right = len(bench.card.columns_) - len(turns)
    gini = bench.workshop.gini(bench.card)
    st.metric("Gini on validation rows", f"{gini:.3f}", border=True)
    words = f"{literal(short_name(bench.names[turns[0]]))} turns" if turns else None
    st.metric(
        "Right way", f"{right} of {len(bench.card.columns_)}", words, border=True, delta_color="off", delta_arrow="off"
    )


def _columns(bench: Bench) -> int:
    """The table of variables, the most telling first; returns the chosen one."""
    order = sorted(range(len(bench.names)), key=lambda j: (j not in bench.card.columns_, -bench.binned(j).iv))
    top = max((bench.binned(j).iv for j in order), default=1.0)
    marks = [_mark(bench, column) for column in order]
    event = st.dataframe(
        {
            "variable": [short_name(bench.names[column]) for column in order],
            "IV": [bench.binned(column).iv for column in order],
            "ok": marks,
        },
        hide_index=True,
        row_height=28,
        height=TABLE_HEIGHT,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{TABLE}_{bench.book.schema_hash}",
        column_config={
            "variable": st.column_config.TextColumn(width=122),
            "IV": st.column_config.ProgressColumn(format="%.2f", min_value=0.0, max_value=max(top, 0.01), width=70),
            "ok": st.column_config.TextColumn(width=30, help="✓ on the card · ! turns · – not on the card"),
        },
        alt="Variables with their information values.",
    )
    rows = event["selection"]["rows"]
    return order[rows[0]] if rows and rows[0] < len(order) else order[0]


def _mark(bench: Bench, column: int) -> str:
    if column not in bench.card.columns_:
        return "–"
    return "!" if turn_of(bench.binned(column)) else "✓"
