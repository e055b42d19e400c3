"""Which kind of file some bytes are, by how they begin; what is no table is named by its kind."""

from __future__ import annotations

from pathlib import Path

from creditviz.exceptions import DataError

# Kinds that are read, by their first bytes; text is what is left.
_READ = (
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"<stata_dta>", "stata"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"HEADER RECORD*******", "xport"),
    (b"\0" * 12 + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c", "sas7bdat"),
)
_NOT_READ = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "a text with formatting (RTF)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"\x00\x01\x00\x00Standard ACE DB", "a database (Access)"),
    (b"\x00\x01\x00\x00Standard Jet DB", "a database (Access)"),
    (b"ARROW1", "an Arrow or Feather file"),
    (b"FEA1", "a Feather file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bz2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"RDX2", "an R workspace"),
    (b"RDX3", "an R workspace"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_OLD_STATA = (102, 103, 104, 105, 108, 110, 111, 113, 114, 115)
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_WEB = ("<!doctype html", "<html", "<?xml", "<table")


def kind_of(path: Path, name: str) -> str:
    """What the first bytes say: "parquet", "xls", "zip", "stata", "spss", "xport", "sas7bdat", "arff", "json" or "csv".

    Raises
    ------
    DataError
        If it is of a kind that holds no table, or one that is not read: it is named.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    for magic, kind in _READ:
        if head.startswith(magic):
            return kind
    if _is_old_stata(head, name):
        return "stata"
    what = _named(head)
    if what:
        raise DataError(
            "a book is a table (CSV, Parquet, Excel, Stata, SAS, SPSS, ARFF or JSON lines), "
            f"however {name!r} is {what}. Save the table behind it as CSV."
        )
    return _kind_of_text(head)


def _named(head: bytes) -> str:
    found = next((what for magic, what in _NOT_READ if head.startswith(magic)), "")
    if not found and head.startswith(_PICKLES) and b"\x00" in head[:200]:
        return "a pickle, which may run a program when it is opened"
    text = head.decode("utf-8", errors="ignore").lstrip("\ufeff \r\n\t").lower()
    return found or ("a web page" if text.startswith(_WEB) else "")


def _is_old_stata(head: bytes, name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(".dta") and head[:1] != b"" and head[0] in _OLD_STATA


def _kind_of_text(head: bytes) -> str:
    text = head.decode("utf-8", errors="ignore").lstrip("\ufeff \r\n\t")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and lines[0].startswith(("{", "[")) and '"' in text:
        return "json"
    if any(line.lower().startswith("@relation") for line in lines if not line.startswith("%")):
        return "arff"
    # A file of comments alone in its first bytes may still be one
    return "arff" if lines and all(line.startswith("%") for line in lines[:-1]) and len(lines) > 2 else "csv"
