"""CSV to a lazy table: passes over the bytes find damage, then polars reads it."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from creditviz.data.files.digits import digits, has_other_digits
from creditviz.data.files.lines import is_total, ragged, tidy
from creditviz.data.files.names import clean_names, notes_on_names
from creditviz.data.files.sniffing import BLANKS, Dialect, csv_rows, legacy_encoding, sniff, sniff_encoding
from creditviz.data.guard.unpacking import CHUNK
from creditviz.exceptions import DataError
from creditviz.results import Note

HEAD = 1 << 18
IRREGULAR = -1
_WHOLE_TEXT = 32 << 20  # of files up to this size all cells are looked at for leading zeros
_ROWS_OF_CODES = 20_000  # of larger ones these
CODE = r"^0\d+$|^\d+[eE]\d+$"
_LINE_BY_LINE = 64 << 20  # quoted files up to this size are read once by Python to find ragged rows


@dataclass(frozen=True)
class TextTable:
    """A text file as a table, with what was left out of it."""

    path: Path  # of the text that is read: the file, or a tidied copy
    dialect: Dialect
    notes: tuple[Note, ...]
    n_lines: int | None  # rows that a plain reader finds, those that hold nothing among them; None: not counted

    @property
    def comma(self) -> bool:
        """Whether its numbers have decimal commas."""
        return self.dialect.decimal == ","


def open_text(path: Path, name: str, folder: Path, *, whole: bool = False) -> TextTable:
    """Find the table in a text file; a copy in UTF-8, or without titles and totals, goes to `folder` if needed.

    Parameters
    ----------
    whole : whether all bytes decide the encoding, rather than those at the beginning.

    Raises
    ------
    DataError
        If the file is empty, binary, has one column, or rows of different length.
    """
    source, path = path, _as_utf8(path, name, folder, whole=whole)
    with path.open("rb") as stream:
        head = stream.read(HEAD).decode("utf-8-sig", errors="ignore")
    dialect = sniff(head)
    clean_names(dialect.names)
    notes = _notes_on_header(dialect) + _note_on_digits(source, path)
    n_lines = _regular_lines(path, dialect) if dialect.regular else None
    if n_lines != IRREGULAR and dialect.regular:
        return TextTable(path, dialect, notes, n_lines)
    copy = folder / "tidy.csv"
    notes += tuple(tidy(path, dialect, copy))
    return TextTable(copy, replace(dialect, separator=dialect.written, quote='"', header=1, names_line=1), notes, None)


def scan_text(text: TextTable, *, infer_rows: int | None = 20_000) -> pl.LazyFrame:
    """A lazy table over it: plain numbers are numbers, all else is text; rows that hold nothing are left out."""
    names = list(clean_names(text.dialect.names))

    def scan(**options: Any) -> pl.LazyFrame:
        return pl.scan_csv(
            text.path,
            separator=text.dialect.separator,
            decimal_comma=text.comma,
            has_header=text.dialect.header > 0,
            new_columns=names,
            glob=False,
            **options,
        )

    table = scan(infer_schema_length=infer_rows)
    codes = _columns_of_codes(scan, table, text.path, all_rows=infer_rows is None)
    if codes:
        raw = scan(infer_schema_length=0).collect_schema().names()
        # Columns are named after they are typed, so that types go by position
        kinds = [pl.String if name in codes else kind for name, kind in table.collect_schema().items()]
        table = scan(infer_schema_length=infer_rows, schema_overrides=dict(zip(raw, kinds, strict=True)))
    return table.filter(pl.any_horizontal(pl.all().is_not_null()))


def _columns_of_codes(scan: Any, table: pl.LazyFrame, path: Path, *, all_rows: bool) -> set[str]:
    """Columns of whole numbers in which some begin with a zero: codes, which keep it."""
    whole = [name for name, kind in table.collect_schema().items() if kind.is_integer() or kind.is_float()]
    if not whole:
        return set()
    small = all_rows or path.stat().st_size <= _WHOLE_TEXT
    text = scan(infer_schema=False, **({} if small else {"n_rows": _ROWS_OF_CODES})).select(whole)
    codes = text.select(pl.col(name).str.strip_chars().str.contains(CODE).any() for name in whole).collect()
    return {name for name in whole if codes[name][0]}


def _notes_on_header(dialect: Dialect) -> tuple[Note, ...]:
    notes = []
    if dialect.names_line == 0:
        notes.append(Note(f"No row names the columns: they are called v1 to v{len(dialect.names)}.", grave=True))
    if dialect.separator == BLANKS:
        notes.append(Note("The columns are separated by blanks."))
    return (*notes, *notes_on_names(dialect.names))


def _note_on_digits(source: Path, read: Path) -> tuple[Note, ...]:
    """Says that digits of another script were read, where the text is a copy for that reason."""
    if source == read:
        return ()
    with source.open("rb") as stream:
        head = stream.read(HEAD)
    other = sniff_encoding(head).startswith("utf-8") and has_other_digits(head.decode("utf-8", errors="ignore"))
    return (Note("Digits of another script are read as 0 to 9."),) if other else ()


def _as_utf8(path: Path, name: str, folder: Path, *, whole: bool) -> Path:
    """The same file, or a copy of it in UTF-8 with line feeds; without `whole` its beginning decides."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    encoding = sniff_encoding(head)
    if 0 in head and not encoding.startswith("utf-16"):
        raise DataError(
            f"a book is CSV, Parquet or Excel, gzipped or not, however {name!r} holds bytes that are no text. "
            "Choose the table's own file."
        )
    old_line_ends = b"\r" in head and b"\n" not in head
    if encoding.startswith("utf-8"):
        if has_other_digits(head.decode("utf-8", errors="ignore")):
            return _recode(path, "utf-8-sig", folder / "recoded", digits())
        odd = _around_first_error(path) if whole else None
        if odd is None and not old_line_ends:
            return path
        encoding = legacy_encoding(odd) if odd is not None else encoding
    return _recode(path, encoding, folder / "recoded")


def _around_first_error(path: Path) -> bytes | None:
    """The bytes around the first one that is not UTF-8; None if there is none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return chunk[max(0, error.start - 100_000) : error.start + 100_000]
    return None


def _recode(path: Path, encoding: str, copy: Path, table: Mapping[int, str] = MappingProxyType({})) -> Path:
    with (
        path.open(encoding=encoding, errors="replace") as source,
        copy.open("w", encoding="utf-8", newline="\n") as target,
    ):
        while text := source.read(CHUNK):
            target.write(text.translate(table) if table else text)
    return copy


def _regular_lines(path: Path, dialect: Dialect) -> int | None:
    """How many rows a plain reader finds; None: not counted; `IRREGULAR`: lines must be left out."""
    separator, width = dialect.separator.encode(), len(dialect.names)
    n_separators = n_lines = n_blank = 0
    quoted, tail, header = False, b"", _header_line(path, dialect)
    n_headers = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            n_separators += chunk.count(separator)
            n_lines += chunk.count(b"\n")
            n_blank += chunk.count(b"\n\n") + chunk.count(b"\n\r\n")
            quoted = quoted or b'"' in chunk
            n_headers += chunk.count(header)
            tail = (tail + chunk if len(chunk) < HEAD else chunk)[-HEAD:]
    n_lines += not tail.endswith(b"\n")
    if n_headers > 1 or _ends_in_totals(tail, dialect):
        return IRREGULAR
    if not quoted and n_separators == (n_lines - n_blank) * (width - 1):
        return n_lines - dialect.header  # the cheap proof, enough for nearly every file
    if not quoted or path.stat().st_size <= _LINE_BY_LINE:
        return None if quoted and _all_of_one_width(path, dialect) else IRREGULAR
    _check_last_row(tail, dialect, n_lines)
    return None


def _header_line(path: Path, dialect: Dialect) -> bytes:
    """The line of the names, as it would stand again where files were joined."""
    with path.open("rb") as stream:
        line = stream.readline(HEAD).removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n")
    return line if dialect.header and len(line) > 2 else b"\n\0"


def _ends_in_totals(tail: bytes, dialect: Dialect) -> bool:
    lines = tail[-8192:].decode("utf-8", errors="ignore").rstrip().splitlines()[-1:]
    return bool(lines) and any(is_total(row) for _, row in csv_rows(lines, dialect.separator))


def _all_of_one_width(path: Path, dialect: Dialect) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        rows = islice(csv_rows(stream, dialect.separator), dialect.header, None)
        return all(len(row) == len(dialect.names) for _, row in rows if row)


def _check_last_row(tail: bytes, dialect: Dialect, n_lines: int) -> None:
    last = tail.decode("utf-8", errors="ignore").rstrip().rsplit("\n", 1)[-1]
    _, cells = next(csv_rows([last], dialect.separator), (0, []))
    if len(cells) != len(dialect.names):
        raise ragged(len(cells), n_lines, len(dialect.names), at_end=True)
