"""Which columns hold what law protects: by their names in many languages, and by their values."""

from __future__ import annotations

import pandas as pd

from creditviz.data.values import is_number_column, spelled
from creditviz.data.vocabulary import listed_words, name_words, plain_text, speaks_of, subject

_UNKNOWN = 0.34  # so many distinct values may be others, e.g. "unknown" beside M and F


def protected_reason(name: str) -> str:
    """Which protected attribute a name speaks of; empty for none.

    >>> protected_reason("CODE_GENDER"), protected_reason("estado_civil"), protected_reason("account_age")
    ('sex', 'marital status', '')
    """
    own = name_words(name)
    said = own[: own.index("at")] if "at" in own else own  # the age at loan is a person's, the loan's age is not
    if set(said) & listed_words("protected", "names_not", "words"):
        return ""
    return next((meaning for meaning in subject("protected")["names"] if _named(name, meaning)), "")


def _named(name: str, meaning: str) -> bool:
    words = listed_words("protected", "names", meaning)
    together = "".join(name_words(name))
    own = set(name_words(name))
    joined = {word.replace(" ", "") for word in words if " " in word}
    return bool(own & words) or together in words or any(j in together for j in joined) or _within(name, words)


def _within(name: str, words: frozenset[str]) -> bool:
    """Long words are found inside a longer one, those of scripts without gaps too."""
    return bool(speaks_of(name, frozenset(w for w in words if len(w) >= 7 or not w.isascii())))


def protected_by_values(column: pd.Series) -> str:
    """Which protected attribute the values of a column speak of; empty for none. M and F alone are not enough."""
    if is_number_column(column) or isinstance(column.dtype, pd.DatetimeTZDtype):
        return ""
    texts = {plain_text(spelled(value)) for value in column.dropna().unique()[:50]}
    for meaning in ("sex", "marital status"):
        words = listed_words("protected", "values", meaning)
        found = {t for t in texts if t in words or t.split(" ")[0].split("/")[0] in words}
        if len(found) >= 2 and len(texts - found) <= max(1, _UNKNOWN * len(texts)):
            return meaning
    return ""


def protection_of(column: pd.Series, name: str) -> str:
    """Which protected attribute a column holds, by its name or else its values; empty for none."""
    reason = protected_reason(name) or protected_by_values(column)
    if reason or is_number_column(column):
        return reason
    texts = {plain_text(spelled(value)) for value in column.dropna().unique()[:4]}
    return "sex" if texts == {"m", "f"} and not _says_otherwise(name) else ""


def _says_otherwise(name: str) -> bool:
    """Whether a name says what M and F are: products, grades, codes."""
    return bool(set(name_words(name)) & _OTHERWISE)


_OTHERWISE = frozenset(
    "product type grade class code category segment brand model plan frequency tariff size fuel".split()
)


def is_protected(column: pd.Series, name: str) -> bool:
    """Whether a column holds what law protects."""
    return bool(protection_of(column, name))
