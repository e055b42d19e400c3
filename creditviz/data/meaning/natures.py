"""What an applicant can do about an input: proposed from its role and name, said by a person on the Data page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from creditviz.data.vocabulary import listed_words, name_words
from creditviz.schema import NATURES, TableSchema

NOT_SAID = "not said"
_ASKED = ("history", "others", "time", "now")  # the first list that knows a word of the name decides
_LONG = 8  # letters from which on a word is found inside a longer one; of shorter ones "rating" lies in "operating"


@cache
def proposed_nature(name: str, label: str = "") -> str:
    """The nature that a name speaks of, its business name where the name says nothing; empty where neither does.

    >>> proposed_nature("num_late_payments"), proposed_nature("loan_amnt"), proposed_nature("months_employed")
    ('history', 'now', 'time')
    >>> proposed_nature("Verwendungszweck"), proposed_nature("x7"), proposed_nature("x7", "Interest rate")
    ('now', '', 'others')
    """
    return _spoken(name) or (_spoken(label) if label else "")


def _spoken(name: str) -> str:
    own = name_words(name)
    for nature in _ASKED:
        if _holds(own, listed_words("natures", nature, "words")):
            return nature
    rest = "".join(word for word in own if word not in listed_words("natures", "now", "units"))
    return "now" if rest in listed_words("natures", "now", "whole") else ""


def _holds(own: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether a name holds a word of a list, or the words of a phrase behind one another."""
    spaced, together = f" {' '.join(own)} ", "".join(own)
    phrases = (word for word in words if " " in word)
    within = (word for word in words if " " not in word and (len(word) >= _LONG or not word.isascii()))
    return (
        not words.isdisjoint(own)
        or any(f" {phrase} " in spaced or phrase.replace(" ", "") == together for phrase in phrases)
        or any(word in together for word in within)
    )


def natures_of(schema: TableSchema) -> dict[str, str]:
    """The nature of every column and sequence that a model may read: as a person said it, else as proposed.

    Months, and what is computed from them, are past whatever their name.
    """
    months = {name for s in schema.sequences for name in (s.name, *s.columns)} | {d.name for d in schema.derived}
    every = dict.fromkeys([*schema.features(use_protected=True), *months, *(r.name for r in schema.recipes)])
    proposed = {n: "history" if n in months else proposed_nature(n, schema.labels.get(n, "")) for n in every}
    return proposed | {name: nature for name, nature in schema.natures.items() if name in every}


def with_natures(schema: TableSchema, said: Mapping[str, str]) -> TableSchema:
    """The schema with the natures that a person left or gave: all are kept, so that no later word list changes them.

    Parameters
    ----------
    said : column -> nature, empty where none was said.
    """
    there = natures_of(schema)
    return replace(schema, natures={name: nature for name, nature in said.items() if name in there})


def nature_words(nature: str) -> str:
    """A nature in words.

    >>> nature_words("now"), nature_words("")
    ('can change now', 'not said')
    """
    return NATURES.get(nature, NOT_SAID)
