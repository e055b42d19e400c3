"""The raw bytes of an upload: copied once, named by their SHA-256, unzipped, recognised by their first bytes."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from creditviz.data.guard.limits import Limits
from creditviz.data.guard.unpacking import CHUNK, unzip
from creditviz.exceptions import DataError

_NOT_EXCEL = (
    "an Excel file is what Excel saves, however {name!r} is {what} with an Excel name. "
    "Save it again from Excel, or give it the ending that it deserves."
)


@dataclass(frozen=True)
class RawFile:
    """A file on disk, unzipped, with its kind."""

    path: Path
    kind: str  # "csv", "parquet", "xlsx", "xls"


def receive(source: Path | BinaryIO, name: str, folder: Path) -> tuple[Path, str]:
    """Bring `source` to disk as it came; returns where it lies and its SHA-256.

    Raises
    ------
    DataError
        If there is no such file, or it is empty.
    """
    digest = hashlib.sha256()
    if isinstance(source, Path | str):
        path = Path(source).resolve()
        if not path.is_file():
            raise DataError(
                f"a book is read from a file, however there is none called {str(source)!r}. Check the path."
            )
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    else:
        path = folder / "upload"
        with path.open("wb") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
    if path.stat().st_size == 0:
        raise DataError(
            f"a book needs rows, however the file {name!r} is empty. Choose the file that holds the accounts."
        )
    return path, digest.hexdigest()


def unpack(path: Path, name: str, folder: Path, limits: Limits) -> RawFile:
    """Unzip a file into `folder` where it is gzipped, and say what it is.

    Raises
    ------
    DataError
        If it is a broken gzip, unpacks to more than it may, or is not what its name says.
    """
    if _begins(path, b"\x1f\x8b"):
        packed, path = path, folder / "unzipped"
        unzip(packed, name, path, limits)
    return RawFile(path, _kind(path, name))


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _kind(path: Path, name: str) -> str:
    """What the first bytes say; the ending of the name only decides what to complain about."""
    ending = Path(name.lower().removesuffix(".gz")).suffix
    if _begins(path, b"PAR1"):
        return "parquet"
    if _begins(path, b"\xd0\xcf\x11\xe0"):
        return "xls"
    if _begins(path, b"PK\x03\x04"):
        return _zip_kind(path, name)
    if ending in (".xls", ".xlsx"):
        raise DataError(_NOT_EXCEL.format(name=name, what="another kind of file"))
    if ending == ".parquet":
        raise DataError(
            f"a Parquet file begins with PAR1, however {name!r} does not: it is damaged or of another kind. "
            "Write it again, or save the book as CSV."
        )
    return "csv"


def _zip_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            if any(member.startswith("xl/workbook") for member in archive.namelist()):
                return "xlsx"
    except zipfile.BadZipFile as error:
        raise DataError(_NOT_EXCEL.format(name=name, what="a damaged archive")) from error
    if name.lower().endswith((".xlsx", ".xls")):
        raise DataError(_NOT_EXCEL.format(name=name, what="a zip archive"))
    raise DataError(
        f"a book is CSV, Parquet or Excel, gzipped or not, however {name!r} is a zip archive. "
        "Unpack it and choose the table inside."
    )
