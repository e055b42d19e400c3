"""The raw bytes of an upload: copied once, unzipped, named by their SHA-256, recognised by their first bytes."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from creditviz.data.formats import kind_of
from creditviz.exceptions import DataError

CHUNK = 1 << 22
_NOT_EXCEL = (
    "an Excel file is what Excel saves, however {name!r} is {what} with an Excel name. "
    "Save it again from Excel, or give it the ending that it deserves."
)


@dataclass(frozen=True)
class RawFile:
    """A file on disk, unzipped, with its kind and the hash of the bytes that came."""

    path: Path
    sha256: str
    kind: str  # "csv", "parquet", "xlsx", "xls", or one of `statistics_files`


def stage(source: Path | BinaryIO, name: str, folder: Path) -> RawFile:
    """Bring `source` to disk and say what it is.

    Raises
    ------
    DataError
        If the file is empty, a broken gzip, or not what its name says.
    """
    path, digest = _on_disk(source, folder)
    if path.stat().st_size == 0:
        raise DataError(
            f"a book needs rows, however the file {name!r} is empty. Choose the file that holds the accounts."
        )
    if _begins(path, b"\x1f\x8b"):
        path = _unzip(path, name, folder)
    return RawFile(path, digest, _kind(path, name))


def _on_disk(source: Path | BinaryIO, folder: Path) -> tuple[Path, str]:
    digest = hashlib.sha256()
    if isinstance(source, Path | str):
        source = Path(source)
        if not source.is_file():
            raise DataError(
                f"a book is read from a file, however there is none called {str(source)!r}. Check the path."
            )
        with source.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return source, digest.hexdigest()
    path = folder / "upload"
    with path.open("wb") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return path, digest.hexdigest()


def _unzip(path: Path, name: str, folder: Path) -> Path:
    target = folder / "unzipped"
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            while chunk := packed.read(CHUNK):
                plain.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"a .gz file must unzip to its end, however {name!r} is damaged or was cut off. "
            "Copy or pack the file again."
        ) from error
    if target.stat().st_size == 0:
        raise DataError(f"a book needs rows, however the file {name!r} is empty inside. Choose another file.")
    return target


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _kind(path: Path, name: str) -> str:
    """What the first bytes say; the ending of the name only decides what to complain about."""
    ending = Path(name.lower().removesuffix(".gz")).suffix
    kind = kind_of(path, name)
    if kind == "zip":
        return _zip_kind(path, name)
    if ending in (".xls", ".xlsx") and kind != "xls":
        raise DataError(_NOT_EXCEL.format(name=name, what="another kind of file"))
    if ending == ".parquet" and kind != "parquet":
        raise DataError(
            f"a Parquet file begins with PAR1, however {name!r} does not: it is damaged or of another kind. "
            "Write it again, or save the book as CSV."
        )
    return kind


def _zip_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except zipfile.BadZipFile as error:
        raise DataError(_NOT_EXCEL.format(name=name, what="a damaged archive")) from error
    if any(member.startswith("xl/workbook") for member in members):
        return "xlsx"
    if name.lower().endswith((".xlsx", ".xls")):
        raise DataError(_NOT_EXCEL.format(name=name, what="a zip archive"))
    if any(member.startswith(("word/", "ppt/")) for member in members):
        raise DataError(f"a book is a table, however {name!r} is a Word or PowerPoint file. Save its table as CSV.")
    raise DataError(
        f"a book is CSV, Parquet or Excel, gzipped or not, however {name!r} is a zip archive. "
        "Unpack it and choose the table inside."
    )
