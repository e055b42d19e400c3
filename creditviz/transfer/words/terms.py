"""The dictionary of credit terms, and what a column's name says by it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

NO_LANGUAGE = ("unit", "risk", "near")


@dataclass(frozen=True)
class Term:
    """One quantity of consumer credit."""

    key: str  # e.g. "income"
    unit: str  # "money", "share", "years", "months", "count", "points" or "level"
    risk: int  # 1: higher values usually mean more defaults; -1: fewer; 0: either
    near: tuple[str, ...]  # terms that may stand for it
    phrases: tuple[tuple[str, ...], ...]  # each a pattern a word

    @property
    def words(self) -> str:
        """As it is read.

        >>> term_of("annualInc").words, term_of("dti").words
        ('income', 'debt to income')
        """
        return self.key.replace("_", " ")


@cache
def terms() -> Mapping[str, Term]:
    """Every term of the dictionary, by key."""
    return {key: _term(key, body) for key, body in _read("terms.toml").items()}


def term_of(*names: str) -> Term | None:
    """The term that the first name with one says; of two that fit equally well, none.

    >>> term_of("MonthlyIncome").key, term_of("Monatseinkommen").key, term_of("V14")
    ('income', 'income', None)
    """
    return next((found for name in names if (found := _term_in(words_of(name))) is not None), None)


def unit_of(name: str) -> str | None:
    """The unit that a name speaks out, e.g. "days" of `DAYS_EMPLOYED`; None where it says none or two.

    >>> unit_of("tenure_months"), unit_of("DebtRatio"), unit_of("income")
    ('months', 'share', None)
    """
    found = {
        unit
        for unit, patterns in _read("units.toml").items()
        for word in words_of(name)
        if any(fnmatchcase(word, pattern) for pattern in patterns)
    }
    return found.pop() if len(found) == 1 else None


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words and numbers of a name: small letters without accents.

    >>> words_of("NumberOfTimes90DaysLate"), words_of("Âge_client")
    (('number', 'of', 'times', '90', 'days', 'late'), ('age', 'client'))
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", plain)
    return tuple(re.findall(r"[^\W_]+", apart.casefold()))


@cache
def _term_in(words: tuple[str, ...]) -> Term | None:
    """The longest phrase wins: most words, then most letters."""
    lengths: dict[str, tuple[int, int]] = {}
    for key, term in terms().items():
        fits = [(len(phrase), sum(map(_letters, phrase))) for phrase in term.phrases if _holds(words, phrase)]
        if fits:
            lengths[key] = max(fits)
    best = [key for key, length in lengths.items() if length == max(lengths.values())]
    return terms()[best[0]] if len(best) == 1 else None


def _letters(pattern: str) -> int:
    return len(pattern.replace("*", ""))


def _holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    n = len(phrase)
    return any(
        all(fnmatchcase(word, pattern) for word, pattern in zip(words[i : i + n], phrase, strict=True))
        for i in range(len(words) - n + 1)
    )


def _term(key: str, body: Mapping) -> Term:
    named = [phrase for language, phrases in body.items() if language not in NO_LANGUAGE for phrase in phrases]
    phrases = tuple(dict.fromkeys(tuple(phrase.split()) for phrase in named))
    return Term(key, body["unit"], body.get("risk", 0), tuple(body.get("near", ())), phrases)


@cache
def _read(name: str) -> Mapping:
    return tomllib.loads(files("creditviz.transfer.words").joinpath(name).read_text(encoding="utf-8"))
