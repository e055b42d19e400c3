"""How large the sheets of a workbook are, from the cells that they hold and not from what they say of themselves.

A reader of Excel files lays a sheet out as a rectangle, so that one cell in the last corner asks for half a terabyte.
Compressed sheets are read here once as a stream, before anything is laid out.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from creditviz.data.guard.limits import Limits, raise_it
from creditviz.data.guard.unpacking import Counter, chunks
from creditviz.exceptions import DataError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SHEETS, LINKS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet, by Excel itself
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ElementTree.ParseError)
_HEAD = 4 << 20  # bytes of a list of sheets, at most
# A cell with something in it: `<c r="AB12" ...>` that does not end at once. Formatted empty cells do.
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,9})["'][^<>]*(?<!/)>""")
_LONGEST = 4096  # of a cell's opening tag, so that one cut in two by a chunk is found


class Box:
    """The rectangle that cells span."""

    def __init__(self) -> None:
        self.first_row, self.last_row, self.first_column, self.last_column = 1 << 40, 0, 1 << 40, 0

    def take(self, cells: list[tuple[bytes, bytes]]) -> None:
        """Stretch it over cells named by letters and row."""
        columns = [_column(letters) for letters in {letters for letters, _ in cells}]
        rows = [int(row) for row in {row for _, row in cells}]
        if not rows:
            return
        self.first_row, self.last_row = min(self.first_row, *rows), max(self.last_row, *rows)
        self.first_column = min(self.first_column, *columns)
        self.last_column = max(self.last_column, *columns)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        if not self.last_row:
            return 0, 0
        return self.last_row - self.first_row + 1, self.last_column - self.first_column + 1


class Workbook:
    """The sheets of an .xlsx file before they are laid out.

    Parameters
    ----------
    path : the file; one that is no zip archive (an old .xls) has no sheets here and passes every check.
    name : the file's name, for sentences.
    """

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        self.path, self.name, self.limits = path, name, limits
        self.counter = Counter(path.stat().st_size, name, limits)
        self.files = self._sheet_files() if zipfile.is_zipfile(path) else {}

    def check(self, sheet: str) -> None:
        """Raise `DataError` where the filled cells of a sheet span more than may be laid out."""
        if sheet not in self.files:
            return  # not listed, or not XML: what reading it may cost is bounded all the same
        box, tail = Box(), b""
        with zipfile.ZipFile(self.path) as archive, archive.open(self.files[sheet]) as stream:
            for chunk in chunks(stream, self.counter):
                text = tail + chunk
                cut = max(text.rfind(b"<"), len(text) - _LONGEST, 0)
                box.take(_CELL.findall(text[:cut]))
                tail = text[cut:]
                self._check_box(box, sheet)

    def _check_box(self, box: Box, sheet: str) -> None:
        rows, columns = box.shape
        if box.last_row > MOST_ROWS or box.last_column > MOST_COLUMNS:
            raise DataError(
                f"an Excel sheet has at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns, however {sheet!r} of "
                f"{self.name!r} has a cell in row {box.last_row:,}, column {box.last_column:,}. "
                "Save the table as CSV or Parquet."
            )
        if rows * columns > self.limits.sheet_cells:
            raise DataError(
                f"a sheet may span {self.limits.sheet_cells:,} cells, however {sheet!r} of {self.name!r} spans "
                f"{rows:,} rows x {columns:,} columns. "
                + raise_it("sheet_cells", "Clear cells that stand far from the table, save it as CSV or Parquet")
            )

    def _sheet_files(self) -> dict[str, str]:
        """Name of a sheet -> its file inside the workbook; without those that the workbook lists wrongly."""
        with zipfile.ZipFile(self.path) as archive:
            there = set(archive.namelist())
            if not {LINKS, SHEETS} <= there:
                return {}
            links = {link.get("Id"): link.get("Target", "") for link in _xml(archive, LINKS)}
            sheets = _xml(archive, SHEETS).iter(f"{_MAIN}sheet")
            found = {str(sheet.get("name")): _inside(links.get(sheet.get(_LINK)) or "") for sheet in sheets}
            if STRINGS in there:
                with archive.open(STRINGS) as stream:
                    for _ in chunks(stream, self.counter):
                        pass  # counted
        return {name: member for name, member in found.items() if member in there}


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _xml(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    with archive.open(member) as stream:
        return ElementTree.fromstring(stream.read(_HEAD))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
