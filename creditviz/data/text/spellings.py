"""Numbers as people write them: 1.234,56 €; ($1,234.00); 12,34%; 1 234,5; 1'234.00; 12k. One reading a column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from creditviz.data.vocabulary import listed_words, subject

POINT, COMMA = "1,234.56", "1.234,56"  # how a reading is named
_GAPS = "\u00a0\u202f\u2009 "  # blanks that stand between thousands
_BODIES = {
    # the second one groups as India does: 12,34,567
    POINT: rf"(?:\d{{1,3}}(?:[,'’{_GAPS}]\d{{3}})+|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}|\d+)"
    r"(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+",
    COMMA: rf"(?:\d{{1,3}}(?:[.'’{_GAPS}]\d{{3}})+|\d+)(?:,\d*)?|,\d+",
}
# leading zeros, what only looks like a power of ten, and more digits than a number keeps
_CODE = re.compile(r"0\d+|\d+[eE]\d+|\d{16,}")


@dataclass(frozen=True)
class Numbers:
    """Texts read as numbers."""

    values: np.ndarray  # (n,) float64, NaN where a text is no number
    convention: str  # POINT or COMMA
    unit: str  # a currency or "%"; empty for none, or for several
    plain: bool  # whether every one is written as programs write it
    said: str = ""  # what else was done to read them

    @property
    def reading(self) -> str:
        """How they are spelled, as a schema keeps it; empty for plain ones."""
        return "" if self.plain else f"{self.convention} {self.unit}".strip()


def unit_of(reading: str) -> str:
    """The unit that a reading names.

    >>> unit_of("1.234,56 R$"), unit_of("month first"), unit_of("1,234.56")
    ('R$', '', '')
    """
    convention, _, unit = reading.partition(" ")
    return unit if convention in _BODIES else ""


def convention_of(reading: str) -> str:
    """The convention that a reading names; empty where it speaks of no numbers."""
    return reading.partition(" ")[0] if reading.partition(" ")[0] in _BODIES else ""


def is_code(texts: pl.Series) -> pl.Series:
    """Which texts are codes rather than numbers: 0007, 12E45."""
    return texts.str.contains(rf"^(?:{_CODE.pattern})$")


def read_numbers(texts: pl.Series, *, comma_file: bool = False) -> Numbers:
    """Texts as numbers, by the one convention that reads more of them.

    Parameters
    ----------
    texts : distinct, without blanks at their ends.
    comma_file : whether the file's other numbers have decimal commas, for texts such as 1.234 that leave it open.
    """
    return _numbers(texts.alias("text").to_frame(), _convention(texts, comma_file))


def _numbers(texts: pl.DataFrame, convention: str) -> Numbers:
    text, part = pl.col("text"), pl.col("parts").struct.field
    thousands = rf"['’{_GAPS}{',' if convention == POINT else '.'}]"
    number = part("body").str.replace_all(thousands, "").str.replace(",", ".", literal=True)
    signs = pl.concat_str(part("sign"), part("inner"), part("late"), ignore_nulls=True)
    opened, closed = part("open").is_not_null(), part("close").is_not_null()
    times = part("multiple").str.to_lowercase().replace_strict(_times(), default=1.0, return_dtype=pl.Float64)
    minus = (opened & closed) | signs.str.contains("[-−–]|(?i:dr)")  # a debit balance is overdrawn
    value = number.cast(pl.Float64, strict=False) * times * pl.when(minus).then(-1.0).otherwise(1.0)
    found = texts.with_columns(parts=text.str.extract_groups(_pattern(convention))).select(
        pl.when((opened == closed) & ~_months(part("multiple"), text)).then(value).alias("value"),
        text.str.contains(_PLAIN).alias("plain"),
        part("before").alias("before"),
        part("behind").alias("behind"),
    )
    found, said = _with_shares(found)
    said = "; ".join(filter(None, [said, "DR read as minus" if bool(texts["text"].str.contains(_DEBIT).any()) else ""]))
    read = found.filter(pl.col("value").is_not_null())
    plain = convention == POINT and bool(read["plain"].all())
    return Numbers(found["value"].fill_null(np.nan).to_numpy(), convention, _unit(read), plain, said)


def _months(multiple: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Whether an M may mean months rather than millions: 36M, 60M, and no other multiple, decimals or unit."""
    many = multiple.fill_null("") == "M"
    amount = (multiple.is_not_null() & ~many) | (many & text.str.contains(r"[.,$€£¥]"))
    return many & ~amount.any()


def _with_shares(found: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Per cents beside shares, 45% and 0.45, as per cents; plain numbers of the size of per cents stay as they are."""
    known = found.filter(pl.col("value").is_not_null())
    bare = known.filter(pl.col("behind").is_null())["value"].abs().to_numpy()
    percents = known.filter(pl.col("behind") == "%")["value"].abs().to_numpy()
    if not len(bare) or not len(percents) or bare.max() > 1 or not (bare % 1 != 0).any():
        return found, ""
    usual = float(np.median(percents))
    if usual <= 1 or not 1 / 5 < 100 * float(np.median(bare)) / usual < 5:
        return found, ""
    shares = pl.col("behind").is_null()
    value = pl.when(shares).then(100 * pl.col("value")).otherwise(pl.col("value"))
    return found.with_columns(value.alias("value")), "shares without a % read as per cents"


_DEBIT = r"(?i)\d\s*dr\.?$"
_PLAIN = r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"


def _convention(texts: pl.Series, comma_file: bool) -> str:
    text = pl.col("text")
    point, comma = (text.str.contains(_pattern(c)) for c in (POINT, COMMA))
    counts = texts.alias("text").to_frame().select(p=(point & ~comma).sum(), c=(comma & ~point).sum()).row(0)
    if counts[0] != counts[1]:
        return POINT if counts[0] > counts[1] else COMMA
    return COMMA if comma_file else POINT


@cache
def _pattern(convention: str) -> str:
    every = {*subject("money")["signs"].split("|"), *listed_words("money", "signs")}
    signs = "|".join(re.escape(s) for s in sorted(every, key=len, reverse=True))
    multiples = "|".join(re.escape(m) for m in sorted(_multiples(), key=len, reverse=True))
    gap = rf"[{_GAPS}]*"
    return (
        rf"^(?P<open>\()?{gap}(?P<sign>[-+−–])?{gap}(?P<before>(?i:{signs}))?{gap}(?P<inner>[-+−–])?{gap}"
        rf"(?P<body>{_BODIES[convention]}){gap}(?P<multiple>(?i:{multiples})|M)?{gap}"
        rf"(?P<behind>%|(?i:{signs}))?{gap}(?P<late>[-−]|(?i:cr|dr)\.?)?(?P<close>\))?$"
    )


@cache
def _multiples() -> dict[str, float]:
    return dict(subject("money")["multiples"])


@cache
def _times() -> dict[str, float]:
    """As `_multiples`, with the M that is capital only."""
    return _multiples() | {"m": 1e6}


def _unit(parts: pl.DataFrame) -> str:
    """The one sign that stands at the numbers; empty where there is none or several."""
    signs = set(parts["before"].drop_nulls()) | set(parts["behind"].drop_nulls())
    return next(iter(signs)) if len(signs) == 1 else ""
