"""The tab "Customer groups": the chosen models by payment history or by any column of the book."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.exceptions import SchemaError
from creditviz.reporting.benchmark.lines import Line, Where, places
from creditviz.reporting.card import Card
from creditviz.reporting.performance.segments import IN_GROUPS
from creditviz.runs import Run, Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.schema import TableSchema
from creditviz.specification import BenchmarkBook
from creditviz.ui.benchmark.facts import benchmark_of, nothing_words, same_rows, scores_of
from creditviz.ui.benchmark.where import choose_lines, choose_seed, choose_where
from creditviz.ui.cards import show_card
from creditviz.ui.facts import kept
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal

HISTORIES = {
    "payment-history": "Payment history",
    "worst-status": "Worst status",
    "latest-status": "Latest status",
}
MOST_MODELS = 6  # dots of a group; more cannot be told apart by colour


def show_groups(workspace: Workspace, run: Run) -> None:
    """Controls and the card of one segmentation."""
    benchmark = benchmark_of(workspace, run)
    if not places(benchmark):
        line(nothing_words(run))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        where = choose_where(run, benchmark, "groups")
        book = next(one for one in run.specification.books if one.name == where.book)
        by = _choose_segmentation(workspace, book, run)
        metric = pick(
            st.segmented_control,
            "Metric",
            list(IN_GROUPS),
            default="auc",
            required=True,
            format_func=IN_GROUPS.__getitem__,
            key=f"groups_metric_{run.id}",
        )
    chosen = choose_lines(run, benchmark, most=MOST_MODELS)
    seed = choose_seed(run, benchmark, chosen, where, "groups")
    if not chosen or seed is None:
        line("Choose a model that has finished.")
        return
    if by not in HISTORIES:
        line("A group of fewer than 30 bad or 30 good accounts is counted and not judged.")
    with st.spinner("Judging the groups"):
        show_card(_card(workspace, run, chosen, where, seed, by, metric or "auc"), "groups_")


def _choose_segmentation(workspace: Workspace, book: BenchmarkBook, run: Run) -> str:
    """Payment history where the book has one, else a column."""
    schema = get_schema(workspace, book.schema_hash)
    histories = list(HISTORIES) if _has_history(workspace, book.book, book.schema_hash) else []
    options = [*histories, *columns(schema)]
    return (
        pick(
            st.selectbox,
            "Groups by",
            options,
            format_func=lambda key: HISTORIES.get(key) or literal(schema.label(key)),
            key=f"groups_by_{run.id}_{book.book}",
            help="Payment history counts the months with a delay; an amount is cut into five groups of equal size.",
            width=300,
        )
        or options[0]
    )


def columns(schema: TableSchema) -> list[str]:
    """Columns that a book may be cut by: single ones first, protected ones too, months last."""
    single = [*schema.categorical, *schema.numeric, *schema.protected, *([schema.date] if schema.date else [])]
    months = [name for sequence in schema.sequences for name in sequence.columns]
    return list(dict.fromkeys([*single, *months]))


@kept(50)
def _has_history(workspace: Workspace, book: str, schema_hash: str) -> bool:
    from creditviz.evaluation.groups import status_sequence

    schema = get_schema(workspace, schema_hash)
    names = [name for sequence in schema.sequences for name in sequence.columns]
    return bool(names) and status_sequence(book_frame(workspace, get_book(workspace, book), names), schema) is not None


@kept(30)
def _segmentation(workspace: Workspace, book: str, schema_hash: str, by: str):
    from creditviz.evaluation.groups import SEGMENTATIONS, by_column

    frame, schema = book_frame(workspace, get_book(workspace, book)), get_schema(workspace, schema_hash)
    return SEGMENTATIONS[by](frame, schema) if by in SEGMENTATIONS else by_column(frame, schema, by)


@kept(40)
def _card(
    workspace: Workspace,
    run: Run,
    chosen: tuple[Line, ...],
    where: Where,
    seed: int,
    by: str,
    metric: str,
) -> Card:
    from creditviz.reporting.performance.segments import segments_card

    book = next(one for one in run.specification.books if one.name == where.book)
    scored = _scored(workspace, run, chosen, where, seed)
    return segments_card(
        scored,
        _segmentation(workspace, book.book, book.schema_hash, by),
        calibrations={label: _calibration(rows.calibrated) for label, rows in scored.items()},
        metric=metric,
        colours={one.label: one.colour for one in chosen},
        part="out-of-fold" if where.protocol == "kfold" else "test",
    )


def _calibration(names: Mapping) -> str:
    from creditviz.evaluation.calibration.calibrations import default_calibration

    return default_calibration(names)


def _scored(workspace: Workspace, run: Run, chosen: tuple[Line, ...], where: Where, seed: int):
    at = same_rows(benchmark_of(workspace, run), chosen, where, seed)
    if not at:
        raise SchemaError("groups are judged on finished cells, however none of these is. Choose another model.")
    scores = scores_of(workspace, run, tuple(number for number, _ in at.values()))
    return {label: scores[number] for label, (number, _) in at.items()}
