"""Groups of customers on the Performance page: which groups, which figure, and the card."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.reporting.card import Card
from creditviz.results import Segmentation
from creditviz.runs import Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.ui.cards import show_card
from creditviz.ui.facts import result_of
from creditviz.ui.mistakes import mistakes
from creditviz.ui.performance.judged import Chosen, Key
from creditviz.ui.performance.weak_segments import show_weak_segments

FIGURES = {"auc": "AUC", "ks": "KS", "h_measure": "H-measure", "brier": "Brier"}


def show_segments(chosen: Chosen) -> None:
    """Tab Segments: the chosen runs group by group, then the groups where one run's PDs are off."""
    spec = chosen.runs[0].specification
    names = _choices(chosen.workspace, spec.book, spec.schema_hash)
    left, right = st.columns([2, 1])
    by = left.selectbox(
        "Groups by",
        list(names),
        format_func=names.__getitem__,
        key="segments_by",
        help="Payment history counts delayed months; an amount is cut into fifths, a category into its levels.",
    )
    metric = right.pills("Figure", list(FIGURES), default="auc", format_func=FIGURES.__getitem__, key="segments_metric")
    with st.spinner("Judging the groups"):
        show_card(_card(chosen, (spec.book, spec.schema_hash), by or next(iter(names)), metric or "auc"))
    with mistakes():
        show_weak_segments(chosen)


def _card(chosen: Chosen, book: tuple[str, str], by: str, metric: str) -> Card:
    return _cached_card(chosen, chosen.key, book, by, metric)


@st.cache_resource(show_spinner=False, max_entries=60)
def _cached_card(
    _chosen: Chosen,
    key: Key,
    book: tuple[str, str],
    by: str,
    metric: str,
) -> Card:
    from creditviz.reporting.performance.segments import segments_card

    results = {_chosen.labels[run.id]: result_of(_chosen.workspace, run) for run in _chosen.runs}
    return segments_card(
        {label: result.test for label, result in results.items()},
        _segmentation(_chosen.workspace, *book, by),
        calibrations={label: result.calibration for label, result in results.items()},
        metric=metric,
        colours=_chosen.colours,
        leaky=any(result.leaky for result in results.values()),
    )


@st.cache_resource(show_spinner=False, max_entries=60)
def _segmentation(_workspace: Workspace, book: str, schema_hash: str, by: str) -> Segmentation:
    from creditviz.evaluation.groups import NAMES, segments_of

    schema = get_schema(_workspace, schema_hash)
    columns = [name for s in schema.sequences for name in s.columns] if by in NAMES else [by]
    return segments_of(book_frame(_workspace, get_book(_workspace, book), columns), schema, by)


@st.cache_data(show_spinner=False, max_entries=60)
def _choices(_workspace: Workspace, book: str, schema_hash: str) -> Mapping[str, str]:
    from creditviz.evaluation.groups import segment_choices

    schema = get_schema(_workspace, schema_hash)
    columns = [name for s in schema.sequences if s.kind == "code" for name in s.columns]
    return segment_choices(book_frame(_workspace, get_book(_workspace, book), columns), schema)
