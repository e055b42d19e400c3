"""A small table that somebody uploads to be looked at: a few hundred lines of CSV, however they are written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from creditviz.data.files.sniffing import first_lines, separator_of, sniff_encoding
from creditviz.exceptions import DataError
from creditviz.small_files import MOST_BYTES

if TYPE_CHECKING:
    import pandas as pd


def read_small_table(content: bytes, name: str, most: int = MOST_BYTES) -> pd.DataFrame:
    """The table in the bytes of a CSV file; encoding and separator are found.

    Parameters
    ----------
    most : bytes of the largest file that is read.

    Raises
    ------
    DataError
        It is too large, empty, or no table.
    """
    import pandas as pd

    if len(content) > most:
        raise DataError(
            f"a printed table is small, however {name!r} has {len(content):,} bytes. Upload the table, not the data."
        )
    text = content.decode(sniff_encoding(content), errors="replace")
    lines = first_lines(text)
    if not lines:
        raise DataError(f"a table has a head and one line a model, however {name!r} is empty. Choose another file.")
    try:
        return pd.read_csv(io.StringIO(text), sep=separator_of(lines))
    except (ValueError, csv.Error, OverflowError, LookupError) as error:
        raise DataError(
            f"a table is a CSV with a head and one line a model, however {name!r} cannot be read ({error}). "
            "Save it as CSV."
        ) from error
