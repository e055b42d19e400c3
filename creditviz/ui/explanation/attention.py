"""Tab Attention: where the network looked, by outcome and by group of customers, and whether that is what counts."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.card import Card
from creditviz.results import Segmentation
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.ui.cards import show, show_card
from creditviz.ui.explanation.facts import Explained
from creditviz.ui.facts import kept
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal

NONE = "This model has no attention. Networks over months have it: choose such a run, or train one."


def show_attention(explained: Explained) -> None:
    """The masking test first, then the means and the map."""
    if "attention" not in explained.explanation.figures.get("made", ()):
        st.markdown(NONE)
        return
    cards = _cards(explained)
    show(*cards)
    groups = _group_names(explained)
    if groups and "temporal-attention" in [card.key for card in cards if card.figure is not None]:
        by = pick(
            st.selectbox,
            "Groups by",
            list(groups),
            format_func=lambda key: literal(groups[key]),
            key="attention_groups",
        )
        show_card(_group_card(explained, by))


@kept(20, spinner="Drawing")
def _cards(explained: Explained) -> tuple[Card, ...]:
    from creditviz.reporting.explanation.attention import faithfulness_card
    from creditviz.reporting.explanation.cards import account_map_card, spatial_card, temporal_card
    from creditviz.runs.reading.explained import load_attention, load_faithfulness

    looked = load_attention(explained.workspace, explained.explanation.id)
    tested = load_faithfulness(explained.workspace, explained.explanation.id)
    label, leaky = explained.label, explained.leaky
    cards = [] if tested is None else [faithfulness_card(label, tested, leaky=leaky)]
    if looked is not None:
        cards += [build(label, looked, leaky=leaky) for build in (temporal_card, account_map_card, spatial_card)]
    return tuple(cards)


@kept(20)
def _group_names(explained: Explained) -> dict[str, str]:
    from creditviz.evaluation.groups import segment_choices

    schema, book = explained.schema, get_book(explained.workspace, explained.run.specification.book)
    columns = [name for s in schema.sequences if s.kind == "code" for name in s.columns]
    return dict(segment_choices(book_frame(explained.workspace, book, columns), schema))


@kept(20, spinner="Drawing")
def _group_card(explained: Explained, by: str) -> Card:
    from creditviz.reporting.explanation.attention import group_card
    from creditviz.runs.reading.explained import load_attention

    looked = load_attention(explained.workspace, explained.explanation.id)
    assert looked is not None, "asked for runs with attention"
    return group_card(explained.label, looked, _groups(explained, by), leaky=explained.leaky)


def _groups(explained: Explained, by: str) -> Segmentation:
    from creditviz.evaluation.groups import NAMES, segments_of

    schema = get_schema(explained.workspace, explained.run.specification.schema_hash)
    columns = [name for s in schema.sequences for name in s.columns] if by in NAMES else [by]
    book = get_book(explained.workspace, explained.run.specification.book)
    return segments_of(book_frame(explained.workspace, book, columns), schema, by)
