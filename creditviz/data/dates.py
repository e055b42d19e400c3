"""Texts and numbers as days: one reading a column, decided by all of its values."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype

from creditviz.data.values import is_number_column
from creditviz.data.vocabulary import listed_words, name_words, plain_text, squeezed, subject

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day first", "month first", "year first"
EXCEL, SAS, WHOLE_DAY, WHOLE_MONTH, STAMPS = "Excel days", "SAS days", "20240331", "202403", "timestamps"
_FIRST_YEAR, _LAST_YEAR = 1920, 2079
_MANY = 5_000
_ZERO = {EXCEL: pd.Timestamp("1899-12-30"), SAS: pd.Timestamp("1960-01-01")}
# What may follow a day: 14:05, T14:05:06.123, 2:05 PM, +01:00, Z; it is left out.
_TIME = (
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp][Mm])?(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?|:\d{2}:\d{2}:\d{2})?"
)
_YEAR = r"(?:19|20)\d{2}"
_THREE = re.compile(rf"(\d{{1,2}})([/.\- ])(\d{{1,2}})\2({_YEAR}|\d{{2}}){_TIME}")
_QUARTER = re.compile(rf"({_YEAR})[/. \-]?[Qq]([1-4])|[Qq]([1-4])[/. \-]?({_YEAR})")
_YEAR_DAY = re.compile(rf"({_YEAR})([/.\- ]?)(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_MONTH = re.compile(rf"({_YEAR})(?:[/.\-]|\s?[Mm])(\d{{1,2}})")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}})[/.\-]({_YEAR})")
_WORD_MONTH = re.compile(
    rf"(?:(\d{{1,2}})\.?[-/. ]?)?([^\W\d_]{{3,}})\.?[-/. ,]*(?:(\d{{1,2}}),?[-/ ]+)?({_YEAR}|\d{{2}}){_TIME}"
)
_YEAR_WORD = re.compile(rf"({_YEAR})[-/. ]([^\W\d_]{{3,}})(?:[-/. ](\d{{1,2}}))?")
_SIGNS = str.maketrans({"年": "-", "月": "-", "日": "", "년": "-", "월": "-", "일": ""})
Day = tuple[int, int, int] | None


def to_dates(column: pd.Series, reading: str = "") -> pd.Series:
    """A column as timestamps; what is no date becomes missing.

    Parameters
    ----------
    reading : one of those above, such as "day first"; empty: decided by all values of the column.
    """
    if is_datetime64_any_dtype(column.dtype):
        return column
    reading = reading or date_reading(column)
    if is_number_column(column):
        return _numbers(column, reading)
    codes, uniques = pd.factorize(column)  # a book of a million rows has a few thousand days
    days = _distinct_texts(uniques, reading)
    parsed = np.full(len(column), np.datetime64("NaT"), dtype="datetime64[ns]")
    parsed[codes >= 0] = days[codes[codes >= 0]]
    return pd.Series(parsed, index=column.index)


def _distinct_texts(uniques: pd.Index, reading: str) -> np.ndarray:
    """Days of distinct texts; the time behind a day, which makes texts differ, is cut off first where they are many."""
    if len(uniques) <= _MANY:
        return _texts([str(text) for text in uniques], reading)
    codes, days = pd.factorize(pd.Series(uniques).astype("str").str.replace(rf"{_TIME}\s*$", "", regex=True))
    return _texts(list(days), reading)[codes]


def date_reading(column: pd.Series, *, named: bool = False) -> str:
    """How the days of a column are written; empty for numbers that are no days.

    Whether 3/4/2014 is in March or in April is decided by the whole column: a part above 12 is a day. Where both
    readings are possible, a day that is always 1 is the first of a month, and the day comes first otherwise.

    Parameters
    ----------
    named : whether the column's name says that it holds dates: only then are numbers taken for counts of days.
    """
    if is_datetime64_any_dtype(column.dtype):
        return STAMPS
    known = column.dropna()
    if is_number_column(column):
        return _number_reading(known, named)
    return _text_reading([str(text) for text in known.unique()])


def is_certain(column: pd.Series) -> bool:
    """Whether some day of the column is above 12, or none needs to be told from its month."""
    matches = [m for text in column.dropna().astype(str).unique() if (m := _THREE.fullmatch(text.strip()))]
    if not matches:
        return True
    first, second = ({int(m[i]) for m in matches} for i in (1, 3))
    return max(first) > 12 or max(second) > 12 or first == {1} != second or second == {1} != first


def _text_reading(texts: list[str]) -> str:
    matches = [m for text in texts if (m := _THREE.fullmatch(text.strip()))]
    if not matches:
        return YEAR_FIRST
    first, second = ({int(m[i]) for m in matches} for i in (1, 3))
    if max(second) > 12 >= max(first):
        return MONTH_FIRST
    if max(first) > 12:
        return DAY_FIRST
    # All parts up to 12: the one that never changes from 1 is the day of a book by months.
    return MONTH_FIRST if second == {1} and first != {1} else DAY_FIRST


def _number_reading(known: pd.Series, named: bool) -> str:
    values = known.to_numpy(dtype=float, na_value=np.nan)
    values = values[np.isfinite(values)]
    if not len(values) or (values != np.round(values)).any():
        return ""
    low, high = values.min(), values.max()
    for reading, least, most in ((WHOLE_DAY, 19_000_101, 21_001_231), (WHOLE_MONTH, 190_001, 210_012)):
        if least <= low and high <= most:
            return reading
    if named and len(values) > 1 and 32_000 <= low and high <= 65_000:  # 1987 to 2077
        return EXCEL
    # Day 10,000 is in 1987, day 32,000 in 2047
    return SAS if named and len(values) > 1 and 10_000 <= low and high < 32_000 else ""


def _numbers(column: pd.Series, reading: str) -> pd.Series:
    whole = column.where((column % 1 == 0) & (column.abs() < 1e9))  # 5.3 is no day
    if reading in _ZERO:
        return _ZERO[reading] + pd.to_timedelta(whole.astype("float64"), unit="D").astype("timedelta64[ns]")
    pattern = "%Y%m" if reading == WHOLE_MONTH else "%Y%m%d"
    return pd.to_datetime(whole.astype("Int64").astype("str"), format=pattern, errors="coerce")


def _texts(texts: list[str], reading: str) -> np.ndarray:
    days = [_day(text.strip(), reading) for text in texts]
    parts = pd.DataFrame([d or (0, 0, 0) for d in days], columns=["year", "month", "day"], dtype="int64")
    if parts.empty:
        return np.array([], dtype="datetime64[ns]")
    read = pd.to_datetime(parts, errors="coerce")
    return read.to_numpy(dtype="datetime64[ns]")


def _day(text: str, reading: str) -> Day:
    """(year, month, day) of one text; None where it is no day."""
    text = text.translate(_SIGNS).rstrip("-")
    if match := _YEAR_DAY.fullmatch(text):
        if bool(match[2]) or len(text) >= 8:
            return int(match[1]), int(match[3]), int(match[4])
    if match := _THREE.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
        month, day = (first, second) if reading == MONTH_FIRST else (second, first)
        return year, month, day
    if match := _YEAR_MONTH.fullmatch(text) or re.fullmatch(rf"({_YEAR})(\d\d)", text):
        return int(match[1]), int(match[2]), 1
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), int(match[1]), 1
    if match := _QUARTER.fullmatch(text):
        return int(match[1] or match[4]), 3 * int(match[2] or match[3]) - 2, 1
    return _worded(text)


def _worded(text: str) -> Day:
    """1-Feb-13, Dec-2015, March 5, 2014, 2014-Mar-05."""
    if match := _WORD_MONTH.fullmatch(text):
        month = _months().get(plain_text(match[2]), 0)
        day = match[1] or match[3]
        return (_full_year(match[4]), month, int(day or 1)) if month else None
    if match := _YEAR_WORD.fullmatch(text):
        month = _months().get(plain_text(match[2]), 0)
        return (int(match[1]), month, int(match[3] or 1)) if month else None
    return None


@cache
def _months() -> dict[str, int]:
    lines = subject("dates")["months"]
    return {plain_text(word): i for i, line in enumerate(lines, start=1) for word in line.split("|")}


def _full_year(digits: str) -> int:
    """Two digits are of the last seventy years or the next thirty."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year > 55 else 2000)


def says_date(name: str) -> bool:
    """Whether a name says that a column holds dates."""
    every = [listed_words("dates", "names", key) for key in ("opening", "any")]
    own = set(name_words(name))
    return bool(own & (every[0] | every[1])) or any(w in name for words in every for w in words if not w.isascii())


def date_rank(name: str) -> int:
    """2 for a date of application or opening, 0 for one that is written afterwards, 1 for any other."""
    own = {*name_words(name), squeezed(name).removesuffix("date")}
    later, opening = (bool(own & listed_words("dates", "names", key)) for key in ("later", "opening"))
    if later == opening:
        return 1
    return 2 if opening else 0
