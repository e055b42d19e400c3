"""Small words that several sections of a pack share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from creditviz.reporting.card import Tile, Verdict
from creditviz.reporting.committee.pack.parts import Section
from creditviz.results import Interval

WORST = ("stop", "warning", "good", "none")  # the gravest first


def worst(*verdicts: Verdict) -> Verdict:
    """The gravest of several verdicts.

    >>> worst("good", "warning"), worst("none", "good"), worst("none")
    ('warning', 'good', 'none')
    """
    return min(verdicts, key=WORST.index)


def tile_sentence(tile: Tile) -> str:
    """A tile in one sentence.

    >>> tile_sentence(Tile("Stability", "good", "PSI 0.01", "", "The rows score alike."))
    'PSI 0.01: the rows score alike.'
    """
    said = tile.sentence
    if said.startswith(tile.figure):
        return said
    first, rest = said[:1], said[1:]
    if rest[:1].islower() and not said.startswith(("Gini", "Brier")):
        first = first.lower()
    return f"{tile.figure}: {first}{rest}"


def tile_figures(tile: Tile) -> dict[str, str]:
    """A tile as the pages say it, ready for JSON."""
    return {"name": tile.name, "verdict": tile.verdict, "figure": tile.figure, "sentence": tile.sentence}


def missing(key: str, title: str, question: str, why: str, **more: Any) -> Section:
    """A section that cannot be written, and why."""
    return Section(key, title, question, "none", why, **more)


def interval_figures(found: Interval) -> list[float | None]:
    """[value, low, high] with None where a figure is not known."""
    return [plain(value) for value in (found.value, found.low, found.high)]


def plain(value: float | None) -> float | None:
    """A number that JSON can hold."""
    return None if value is None or not math.isfinite(value) else float(value)


def stop(sentence: str) -> str:
    """A sentence with one full stop.

    >>> stop("All is well"), stop("Is it?")
    ('All is well.', 'Is it?')
    """
    text = sentence.strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."


def not_empty(values: Mapping[str, str]) -> dict[str, str]:
    """The values, with words in place of those that nobody has filled in."""
    return {name: value.strip() or "not stated" for name, value in values.items()}
