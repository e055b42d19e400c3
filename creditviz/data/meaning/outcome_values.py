"""What the values of a column say of how accounts ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from creditviz.data.values import spelled
from creditviz.data.vocabulary import listed_words, plain_text

# Meanings of a value: these three, or None.
_LISTS = {"bad": ("bad", "refused"), "good": ("good", "granted"), "exclude": ("exclude",)}
MEANING_OF_WORD = {
    word: meaning for meaning, keys in _LISTS.items() for key in keys for word in listed_words("outcome", "values", key)
}


@dataclass(frozen=True)
class ValuesOfOutcome:
    """The distinct values of a column by what they say."""

    meanings: dict[str, str | None]  # spelling -> meaning
    proposed: bool  # a value is only proposed to be left out
    refusals: bool  # it is an application that was refused, not an account that went bad
    amounts: bool  # numbers other than 0, 1, 2 and -1

    def meaning(self, value: Any) -> str | None:
        """bad, good, exclude, or None."""
        return self.meanings.get(spelled(value))

    @property
    def has_status(self) -> bool:
        """Whether some value is a status that the lists know."""
        return any(self.meanings.values())

    @property
    def says_how_it_ended(self) -> bool:
        """Whether some values are known as bad and others as good, and at most a few are not known at all."""
        found = [m for m in self.meanings.values() if m]
        return (
            {"bad", "good"} <= set(found)
            and len(found) >= 0.6 * len(self.meanings)
            or (len(self.meanings) == 2 and "bad" in found)
        )

    def yes_and_no(self, values: list) -> tuple[Any, Any] | None:
        """(the yes, the no) of two values, None where they are not that."""
        yes = [v for v in values if _is(v, "yes", ("1",))]
        no = [v for v in values if _is(v, "no", ("0", "-1"))]
        return (yes[0], no[0]) if len(yes) == len(no) == 1 else None


def values_of_outcome(column: pd.Series) -> ValuesOfOutcome:
    """What the values of a column say."""
    spellings = [spelled(v) for v in column.dropna().unique()]
    known = {s: _meaning_of(plain_text(s)) for s in spellings}
    if {plain_text(s) for s in spellings} == {"b", "g"}:
        known = {s: "bad" if plain_text(s) == "b" else "good" for s in spellings}
    proposed = {s for s, meaning in known.items() if meaning is None and _is_late(s)}
    refusals = any(_in(s, "refused") or _in(s, "granted") for s in spellings)
    amounts = any(_is_number(s) and s not in ("0", "1", "2", "-1") for s in spellings)
    meanings = {s: "exclude" if s in proposed else meaning for s, meaning in known.items()}
    return ValuesOfOutcome(meanings, bool(proposed), refusals, amounts)


_CODED = re.compile(r"^[\w]{1,2}\s*[-:.)=/]\s+(?=\w{3})")  # "1 - bad", "B: bad"


def _meaning_of(text: str) -> str | None:
    beside = listed_words("outcome", "values", "beside")
    text = _CODED.sub("", text)
    bare = " ".join(word for word in text.split() if word not in beside)
    return MEANING_OF_WORD.get(text) or MEANING_OF_WORD.get(bare)


def _is_late(spelling: str) -> bool:
    text = plain_text(spelling)
    return any(text.startswith(word) for word in listed_words("outcome", "values", "proposed"))


def _is(value: Any, key: str, numbers: tuple[str, ...]) -> bool:
    return spelled(value) in numbers or _in(spelled(value), key)


def _in(spelling: str, key: str) -> bool:
    return plain_text(spelling) in listed_words("outcome", "values", key)


def _is_number(spelling: str) -> bool:
    try:
        float(spelling)
    except ValueError:
        return False
    return True
