"""Files that are made to do harm."""

from __future__ import annotations

import gzip
import io
import zipfile

from tests.data.books import small_book

SHEET = "xl/worksheets/sheet1.xml"
_OPENING = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="{dimension}"/><sheetData>'
)


def workbook(rows: str | bytes, dimension: str = "A1:B2") -> bytes:
    """An Excel file whose first sheet has these rows of XML."""
    plain, made = io.BytesIO(), io.BytesIO()
    small_book(2).to_excel(plain, index=False)
    body = rows.encode() if isinstance(rows, str) else rows
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            sheet = _OPENING.format(dimension=dimension).encode() + body + b"</sheetData></worksheet>"
            target.writestr(member, sheet if member == SHEET else source.read(member))
    return made.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f'<row r="1">{text_cell("A1", "income")}{text_cell("B1", "bad")}</row>'
ROWS = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}"><v>{i % 2}</v></c></row>' for i in range(2, 102))


def one_cell_in_the_corner() -> bytes:
    """A workbook of some kilobytes whose only other cell is the last one of the sheet."""
    return workbook(HEADER + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def more_rows_than_excel_has() -> bytes:
    """A workbook with a row further down than a sheet goes."""
    return workbook(HEADER + ROWS + '<row r="1048577"><c r="A1048577"><v>1</v></c></row>')


def gzip_bomb(megabytes: int = 80) -> bytes:
    """A small gzip of a long table of equal rows."""
    return gzip.compress(b"income,bad\n" + b"1000,0\n" * (megabytes * 2**20 // 7))
