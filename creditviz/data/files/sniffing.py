"""How a text file is written: encoding, separator, decimal mark, header. Found from its beginning."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from creditviz.data.text.header import fitted_names, header_row, is_drawn, looks_like_data, two_headers
from creditviz.data.vocabulary import every_word, plain_text
from creditviz.exceptions import DataError

SEPARATORS = (",", ";", "\t", "|")
BLANKS = " "  # columns are told apart by any run of blanks
_COMMA_NUMBER = re.compile(r"\s*[-+]?\d+,\d+\s*$")
_POINT_NUMBER = re.compile(r"\s*[-+]?\d*\.\d+\s*$")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Dialect:
    """How the cells of a CSV file are told apart."""

    separator: str
    decimal: str  # "." or ","
    names: tuple[str, ...]  # the header, stripped
    header: int = 1  # the last line that is no row; 0 where the first line is one
    names_line: int = 1  # the line that the names were taken from; 0 where there is none
    quote: str = '"'
    regular: bool = True  # whether nothing has to be left out for a plain reader

    @property
    def written(self) -> str:
        """The separator of the tidied copy."""
        return "\t" if self.separator == BLANKS else self.separator


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
    known = _by_words(sample[:20_000])
    if known:
        return known
    rows = re.findall(rb"[\x80-\xff]+", sample[:200_000])
    alone = sum(len(row) for row in rows if len(row) == 1)
    if alone > sum(map(len, rows)) / 10:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:200_000], cp_isolation=["gb18030", "big5", "shift_jis", "euc_kr", "cp1251"]).best()
    return best.encoding if best is not None else "cp1251"


_LEGACY = ("cp1252", "cp1250", "cp1254", "cp1251", "gb18030", "big5", "shift_jis", "euc_kr")


def _by_words(sample: bytes) -> str:
    """The encoding by which most words of credit files stand in the text; empty where two say the same."""
    found = {name: _n_known_words(sample.decode(name, errors="ignore")) for name in _LEGACY}
    best = max(found.values())
    return next(name for name in _LEGACY if found[name] == best) if list(found.values()).count(best) == 1 else ""


def _n_known_words(text: str) -> int:
    """How many words beyond ASCII are known from the lists of names and values."""
    words = {plain_text(w) for w in re.findall(r"[^\W\d_]+", text) if not w.isascii()}
    known = every_word()
    held = [w for w in words if any(k in w for k in known if len(k) > 1 and not k.isascii())]
    return sum(len(w) > 1 for w in words & known) + len(held)


def sniff(text: str) -> Dialect:
    """Separator, decimal mark and names from the first lines of a file.

    Parameters
    ----------
    text : the beginning of the file; a last, possibly incomplete line is not read unless it is the only one.

    Raises
    ------
    DataError
        If the text is empty or has one column.
    """
    lines = first_lines(text)
    said = _SAID.fullmatch(lines[0][1]) if lines else None
    told, lines = (said[1] if said else ""), lines[1:] if said else lines
    if not lines:
        raise DataError("a book needs rows, however this file is empty. Choose the file that holds the accounts.")
    separator = told or separator_of([line for _, line in lines])
    quote = _quote(split_lines([line for _, line in lines], separator))
    rows = split_lines([line for _, line in lines], separator, quote)
    at = header_row(rows)
    names = tuple(name.strip() for name in rows[at])
    if len(names) < 2:
        raise DataError(
            f"a book needs at least two columns (a feature and the outcome), however this file has one: "
            f"{names[0][:60]!r}. "
            "Separate the columns by comma, semicolon, tab or |."
        )
    decimal = _decimal(rows[at + 1 :], separator)
    if looks_like_data(names, rows[at + 1] if len(rows) > at + 1 else ()):
        before = lines[at][0] - 1
        regular = before == 0 and separator != BLANKS and quote == '"'
        names = tuple(f"v{i}" for i in range(1, len(names) + 1))
        return Dialect(separator, decimal, names, before, 0, quote, regular)
    last = at + two_headers(rows, at)
    fitted = fitted_names(names, rows[last + 1 :])
    first_line = at == last == 0 and lines[0][0] == 1
    drawn = any(is_drawn(row) for row in rows[last + 1 :])
    regular = first_line and fitted == names and separator != BLANKS and not drawn and quote == '"'
    return Dialect(separator, decimal, fitted, lines[last][0], lines[at][0], quote, regular)


def _quote(rows: list[list[str]]) -> str:
    """The sign round cells: a single one where it stands round all cells of the first line and of most others."""

    def within(row: list[str]) -> bool:
        return bool(row) and all(len(c) > 1 and c[0] == c[-1] == "'" for cell in row if (c := cell.strip()))

    return "'" if rows and within(rows[0]) and sum(map(within, rows)) > len(rows) / 2 else '"'


_SAID = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def first_lines(text: str) -> list[tuple[int, str]]:
    """(line number, line) of the first 200 lines that hold something; a last one that may be cut off is left out."""
    lines = text.splitlines()
    complete = lines if len(lines) < 2 or text.endswith(("\n", "\r")) else lines[:-1]
    return [(number, line) for number, line in enumerate(complete[:400], start=1) if line.strip()][:200]


def split_lines(lines: list[str], separator: str, quote: str = '"') -> list[list[str]]:
    """The cells of each line."""
    if separator == BLANKS:
        lines = [" ".join(line.split()) for line in lines]
    return [row for _, row in csv_rows([f"{line}\n" for line in lines], separator, quote)]


def csv_rows(lines: Iterable[str], separator: str, quote: str = '"') -> Iterator[tuple[int, list[str]]]:
    """(number of its last line, cells) of every row; raises `DataError` where a cell cannot be told."""
    reader = csv.reader(lines, delimiter=separator, quotechar=quote)
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


def separator_of(lines: list[str]) -> str:
    """The separator that splits most lines into one same number of cells, more than one."""

    def agreement(separator: str) -> tuple[float, int, int]:
        """Share of lines with the usual number of cells, that number, and minus the place of the first such line."""
        try:
            widths = [len(row) for row in split_lines(lines, separator)]
        except DataError:  # by this separator a cell is too long; by the right one it may not be
            return 0.0, 0, 0
        width, votes = Counter(widths).most_common(1)[0]
        return (votes / len(lines) if width > 1 else 0.0, width, -widths.index(width))

    found = {separator: agreement(separator) for separator in (*SEPARATORS, BLANKS)}
    # Decimal commas make "," look like a separator: a header that has no comma speaks against it.
    present = [s for s in SEPARATORS if s in lines[0]]
    best = max(present or [","], key=found.__getitem__)
    if present and found[best][0] >= _AGREED:
        return best
    agreed = [s for s in SEPARATORS if found[s][0] >= _AGREED]
    if agreed:  # a title stands on top: the header below it comes before the rows
        return max(agreed, key=lambda s: (found[s][2], found[s][0], found[s][1]))
    return BLANKS if found[BLANKS][0] > _ALL_AGREED and found[BLANKS][1] > 2 else best


_AGREED, _ALL_AGREED = 0.5, 0.9  # share of lines with the same number of cells


def _decimal(rows: list[list[str]], separator: str) -> str:
    if separator == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    commas = sum(bool(_COMMA_NUMBER.match(cell)) for cell in cells)
    points = sum(bool(_POINT_NUMBER.match(cell)) for cell in cells)
    return "," if commas > points else "."
