"""Word lists of credit files in their languages, read from `words/`, and names taken apart into words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def subject(name: str) -> dict[str, Any]:
    """A file of `words/` as it stands."""
    return tomllib.loads((files("creditviz.data") / "words" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def listed_words(name: str, *path: str) -> frozenset[str]:
    """The words of one list, e.g. `listed_words("outcome", "values", "bad")`."""
    found: Any = subject(name)
    for step in path:
        found = found[step]
    every = found.replace("\n", "").split("|")
    return frozenset(plain_text(form) for word in every for form in (word, word.translate(_WRITTEN_OUT)))


@cache
def every_word() -> frozenset[str]:
    """All words of all lists, to tell in which letters a text is written."""

    def texts(found: Any) -> list[str]:
        if isinstance(found, str):
            return [found]
        return [t for part in (found.values() if isinstance(found, dict) else found) for t in texts(part)]

    subjects = ("outcome", "protected", "dates", "codes")
    return frozenset(
        plain_text(w) for s in subjects for text in texts(subject(s)) for w in text.replace("\n", "").split("|")
    )


@cache
def plain_text(text: str) -> str:
    """Lower case, without accents, one blank between words; scripts other than Latin stay as they are.

    >>> plain_text("  Défaut de  PAIEMENT "), plain_text("Größe"), plain_text("płeć"), plain_text("是否违约")
    ('defaut de paiement', 'grosse', 'plec', '是否违约')
    """
    text = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not _is_accent(c))
    return " ".join(unicodedata.normalize("NFC", bare).split())


_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ı": "i", "ø": "o", "æ": "ae", "đ": "d"})
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # as files without umlauts spell them


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


@cache
def name_words(name: str) -> tuple[str, ...]:
    """The words of a column name in their order, without accents: split at signs, capitals and numbers.

    >>> name_words("not.fully.paid"), name_words("SeriousDlqin2yrs"), name_words("是否违约")
    (('not', 'fully', 'paid'), ('serious', 'dlqin', 'yrs'), ('是否违约',))
    """
    spaced = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return tuple(re.findall(r"[^\W\d_]+", plain_text(spaced)))


def squeezed(name: str) -> str:
    """A name's letters written together, without accents and numbers at its end.

    >>> squeezed("Loan_Status"), squeezed("TARGET_LABEL_BAD=1")
    ('loanstatus', 'targetlabelbad')
    """
    return "".join(name_words(name))


_WITHIN = 6  # letters of a word, from which on it is found inside a longer one


def speaks_of(name: str, words: frozenset[str]) -> str:
    """The word of a list that a name holds; empty for none.

    A word of a name must be one of the list; long ones, and those of scripts without gaps, are also found within.
    """
    own, together = name_words(name), squeezed(name)
    for word in own:
        if word in words:
            return word
    if together in words:
        return together
    held = (w for w in words if w.replace(" ", "") in together and (len(w) >= _WITHIN or not w.isascii()))
    return max(held, key=len, default="")
