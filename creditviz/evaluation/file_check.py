"""Whether a file is what a model can read: every mismatch with its fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.data.values import MISSING, counted, is_number_column, listed, spelled_levels
from creditviz.results.scoring import Mismatch
from creditviz.schema import TableSchema

MOST_NAMED = 4


def missing_columns(needed: Iterable[str], available: Iterable[str]) -> tuple[Mismatch, ...]:
    """Columns that a model reads and a file lacks, each with the name in the file that comes nearest.

    >>> missing_columns(["income"], ["Income ", "age"])[0].fix
    "Rename 'Income ' to 'income' in the file."
    """
    there = list(available)
    lower = {name.lower().strip(): name for name in there}
    found = []
    for name in needed:
        if name in there:
            continue
        close = get_close_matches(name.lower(), list(lower), n=1, cutoff=0.8)
        fix = f"Rename {lower[close[0]]!r} to {name!r} in the file." if close else "Add the column to the file."
        found.append(Mismatch(name, "stop", "The model reads this column, and the file does not have it.", fix))
    return tuple(found)


def known_levels(development: pd.DataFrame, schema: TableSchema) -> dict[str, frozenset[str]]:
    """Category or status column -> the values that the development book has."""
    codes = [c for s in schema.sequences if s.kind == "code" for c in s.columns]
    return {
        name: frozenset(spelled_levels(development[name])[1])
        for name in (*schema.categorical, *codes)
        if name in development.columns
    }


class FileCheck:
    """Counts, part by part, cells that a model cannot read as they are.

    Parameters
    ----------
    columns : that the model reads.
    schema : of the development book.
    levels : `known_levels` of it; a category that is not in here is not checked.
    """

    def __init__(self, columns: Iterable[str], schema: TableSchema, levels: Mapping[str, frozenset[str]]) -> None:
        numeric = {*schema.numeric, *(c for s in schema.sequences if s.kind == "numeric" for c in s.columns)}
        self._numbers = [name for name in columns if name in numeric]
        self._levels = {name: known for name, known in levels.items() if name in set(columns)}
        self._n_rows = 0
        self._unread: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._empty: Counter[str] = Counter()
        self._unknown: dict[str, Counter[str]] = {}

    def add(self, frame: pd.DataFrame) -> None:
        """Count the rows of one part."""
        self._n_rows += len(frame)
        for name in self._numbers:
            self._empty[name] += int(frame[name].isna().sum())
            if not is_number_column(frame[name]):
                self._add_text(name, frame[name])
        for name, known in self._levels.items():
            codes, spellings = spelled_levels(frame[name])
            self._empty[name] += int((codes < 0).sum())
            new = [i for i, word in enumerate(spellings) if word not in known]
            if new:
                counts = np.bincount(codes[codes >= 0], minlength=len(spellings))
                self._unknown.setdefault(name, Counter()).update({spellings[i]: int(counts[i]) for i in new})

    def _add_text(self, name: str, column: pd.Series) -> None:
        unread = np.isnan(as_numbers(column)) & column.notna().to_numpy()
        if unread.any():
            self._unread[name] += int(unread.sum())
            self._examples.setdefault(name, str(column[unread].iloc[0])[:30])

    def mismatches(self) -> tuple[Mismatch, ...]:
        """What was found, the most rows first."""
        found = [
            Mismatch(
                name,
                "warning",
                f"{counted(n, 'cell')} cannot be read as a number, e.g. {self._examples[name]!r}: scored as missing.",
                "Write plain numbers in this column, with a point before decimals.",
                n,
            )
            for name, n in self._unread.items()
        ]
        found += [self._of_levels(name, counts) for name, counts in self._unknown.items()]
        found += [
            Mismatch(
                name,
                "warning",
                "The column is empty throughout: scored as missing.",
                "Fill it in, or train a model without it.",
                n,
            )
            for name, n in self._empty.items()
            if n == self._n_rows and n
        ]
        return tuple(sorted(found, key=lambda m: -m.rows))

    def _of_levels(self, name: str, counts: Counter[str]) -> Mismatch:
        n = sum(counts.values())
        names = listed([repr(word[:30]) for word, _ in counts.most_common()], MOST_NAMED)
        return Mismatch(
            name,
            "warning",
            f"{counted(n, 'row')} hold {counted(len(counts), 'value')} that the development never had, {names}: "
            "scored as a rare value.",
            f"Map them to known values, or leave the cell {MISSING}; if they are new for good, train again.",
            n,
        )
