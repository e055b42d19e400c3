"""What a pack is made of: sections, each one question with one sentence, its tiles, cards and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from creditviz.reporting.card import Card, Tile, Verdict


@dataclass(frozen=True)
class Table:
    """Rows of text below a heading; all columns but the first stand to the right where `numbers` is set."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: bool = False

    def __post_init__(self) -> None:
        assert all(len(row) == len(self.head) for row in self.rows), "one cell a column"


@dataclass(frozen=True, eq=False)
class Section:
    """One question of the committee.

    Parameters
    ----------
    key : stable name; its anchor in the pack, and its name in the figures.
    title : one or two words, for the contents.
    question : the heading.
    verdict, sentence : the answer, with a number.
    tiles, cards, tables, notes : what stands below it, in this order.
    shown : keys of the cards that presenter mode shows, at most two; empty takes the first.
    screen : whether presenter mode has a screen for it.
    judges : whether its verdict is one of those that the pack opens with.
    figures : its numbers by stable keys, ready for JSON.
    """

    key: str
    title: str
    question: str
    verdict: Verdict
    sentence: str
    tiles: tuple[Tile, ...] = ()
    cards: tuple[Card, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    screen: bool = True
    judges: bool = True
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Pack:
    """A pack before it is written.

    Parameters
    ----------
    title, subtitle : of the document: which model for which book; on which rows, by whom and when.
    sections : in the order in which a committee asks.
    steps : what each cut-off of the live slider shows, ready for JSON; empty where nothing can be cut.
    figures : every number by stable keys, as `report --json` prints them.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    steps: Mapping[str, Any]
    figures: Mapping[str, Any]
