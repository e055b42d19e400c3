"""How a text file is written: encoding, separator, decimal mark, header. Found from its beginning."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from creditviz.exceptions import DataError

SEPARATORS = (",", ";", "\t", "|")
# What people write for "nothing here". "None" and "-" are left alone: both name real categories.
MISSING_WORDS = ("", "NA", "N/A", "#N/A", "n/a", "NaN", "nan", "NULL", "null", ".")
_NUMBER = re.compile(r"\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*$")
_COMMA_NUMBER = re.compile(r"\s*[-+]?\d+,\d+\s*$")
_POINT_NUMBER = re.compile(r"\s*[-+]?\d*\.\d+\s*$")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Dialect:
    """How the cells of a CSV file are told apart."""

    separator: str
    decimal: str  # "." or ","
    names: tuple[str, ...]  # the header, stripped


def sniff_encoding(head: bytes) -> str:
    """The encoding that a file's first bytes speak for; "utf-8" unless they contradict it."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if head.count(0) > len(head) // 5:  # every second byte is zero: UTF-16 without its mark
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return "utf-8" if _is_utf8(head) else legacy_encoding(head)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut in two
    except UnicodeDecodeError:
        return False
    return True


def legacy_encoding(sample: bytes) -> str:
    """The most likely encoding of bytes that are not UTF-8.

    Western letters beyond ASCII stand alone among others; Chinese and Cyrillic ones stand in rows. Statistics of
    letters, which tell Chinese from Cyrillic well, were seen to fail on a few umlauts.
    """
    rows = re.findall(rb"[\x80-\xff]+", sample[:200_000])
    alone = sum(len(row) for row in rows if len(row) == 1)
    if alone > sum(map(len, rows)) / 10:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:200_000], cp_isolation=["gb18030", "big5", "shift_jis", "euc_kr", "cp1251"]).best()
    return best.encoding if best is not None else "cp1251"


def sniff(text: str) -> Dialect:
    """Separator, decimal mark and names from the first lines of a file.

    Parameters
    ----------
    text : the beginning of the file; a last, possibly incomplete line is not read unless it is the only one.

    Raises
    ------
    DataError
        If the text is empty, has one column or no header.
    """
    lines = first_lines(text)
    if not lines:
        raise DataError("a book needs rows, however this file is empty. Choose the file that holds the accounts.")
    separator = separator_of(lines)
    rows = [row for _, row in csv_rows(lines, separator)]
    names = tuple(name.strip() for name in rows[0])
    if len(names) < 2:
        raise DataError(
            f"a book needs at least two columns (a feature and the outcome), however this file has one: "
            f"{names[0][:60]!r}. "
            "Separate the columns by comma, semicolon, tab or |."
        )
    check_header(names, rows[1] if len(rows) > 1 else ())
    return Dialect(separator, _decimal(rows[1:], separator), names)


def csv_rows(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its last line, cells) of every row; raises `DataError` where a cell cannot be told."""
    reader = csv.reader(lines, delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        if "field larger" in str(error):
            raise DataError(
                f"a cell holds at most {csv.field_size_limit():,} characters, however one that ends near line "
                f"{reader.line_num:,} holds more. Look for a quotation mark that is not closed, or shorten the cell."
            ) from error
        raise DataError(
            f"a CSV file has rows of cells, however line {reader.line_num:,} cannot be read as one ({error}). "
            "Correct that line, or save the file again."
        ) from error


def first_lines(text: str) -> list[str]:
    """The first 200 lines of a text that hold something; a last one that may be cut off is left out."""
    lines = text.splitlines()
    complete = lines if len(lines) < 2 or text.endswith(("\n", "\r")) else lines[:-1]
    return [line for line in complete[:200] if line.strip()]


def separator_of(lines: list[str]) -> str:
    """The separator that splits most lines into one same number of cells, more than one."""

    def agreement(separator: str) -> tuple[float, int]:
        widths = Counter(len(row) for _, row in csv_rows(lines, separator))
        width, votes = widths.most_common(1)[0]
        return (votes / len(lines) if width > 1 else 0.0, width)

    # Decimal commas make "," look like a separator: a header that has no comma speaks against it.
    present = [s for s in SEPARATORS if s in lines[0]] or [","]
    return max(present, key=agreement)


def _decimal(rows: list[list[str]], separator: str) -> str:
    if separator == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    commas = sum(bool(_COMMA_NUMBER.match(cell)) for cell in cells)
    points = sum(bool(_POINT_NUMBER.match(cell)) for cell in cells)
    return "," if commas > points else "."


def is_number(cell: str) -> bool:
    """Whether a cell of text is a plain number."""
    return bool(_NUMBER.match(cell))


def check_header(names: tuple[str, ...], first_row: list[str] | tuple[str, ...]) -> None:
    """Raise `DataError` when the first row looks like data: many numbers that are no running count."""
    numbers = [name for name in names if is_number(name)]
    running = all(re.fullmatch(r"\d+", n) for n in numbers) and [int(n) for n in numbers] == list(
        range(int(numbers[0]), int(numbers[0]) + len(numbers)) if numbers else []
    )
    if not numbers or len(numbers) < max(1, len(names) // 5) or (running and len(numbers) > 1):
        return
    if first_row and not any(is_number(cell) for cell in first_row):
        return  # the rows below are all text: these numbers may well be names
    shown = ", ".join(names[:5])
    raise DataError(
        f"the first row of a file names the columns, however it holds numbers: {shown}. "
        "Put a row of column names on top."
    )
