"""Files of statistics programs, ARFF and JSON lines as tables."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from creditviz.data.files.names import clean_names
from creditviz.exceptions import DataError

if TYPE_CHECKING:
    import pandas as pd

_CALLED = {
    "stata": "a Stata file",
    "spss": "an SPSS file",
    "xport": "a SAS transport file",
    "sas7bdat": "a SAS file",
    "arff": "an ARFF file",
    "json": "a JSON file",
}


def read_other(path: Path, kind: str, name: str) -> pl.DataFrame:
    """The table in a file of one of these kinds; codes keep their numbers where a label stands beside them.

    Raises
    ------
    DataError
        If it is damaged, or of a version that cannot be read.
    """
    try:
        return _READERS[kind](path)
    except (DataError, MemoryError):
        raise
    except Exception as error:  # each library has its own; whatever it is, the file cannot be read
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
        raise DataError(
            f"{_CALLED[kind]} must open, however {name!r} does not ({first_line}). Save it as CSV or Parquet."
        ) from error


def _stata(path: Path) -> pl.DataFrame:
    import pandas as pd

    return _from_pandas(pd.read_stata(path, convert_categoricals=False))


def _sas(path: Path) -> pl.DataFrame:
    import pandas as pd

    return _from_pandas(pd.read_sas(path, format="sas7bdat", encoding="latin-1"))


def _by_pyreadstat(function: str) -> Callable[[Path], pl.DataFrame]:
    def read(path: Path) -> pl.DataFrame:
        try:
            import pyreadstat
        except ImportError as error:
            raise DataError(
                "a file of SPSS or of SAS transport is read by the package pyreadstat, however it is not installed. "
                "Install it, or save the file as CSV."
            ) from error
        return _from_pandas(getattr(pyreadstat, function)(str(path))[0])

    return read


def _from_pandas(frame: pd.DataFrame) -> pl.DataFrame:
    """As polars, whole numbers that these programs keep as floats as whole numbers."""
    frame = frame.rename(columns=dict(zip(frame.columns, clean_names([str(c) for c in frame.columns]), strict=True)))
    table = pl.from_pandas(frame)
    return table.with_columns(_whole(table[name]) for name, kind in table.schema.items() if kind.is_float())


def _whole(column: pl.Series) -> pl.Series:
    known = column.fill_nan(None).drop_nulls()
    whole = len(known) > 0 and bool((known % 1 == 0).all() and (known.abs() < 2**53).all())
    return column.fill_nan(None).cast(pl.Int64) if whole else column


_ATTRIBUTE = re.compile(r"@attribute\s+(?:'((?:[^'\\]|\\.)*)'|\"([^\"]*)\"|(\S+))\s+(.*)", re.IGNORECASE)


def _arff(path: Path) -> pl.DataFrame:
    """Names and rows of a dense ARFF file; "?" is left for the step that reads cells."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        names = _attributes(stream)
        rows = [row for row in _data(stream) if row]
    wrong = next((row for row in rows if len(row) != len(names)), None)
    if wrong is not None:
        raise DataError(
            f"every row has one value an attribute ({len(names)}), however one has {len(wrong)} "
            f"({', '.join(wrong[:4])}). Correct that line, or save the file again."
        )
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    cells = zip(clean_names(names), columns, strict=True)
    return pl.DataFrame([pl.Series(name, list(column), dtype=pl.String) for name, column in cells])


def _attributes(stream: Any) -> list[str]:
    names = []
    for line in stream:
        if line.strip().lower().startswith("@data"):
            break
        if match := _ATTRIBUTE.match(line.strip()):
            names.append(match[1] or match[2] or match[3])
    return names


def _data(stream: Any) -> Iterator[list[str]]:
    lines = (line for line in stream if line.strip() and not line.lstrip().startswith("%"))
    for row in csv.reader(lines, quotechar="'", skipinitialspace=True, escapechar="\\"):
        if row and row[0].lstrip().startswith("{"):
            raise DataError("an ARFF file lists every value of a row, however this one is sparse. Save it as CSV.")
        yield [cell.strip() for cell in row]


def _json(path: Path) -> pl.DataFrame:
    """One record a line, or a list of records."""
    with path.open("rb") as stream:
        first = stream.read(1 << 16).lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    if first == b"{":
        table = pl.read_ndjson(path, infer_schema_length=None)
    else:
        records = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise DataError("a JSON file holds a list of records, however this one does not. Save the table as CSV.")
        table = pl.from_dicts(records, infer_schema_length=None)
    return table.rename(dict(zip(table.columns, clean_names(table.columns), strict=True)))


_READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    "stata": _stata,
    "spss": _by_pyreadstat("read_sav"),
    "xport": _by_pyreadstat("read_xport"),
    "sas7bdat": _sas,
    "arff": _arff,
    "json": _json,
}
