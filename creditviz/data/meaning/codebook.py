"""What special codes mean, as an analyst says it: lines of a column, a code and its meaning."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.values import MISSING, spelled
from creditviz.exceptions import SchemaError
from creditviz.schema import TableSchema


def code_lines(schema: TableSchema) -> list[dict[str, str]]:
    """The codes of a schema, one line each."""
    return [
        {"column": column, "code": code, "meaning": meaning}
        for column, named in schema.codes.items()
        for code, meaning in named.items()
    ]


def read_codebook(text: str) -> list[dict[str, str]]:
    r"""The lines of a codebook as text: a header with column, code and meaning, separated as spreadsheets do.

    >>> read_codebook("Column;Code;Meaning\nfico;-9;no record\n")
    [{'column': 'fico', 'code': '-9', 'meaning': 'no record'}]

    Raises
    ------
    SchemaError
        If the header lacks the column or the code.
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    separator = max("\t;,", key=lines[0].count) if lines else ","
    header, *rows = csv.reader(lines, delimiter=separator) if lines else [[]]
    names = [name.strip().lower() for name in header]
    lacking = [name for name in ("column", "code") if name not in names]
    if lacking:
        raise SchemaError(
            f"a codebook has a header with column, code and meaning, however this one lacks {' and '.join(lacking)}. "
            "Name its columns so."
        )
    at = {name: names.index(name) for name in ("column", "code", "meaning") if name in names}
    return [{name: row[i].strip() for name, i in at.items() if i < len(row)} for row in rows]


def may_hold_codes(schema: TableSchema) -> tuple[str, ...]:
    """Columns of amounts, among which codes may stand: the numeric ones and the months of amounts."""
    return (*schema.numeric, *(name for s in schema.sequences if s.kind == "numeric" for name in s.columns))


def with_codes(schema: TableSchema, lines: Iterable[Mapping[Any, Any]]) -> TableSchema:
    """The schema with these codes and no others; lines without a column and a code are left out.

    Raises
    ------
    SchemaError
        If a column is none of amounts, or a code is no number.
    """
    codes: dict[str, dict[str, str]] = {}
    for line in lines:
        column, code = (str(line.get(key) or "").strip() for key in ("column", "code"))
        if column and code:
            codes.setdefault(column, {})[_number(column, code)] = str(line.get("meaning") or "missing").strip()
    strange = [column for column in codes if column not in may_hold_codes(schema)]
    if strange:
        raise SchemaError(
            f"codes stand among the numbers of a numeric column, however {strange[0]!r} is none. "
            "Make it numeric first, or take its codes out of the list."
        )
    return replace(schema, codes=codes)


def missing_words(column: pd.Series, codes: Mapping[str, str]) -> np.ndarray:
    """What a cell without an amount means, (n,): a code's meaning, "missing" for an empty one; empty for amounts.

    >>> list(missing_words(pd.Series([-9.0, None, 5.0]), {"-9": "no bureau record"}))
    ['no bureau record', 'missing', '']
    """
    meanings = {float(code): MISSING if meaning.startswith(MISSING) else meaning for code, meaning in codes.items()}
    cells = column.tolist()
    return np.array([MISSING if pd.isna(c) else meanings.get(c, "") if meanings else "" for c in cells], dtype=object)


def _number(column: str, code: str) -> str:
    try:
        return spelled(float(code))
    except ValueError as error:
        raise SchemaError(f"a code is a number, however {column!r} has {code!r}. Correct it in the list.") from error
