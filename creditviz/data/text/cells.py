"""Columns of text as what their cells mean: trimmed, missing marks empty, numbers in any spelling numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from creditviz.data.text.spellings import COMMA, Numbers, convention_of, is_code, read_numbers
from creditviz.data.values import counted, listed
from creditviz.data.vocabulary import listed_words, plain_text
from creditviz.exceptions import DataError
from creditviz.results import Note

_A_CATEGORY = 20  # so many different numbers at most, and a column may be a category such as 0, 1, 2, "3+"
_FEW = 0.05  # share of rows up to which a mark that may be a level is taken for missing
_ODD = 0.01  # share of rows up to which cells with letters are slips rather than codes of another kind
_UNIQUE = 0.9  # share of different values from which on a column names rows
_BLANKS = " \t\r\n\u00a0\u2007\u202f\u3000\ufeff\u200b"


@dataclass(frozen=True)
class Expected:
    """How the columns were read when a model was built; empty for a book that is new."""

    numbers: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    readings: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"numbers": sorted(self.numbers), "texts": sorted(self.texts), "readings": dict(self.readings)}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Expected:
        """What `to_dict` wrote."""
        return cls(frozenset(raw["numbers"]), frozenset(raw["texts"]), dict(raw["readings"]))


@dataclass
class Column:
    """The distinct texts of a column, how often each stands, and what is made of them."""

    name: str
    raw: pl.Series  # as they stand
    rows: np.ndarray  # how often
    text: pl.Series  # trimmed
    mark: list[str]  # which mark of nothing each is; "" for none
    numbers: Numbers | None = None  # None: the column stays text
    empty: np.ndarray | None = None  # which become missing

    @property
    def n_known(self) -> int:
        """Rows that are not empty."""
        return int(self.rows.sum())


def read_cells(
    path: Path, *, may_mix: bool = False, comma_file: bool = False, expected: Expected | None = None
) -> tuple[list[pl.Expr], list[Note], dict[str, str]]:
    """What turns the text columns of a stored table into what they mean, what was done, and how they were spelled.

    Parameters
    ----------
    path : a Parquet file.
    may_mix : whether words in a column of numbers are taken for missing, as in a file that is only scored.
    comma_file : whether its numbers have decimal commas.
    expected : how a model's own book was read.

    Raises
    ------
    DataError
        If a column of many different numbers holds words that nothing is known of, and `may_mix` is off.
    """
    columns = list(_columns(path))
    for column in columns:
        _read_as_numbers(column, expected or Expected(), comma_file=comma_file, may_mix=may_mix)
    own_marks = {m for c in columns if c.numbers is not None for m, e in zip(c.mark, _empty(c), strict=True) if e and m}
    for column in columns:
        if column.numbers is None:
            _empty_marks_of_text(column, own_marks)
    expressions = [e for column in columns if (e := _expression(column)) is not None]
    readings = {c.name: c.numbers.reading for c in columns if c.numbers is not None and c.numbers.reading}
    return expressions, _notes(columns, readings), readings


def _columns(path: Path) -> Iterator[Column]:
    table = pl.scan_parquet(path, glob=False)
    for name, kind in table.collect_schema().items():
        if kind != pl.String:
            continue
        counts = table.select(pl.col(name).drop_nulls().alias("raw")).collect()["raw"].value_counts(name="rows")
        raw = counts["raw"]
        text = raw.str.strip_chars(_BLANKS)
        short = text.str.len_chars() <= 20
        marks = [_mark(t) if s else "" for t, s in zip(text, short, strict=True)]
        yield Column(name, raw, counts["rows"].to_numpy(), text, marks)


def _mark(text: str) -> str:
    """The list that a text stands in as a mark of nothing; empty for none."""
    if len(text) > 1 and text[0].isdigit():
        return ""
    word = plain_text(text)
    return next((key for key in ("always", "often", "numbers") if word in listed_words("missing", key)), "")


def _read_as_numbers(column: Column, expected: Expected, *, comma_file: bool, may_mix: bool) -> None:
    """Decide whether a column holds numbers, and which of its cells then are missing."""
    if column.name in expected.texts or not column.text.str.contains(r"\d").any():
        return
    convention = convention_of(expected.readings.get(column.name, ""))  # decides where the cells leave it open
    numbers = read_numbers(column.text, comma_file=convention == COMMA if convention else comma_file)
    mark = np.array([bool(m) for m in column.mark])
    read = np.isfinite(numbers.values) & ~mark
    if not read.any() or bool(is_code(column.text.filter(pl.Series(read))).any()):
        return
    words = ~read & ~mark
    if column.name in expected.numbers:
        _take(column, numbers, ~read)
        return
    if _all_numbers(column, numbers, read, words):
        _take(column, numbers, mark)
    elif words.any() and _is_mixed(column, numbers, read, words):
        if not may_mix:
            raise _mixed(column, read, words)
        _take(column, numbers, ~read)


def _take(column: Column, numbers: Numbers, empty: np.ndarray) -> None:
    column.numbers, column.empty = numbers, empty


def _all_numbers(column: Column, numbers: Numbers, read: np.ndarray, words: np.ndarray) -> bool:
    """Whether nothing but numbers and marks of nothing stands in the column, and the marks are no levels of it."""
    if words.any():
        return False
    many = len(np.unique(numbers.values[read])) > _A_CATEGORY
    named = np.array([m == "numbers" for m in column.mark])
    return many or column.rows[named].sum() <= _FEW * column.n_known


def _is_mixed(column: Column, numbers: Numbers, read: np.ndarray, words: np.ndarray) -> bool:
    """Whether words stand in a column of numbers, rather than letters in one of codes."""
    different = len(np.unique(numbers.values[read]))
    n_read, n_words = column.rows[read].sum(), column.rows[words].sum()
    if different <= _A_CATEGORY or n_read <= column.n_known / 2:
        return False
    with_digits = column.text.filter(pl.Series(words)).str.contains(r"\d").all()
    whole = bool((numbers.values[read] % 1 == 0).all()) and numbers.plain
    names_rows = different > _UNIQUE * n_read
    return not (with_digits and whole and (names_rows or n_words > _ODD * column.n_known))


def _mixed(column: Column, read: np.ndarray, words: np.ndarray) -> DataError:
    shown = ", ".join(repr(w[:30]) for w in sorted(column.text.filter(pl.Series(words)).to_list())[:3])
    return DataError(
        f"a column holds numbers or words, however {column.name!r} holds numbers in {column.rows[read].sum():,} "
        f"rows and words in {column.rows[words].sum():,} ({shown}). "
        "Leave cells without a number empty, or give the words a column of their own."
    )


def _empty_marks_of_text(column: Column, own_marks: set[str]) -> None:
    """In a column of words a mark may be a level: it is missing where it can name nothing, or stands in few rows."""
    mark = np.array(column.mark, dtype=object)
    often = mark == "often"
    # A column whose other texts all hold digits (dates) has no level called "-" or "none".
    others = column.text.filter(pl.Series(mark == ""))
    digits = len(others) > _A_CATEGORY and bool(others.str.contains(r"\d").all())
    few = column.rows[often].sum() <= _FEW * max(1, column.n_known) or "often" in own_marks
    column.empty = (mark == "always") | (often & (few or digits)) | ((mark == "numbers") & digits)


def _empty(column: Column) -> np.ndarray:
    return column.empty if column.empty is not None else np.zeros(len(column.raw), dtype=bool)


def _expression(column: Column) -> pl.Expr | None:
    """What makes the column of the table; None where it stays as it is."""
    empty = _empty(column)
    if column.numbers is not None:
        values = np.where(empty, np.nan, column.numbers.values)
        known = values[np.isfinite(values)]
        whole = column.numbers.plain and bool((known % 1 == 0).all() and (np.abs(known) < 2**53).all())
        whole = whole and not column.text.filter(pl.Series(~empty)).str.contains(r"[.eE]").any()
        new = pl.Series(values).fill_nan(None)
        kind = pl.Int64 if whole else pl.Float64
        return pl.col(column.name).replace_strict(column.raw, new.cast(kind), default=None, return_dtype=kind)
    expression = None
    if (column.raw != column.text).any():
        expression = pl.col(column.name).str.strip_chars(_BLANKS)
    if empty.any():
        marks = column.text.filter(pl.Series(empty)).unique().to_list()
        text = expression if expression is not None else pl.col(column.name)
        expression = text.replace(marks, [None] * len(marks))
    return expression


def _notes(columns: list[Column], readings: Mapping[str, str]) -> list[Note]:
    notes = []
    trimmed = {c.name: int(c.rows[(c.raw != c.text).to_numpy()].sum()) for c in columns}
    trimmed = {name: n for name, n in trimmed.items() if n}
    if trimmed:
        where = f"{counted(sum(trimmed.values()), 'cell')} of {counted(len(trimmed), 'column')}"
        what = f"The blanks round {where} were trimmed: {listed(list(trimmed))}."
        notes.append(Note(what, tuple(trimmed)))
    notes += [note for column in columns if (note := _missing_note(column)) is not None]
    if readings:
        said = {c.name: f"; {c.numbers.said}" for c in columns if c.numbers is not None and c.numbers.said}
        shown = listed([f"{n} ({_spelled(reading)}{said.get(n, '')})" for n, reading in readings.items()])
        notes.append(Note(f"Read as numbers, from the way they are written: {shown}.", tuple(readings)))
    return notes


def _spelled(reading: str) -> str:
    convention, _, unit = reading.partition(" ")
    return f"{unit}, written {convention}" if unit else f"written {convention}"


def _missing_note(column: Column) -> Note | None:
    empty = _empty(column)
    shown = [(column.text[int(i)], int(column.rows[i])) for i in np.flatnonzero(empty) if column.text[int(i)]]
    if not shown:
        return None
    n, marks = sum(rows for _, rows in shown), sorted({text for text, _ in shown})
    unknown = any(not m for m, e in zip(column.mark, empty, strict=True) if e)
    what = f"{column.name}: {counted(n, 'cell')} with {listed([repr(m[:30]) for m in marks], 4)} read as missing."
    return Note(what, (column.name,), grave=unknown)
