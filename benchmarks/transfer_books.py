"""The books of the transfer benchmarks: codes as quantities, columns paired by meaning (benchmarks/transfer/)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.data.values import spelled_levels
from creditviz.experiment.transfer.methods import Book
from creditviz.runs.known_books import data_folders
from creditviz.schema import TableSchema

FOLDER = Path(__file__).parent / "transfer"
FEWEST_BAD = 100  # in a sample of a book, where the book has them


@dataclass(frozen=True)
class Source:
    """A book of the study: names of its file, the whole one first; its name in the paper and on our tables."""

    files: tuple[str, ...]
    printed: str
    label: str
    fewest_rows: int = 0  # a smaller file is a sample that cannot be judged


BOOKS = {
    "south-german-credit": Source(("south_german_credit.csv.gz",), "German", "German"),
    "give-me-some-credit": Source(("give_me_some_credit_train.csv.gz",), "give-credit", "Give credit"),
    "tianchi": Source(
        (
            *("tianchi_loan_default_train.csv.gz", "tianchi_loan_default_train.csv", "train.csv"),
            "tianchi_loan_default_train_first1999.csv.gz",
        ),
        "Chinese",
        "Tianchi",
    ),
    "card-fraud": Source(("creditcard.csv.gz", "creditcard.csv"), "credit-fraud", "Card fraud", fewest_rows=200_000),
}


def find(key: str) -> Path | None:
    """The largest file of a book that a data folder has, or None."""
    return next((f / name for name in BOOKS[key].files for f in data_folders() if (f / name).is_file()), None)


def open_books(rows: int, keys: Iterable[str] = tuple(BOOKS), seed: int = 0) -> dict[str, Book]:
    """The books of the study that this machine has, at most so many of their rows (0: all), drawn within outcomes."""
    paths = {key: find(key) for key in keys}
    return {key: book for key, path in paths.items() if path and (book := _open(key, path, rows, seed)) is not None}


def pairing(source: str, target: str) -> Mapping[str, Any]:
    """The committed pairs of two books."""
    return json.loads((FOLDER / "pairings" / f"{source}-to-{target}.json").read_text(encoding="utf-8"))


def _open(key: str, path: Path, rows: int, seed: int) -> Book | None:
    with tempfile.TemporaryDirectory() as folder:
        frame = read_frame(land(path, name=path.name, folder=Path(folder)).path)
    if len(frame) < BOOKS[key].fewest_rows:
        return None
    schema = infer_schema(frame, name=path.name)[0]
    frame = _sample(frame, schema, rows, seed)
    for column, values in json.loads((FOLDER / "values.json").read_text(encoding="utf-8"))[key].items():
        frame[column] = _quantities(frame[column], values)
        schema = _as_number(schema, column)
    return Book(frame, schema)


def _sample(frame: pd.DataFrame, schema: TableSchema, rows: int, seed: int) -> pd.DataFrame:
    """So many rows with the bad share of all; more where that would leave too few defaults to judge by."""
    row_id, y = outcomes(frame, schema)
    rate = y.mean()
    wanted = max(rows, int(np.ceil(FEWEST_BAD / rate))) if rows else len(y)
    if wanted >= len(y):
        return frame.iloc[row_id].reset_index(drop=True)
    rng = np.random.default_rng(seed)
    counts = {1: round(wanted * rate), 0: wanted - round(wanted * rate)}
    chosen = [rng.choice(np.flatnonzero(y == outcome), n, replace=False) for outcome, n in counts.items()]
    return frame.iloc[row_id[np.sort(np.concatenate(chosen))]].reset_index(drop=True)


def _quantities(column: pd.Series, values: Mapping[str, float]) -> pd.Series:
    """What the codes stand for; a code that is not in the list is missing."""
    codes, spellings = spelled_levels(column)
    lookup = np.array([float(values.get(name, np.nan)) for name in spellings] + [np.nan])
    return pd.Series(lookup[codes], index=column.index)


def _as_number(schema: TableSchema, column: str) -> TableSchema:
    if column in schema.numeric:
        return schema
    return replace(
        schema,
        numeric=(*schema.numeric, column),
        categorical=tuple(name for name in schema.categorical if name != column),
    )
