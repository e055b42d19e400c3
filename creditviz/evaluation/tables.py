"""Two or more tables of the same features, read alike: which columns are numbers, which are categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from creditviz.data.scaling import as_numbers, by_number
from creditviz.data.values import MISSING, listed, spelled_levels
from creditviz.exceptions import DataError, SchemaError
from creditviz.schema import TableSchema


class Columns(NamedTuple):
    """Feature columns in the order of the schema, by what they hold."""

    names: tuple[str, ...]
    numeric: tuple[str, ...]
    codes: tuple[str, ...]  # categories, status codes and numbers that came as words


def columns_of(schema: TableSchema, real: pd.DataFrame, *others: pd.DataFrame) -> Columns:
    """The features of the schema; the real rows decide what is a number.

    Raises
    ------
    SchemaError
        A table lacks a feature.
    DataError
        A table has no rows, or the schema no features.
    """
    names = schema.features(use_protected=True)
    if not names:
        raise DataError("rows are compared by their features, however the schema names none. Choose features first.")
    for frame in (real, *others):
        lacking = [name for name in names if name not in frame.columns]
        if lacking:
            raise SchemaError(
                f"both tables need every feature of the schema, however one lacks {listed(lacking)}. "
                "Make the rows again, or choose the schema that they were made with."
            )
        if not len(frame):
            raise DataError("two tables with rows are compared, however one has none. Make at least one row.")
    codes = {*schema.categorical, *(c for s in schema.sequences if s.kind == "code" for c in s.columns)}
    codes |= {name for name in names if name not in codes and not is_numeric_dtype(real[name].dtype)}
    return Columns(names, tuple(n for n in names if n not in codes), tuple(n for n in names if n in codes))


def number_matrix(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Columns as float64 of shape (n, n_names), NaN = missing."""
    return np.column_stack([as_numbers(frame[name]) for name in names]) if names else np.zeros((len(frame), 0))


def shared_codes(columns: Sequence[pd.Series]) -> tuple[list[np.ndarray], list[str]]:
    """One coding of the same column of several tables.

    Returns
    -------
    codes : for each table int64 of shape (n,), positions in the levels.
    levels : spelled values; numbers in their order, then words, "missing" last where a cell is empty.
    """
    found = [spelled_levels(column) for column in columns]
    levels = by_number(sorted({name for _, spellings in found for name in spellings}))
    number = {name: code for code, name in enumerate(levels)}
    coded = [
        np.array([*(number[name] for name in spellings), len(levels)], dtype=np.int64)[codes]  # -1 reads the last
        for codes, spellings in found
    ]
    if any((codes < 0).any() for codes, _ in found):
        levels = [*levels, MISSING]
    return coded, levels


def row_keys(schema: TableSchema, *frames: pd.DataFrame) -> list[np.ndarray]:
    """For each table an int64 key a row, (n,): equal keys mean equal in every feature, missing cells included."""
    columns = columns_of(schema, *frames)
    edges = np.cumsum([len(frame) for frame in frames])[:-1]
    coded = []
    for name in columns.names:
        if name in columns.numeric:
            values = np.concatenate([as_numbers(frame[name]) for frame in frames])
            coded.append(pd.factorize(values, use_na_sentinel=False)[0])
        else:
            coded.append(np.concatenate(shared_codes([frame[name] for frame in frames])[0]))
    matrix = np.ascontiguousarray(np.column_stack(coded), dtype=np.int64)
    keys = pd.factorize(pd.Series(list(map(bytes, matrix)), dtype="object"))[0]
    return np.split(keys, edges)
