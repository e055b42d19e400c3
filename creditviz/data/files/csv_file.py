"""CSV to a lazy table: passes over the bytes find damage, then polars reads it."""

from __future__ import annotations

import codecs
from pathlib import Path

import polars as pl

from creditviz.data.files.names import clean_names
from creditviz.data.files.sniffing import MISSING_WORDS, Dialect, csv_rows, legacy_encoding, sniff, sniff_encoding
from creditviz.data.guard.unpacking import CHUNK
from creditviz.exceptions import DataError

HEAD = 1 << 18
_LINE_BY_LINE = 64 << 20  # quoted files up to this size are read once by Python to find ragged rows


def open_csv(path: Path, name: str, folder: Path, *, infer_rows: int | None = 20_000) -> pl.LazyFrame:
    """A lazy table over a CSV file; a copy in UTF-8, where one is needed, goes to `folder`.

    Raises
    ------
    DataError
        If the file is empty, binary, has one column, no header, or rows of different length.
    """
    path = _as_utf8(path, name, folder, whole=infer_rows is None)
    with path.open("rb") as stream:
        head = stream.read(HEAD).decode("utf-8-sig", errors="ignore")
    dialect = sniff(head)
    names = clean_names(dialect.names)
    _check_rows(path, dialect)
    # Looking for ten words in every cell costs a third of the reading: look for those of the first rows, and for
    # all of them in columns of text. One that turns up later in a column of numbers leads to a second reading.
    seen = {cell.strip() for line in head.splitlines() for cell in line.split(dialect.separator)}
    words = [word for word in MISSING_WORDS if infer_rows is None or word in seen]
    table = pl.scan_csv(
        path,
        separator=dialect.separator,
        decimal_comma=dialect.decimal == ",",
        null_values=words,
        infer_schema_length=infer_rows,
        new_columns=list(names),
        glob=False,
    )
    texts = [column for column, kind in table.collect_schema().items() if kind == pl.String]
    return table.with_columns(pl.col(c).replace(list(MISSING_WORDS), None) for c in texts)


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


def _recode(path: Path, encoding: str, copy: Path) -> Path:
    with (
        path.open(encoding=encoding, errors="replace") as source,
        copy.open("w", encoding="utf-8", newline="\n") as target,
    ):
        while text := source.read(CHUNK):
            target.write(text)
    return copy


def _check_rows(path: Path, dialect: Dialect) -> None:
    """Raise `DataError` if a row has more or fewer cells than the header has names."""
    separator, width = dialect.separator.encode(), len(dialect.names)
    n_separators = n_lines = 0
    quoted, tail = False, b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            n_separators += chunk.count(separator)
            n_lines += chunk.count(b"\n")
            quoted = quoted or b'"' in chunk
            tail = (tail + chunk if len(chunk) < HEAD else chunk)[-HEAD:]
    n_lines += not tail.endswith(b"\n")
    if not quoted and n_separators == n_lines * (width - 1):
        return  # the cheap proof, enough for nearly every file
    if not quoted or path.stat().st_size <= _LINE_BY_LINE:
        _find_ragged_row(path, dialect)
    else:
        _check_last_row(tail, dialect, n_lines)


def _find_ragged_row(path: Path, dialect: Dialect) -> None:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        rows = csv_rows(stream, dialect.separator)
        next(rows, None)  # the names
        for line, row in rows:
            if row and len(row) != len(dialect.names):
                raise _ragged(len(row), line, next(rows, None) is None, dialect)


def _check_last_row(tail: bytes, dialect: Dialect, n_lines: int) -> None:
    last = tail.decode("utf-8", errors="ignore").rstrip().rsplit("\n", 1)[-1]
    _, cells = next(csv_rows([last], dialect.separator))
    if len(cells) != len(dialect.names):
        raise _ragged(len(cells), n_lines, True, dialect)


def _ragged(n_cells: int, line: int, at_end: bool, dialect: Dialect) -> DataError:
    where = f"the last row (line {line:,})" if at_end else f"line {line:,}"
    advice = (
        "The file seems to have been cut off: copy it again."
        if at_end
        else "Correct that line, or save the file again."
    )
    return DataError(
        f"every row has one value a column ({len(dialect.names)}), however {where} has {n_cells}. {advice}"
    )
