"""What one column looks like, and what it therefore probably is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype

from creditviz.data.dates import date_reading, says_date, to_dates
from creditviz.data.meaning.months import words
from creditviz.data.values import is_number_column, is_whole
from creditviz.data.vocabulary import listed_words, name_words

_ID_WORDS = frozenset("id ids key uuid guid index rownum number no nr account accountid loanid sk".split())
_STRONG_ID_WORDS = frozenset("id ids uuid guid accountid loanid".split())
_GROUP_WORDS = frozenset("customer client borrower applicant member person cust".split())
_COUNT_WORDS = frozenset(
    """num number count cnt n times months days years year duration age rate amount amt open total existing dependents
    children score income limit balance delinq delinquency inq inquiries utilisation utilization util tenure term since
    installment loans accounts cards""".split()
)
_CODE_WORDS = frozenset(
    """code type status grade purpose sex gender marriage marital education region housing home job occupation flag
    is has category class segment channel product branch group kind title ownership verification zip post postcode
    state""".split()
)
_FEW, _MOST_LEVELS = 10, 200


@dataclass(frozen=True)
class Profile:
    """Facts of one column, from all rows or from a sample of them."""

    name: str
    n: int
    n_known: int
    n_distinct: int
    is_number: bool
    is_whole: bool
    low: float
    high: float
    reading: str = ""  # how its days are written; empty where it holds none

    @property
    def is_date(self) -> bool:
        """Whether it holds days."""
        return bool(self.reading)

    @property
    def words(self) -> set[str]:
        """Words of the name."""
        return words(self.name)

    @property
    def is_name(self) -> bool:
        """Whether the name says "identifier", but not whose rows (a customer has several)."""
        return bool(self.words & _STRONG_ID_WORDS) and not self.words & _GROUP_WORDS

    @property
    def unique(self) -> bool:
        """Whether no value stands twice."""
        return self.n_known == self.n and self.n_distinct == self.n


def profile(column: pd.Series, name: str) -> Profile:
    """Count, range and kind of a column."""
    number = is_number_column(column)
    known = column.dropna()
    low, high = (float(known.min()), float(known.max())) if number and len(known) else (np.nan, np.nan)
    distinct = int(known.nunique())
    return Profile(
        name,
        len(column),
        len(known),
        distinct,
        number,
        number and is_whole(column),
        low,
        high,
        _date_reading(column, name),
    )


def _date_reading(column: pd.Series, name: str) -> str:
    """How a column of days is written; empty where it holds none. Numbers are days only under a name that says so."""
    if is_bool_dtype(column.dtype):
        return ""
    number = is_number_column(column)
    if number and not says_date(name):
        return ""
    reading = date_reading(column, named=True)
    sample = column.dropna().iloc[:500]
    read = len(sample) > 0 and bool(to_dates(sample, reading).notna().mean() > 0.9) if reading else False
    return reading if read else ""


def identifier_reason(facts: Profile, column: pd.Series) -> str:
    """Why a column names rows rather than describing them; empty if it does not seem to."""
    if not facts.unique and facts.is_name and facts.n_distinct > 0.9 * facts.n:
        return "the name says so, and few values are empty or stand twice"  # one copied row makes no amount of it
    if not facts.unique or (facts.is_number and not facts.is_whole):
        return ""
    if facts.words & _ID_WORDS or facts.name.lower().startswith(("column_", "unnamed")):
        return "no value stands twice, and the name says so"
    if not facts.is_number:
        return "a text that no two rows share"
    steps = np.diff(column.to_numpy(dtype=float))
    return "counts the rows" if len(steps) and (steps == 1).all() else ""


def group_reason(facts: Profile) -> str:
    """Why a column names a customer with several rows; empty if it does not seem to."""
    named = bool(facts.words & _GROUP_WORDS) and bool(facts.words & _ID_WORDS)
    return "a customer's number that stands in several rows" if named and 50 < facts.n_distinct < facts.n_known else ""


def feature_kind(facts: Profile, column: pd.Series) -> tuple[str, str]:
    """("numeric" | "categorical" | "ignored", reason) of a static feature."""
    if facts.n_distinct <= 1:
        return "ignored", "empty" if facts.n_distinct == 0 else "has one value only"
    if says_many_levels(facts.name) and (facts.is_whole or not facts.is_number):
        return "categorical", f"{facts.n_distinct:,} codes of a place, an industry or a product: no amount"
    if not facts.is_number:
        return _text_kind(facts)
    if facts.is_name and facts.n_distinct > 50:
        return "ignored", f"an identifier by its name, {facts.n_distinct:,} different numbers: no amount"
    if not facts.is_whole:
        return "numeric", "numbers with fractions"
    if facts.n_distinct == 2:
        return "categorical", f"two values ({facts.low:g} and {facts.high:g})"
    return _whole_kind(facts, column)


def says_many_levels(name: str) -> bool:
    """Whether a name means a code of many levels: a zip code, an industry, a branch."""
    own = name_words(name)
    if set(own) & listed_words("codes", "names", "measured"):
        return False
    many = listed_words("codes", "names", "many")
    return bool(set(own) & many) or "".join(own) in many or any(w in name for w in many if not w.isascii())


def _text_kind(facts: Profile) -> tuple[str, str]:
    if facts.n_distinct > 0.5 * facts.n_known and facts.n_distinct > _MOST_LEVELS:
        return "ignored", f"text with {facts.n_distinct:,} different values: it names rows"
    return "categorical", f"text with {facts.n_distinct:,} values"


def _whole_kind(facts: Profile, column: pd.Series) -> tuple[str, str]:
    """Whole numbers are codes or counts: the name speaks first, then how many values there are and how they fall."""
    few = facts.n_distinct <= _FEW
    if facts.words & _CODE_WORDS and not facts.words & _COUNT_WORDS and facts.n_distinct <= _MOST_LEVELS:
        return "categorical", f"{facts.n_distinct} whole numbers under a name that means a code"
    if facts.words & _COUNT_WORDS:
        return "numeric", "whole numbers under a name that means a count or an amount"
    if not few:
        return "numeric", f"{facts.n_distinct:,} different whole numbers: an amount or a count"
    if _falls_like_a_count(column):
        return "numeric", f"{facts.n_distinct} whole numbers, the larger the rarer: a count"
    return "categorical", f"only {facts.n_distinct} whole numbers: codes of a category"


def _falls_like_a_count(column: pd.Series) -> bool:
    """Starts at 0 or 1 and grows rarer with every step: people have no loans more often than one, one than two."""
    counts = column.value_counts().sort_index()
    return counts.index[0] in (0, 1) and bool((np.diff(counts.to_numpy()) <= 0).all())
