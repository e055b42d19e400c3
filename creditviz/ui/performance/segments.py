"""Groups of customers on the Performance page: which groups, which figure, and the card."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.reporting.card import Card
from creditviz.reporting.performance.segments import IN_GROUPS
from creditviz.results import Segmentation
from creditviz.runs import Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.ui.cards import show_card
from creditviz.ui.facts import kept, result_of
from creditviz.ui.mistakes import mistakes
from creditviz.ui.performance.judged import Chosen
from creditviz.ui.performance.weak_segments import show_weak_segments
from creditviz.ui.pickers import pick


def show_segments(chosen: Chosen) -> None:
    """Tab Segments: the chosen runs group by group, then the groups where one run's PDs are off."""
    spec = chosen.runs[0].specification
    names = _choices(chosen.workspace, spec.book, spec.schema_hash)
    left, right = st.columns([2, 1])
    by = pick(
        left.selectbox,
        "Groups by",
        list(names),
        format_func=names.__getitem__,
        key="segments_by",
        help="Payment history counts delayed months; an amount is cut into fifths, a category into its levels.",
    )
    metric = pick(
        right.pills, "Figure", list(IN_GROUPS), default="auc", format_func=IN_GROUPS.__getitem__, key="segments_metric"
    )
    with st.spinner("Judging the groups"):
        show_card(_card(chosen, (spec.book, spec.schema_hash), by or next(iter(names)), metric or "auc"))
    with mistakes():
        show_weak_segments(chosen)


@kept(60)
def _card(chosen: Chosen, book: tuple[str, str], by: str, metric: str) -> Card:
    from creditviz.reporting.performance.segments import segments_card

    results = {chosen.labels[run.id]: result_of(chosen.workspace, run) for run in chosen.runs}
    return segments_card(
        {label: result.test for label, result in results.items()},
        _segmentation(chosen.workspace, *book, by),
        calibrations={label: result.calibration for label, result in results.items()},
        metric=metric,
        colours=chosen.colours,
        leaky=any(result.leaky for result in results.values()),
    )


@kept(60)
def _segmentation(workspace: Workspace, book: str, schema_hash: str, by: str) -> Segmentation:
    from creditviz.evaluation.groups import NAMES, segments_of

    schema = get_schema(workspace, schema_hash)
    columns = [name for s in schema.sequences for name in s.columns] if by in NAMES else [by]
    return segments_of(book_frame(workspace, get_book(workspace, book), columns), schema, by)


@kept(60)
def _choices(workspace: Workspace, book: str, schema_hash: str) -> Mapping[str, str]:
    from creditviz.evaluation.groups import segment_choices

    schema = get_schema(workspace, schema_hash)
    columns = [name for s in schema.sequences if s.kind == "code" for name in s.columns]
    return segment_choices(book_frame(workspace, get_book(workspace, book), columns), schema)
