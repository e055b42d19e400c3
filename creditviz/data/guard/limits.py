"""How much reading one file may cost. Whoever runs creditviz sets it by environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass

from creditviz.exceptions import DataError


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading; raising one lets larger files in, and lets one file take more of the machine.

    Parameters
    ----------
    memory_mb : memory that the reading process may hold, 1 MB = 2^20 bytes; `CREDITVIZ_READ_MEMORY_MB`.
    seconds : time on the clock; `CREDITVIZ_READ_SECONDS`.
    unpacked_mb : size of what a .gz file or a workbook unpacks to; `CREDITVIZ_READ_UNPACKED_MB`.
    ratio : how many times its size a packed file may unpack to, from 64 MB on; `CREDITVIZ_READ_RATIO`.
    sheet_cells : cells of the rectangle that a sheet's filled cells span; `CREDITVIZ_READ_SHEET_CELLS`.
    book_cells : rows times columns of the table that comes out, each of about 8 bytes wherever the whole book is read;
        `CREDITVIZ_READ_BOOK_CELLS`.
    """

    memory_mb: int = 4096
    seconds: int = 300
    unpacked_mb: int = 4096
    ratio: int = 200
    sheet_cells: int = 40_000_000
    book_cells: int = 500_000_000


def setting(name: str) -> str:
    """The environment variable behind a field of `Limits`."""
    return f"CREDITVIZ_READ_{name.upper()}"


def raise_it(name: str, advice: str) -> str:
    """What can be done about a limit that was met."""
    return f"{advice}, or let whoever runs creditviz raise {setting(name)}."


def read_limits() -> Limits:
    """The limits of this process's environment.

    Raises
    ------
    DataError
        A variable is no whole number above 0.
    """
    chosen = {name: os.environ[setting(name)] for name in Limits.__dataclass_fields__ if setting(name) in os.environ}
    for name, text in chosen.items():
        if not text.isascii() or not text.isdigit() or not 0 < int(text[:19]):
            raise DataError(
                f"{setting(name)} must be a whole number above 0, however: {text[:40]!r}. "
                "Correct it where creditviz is started."
            )
    return Limits(**{name: int(text[:19]) for name, text in chosen.items()})
