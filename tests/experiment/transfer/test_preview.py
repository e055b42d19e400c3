"""What the page shows before a transfer is what the transfer does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import DataError, SchemaError
from creditviz.experiment.transfer import preview as transfer_preview
from creditviz.experiment.transfer.methods import Book, run_transfer
from creditviz.experiment.transfer.preview import at_threshold, preview
from creditviz.schema import TableSchema
from creditviz.specification import TransferSpec
from creditviz.transfer.divider import ALIKE, FEW

SPEC = TransferSpec(
    book="new", schema_hash="n", source="old", source_schema="o", pairing="by-name", methods=("source-only-xgboost",)
)


def book(n=300, k=3, shift=0.0, seed=0):
    """A book of so many numbers; the first is moved and bent by `shift`."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, k))
    y = (X.sum(1) + random.logistic(size=n) > 1).astype(int)
    X[:, 0] = X[:, 0] + shift * X[:, 0] ** 2
    names = tuple(f"x{i}" for i in range(k))
    frame = pd.DataFrame(X, columns=list(names)).assign(bad=y)
    return Book(frame, TableSchema(target="bad", bad=(1,), good=(0,), numeric=names))


def test_pairs_and_distances_are_those_of_the_run():
    old, new = book(), book(shift=1.0, seed=1)
    seen, done = preview(SPEC, old, new), run_transfer(SPEC, old, new)
    assert seen.pairing == done.pairing
    assert np.array_equal(seen.division.relative, done.division.relative)


def test_a_line_that_moves_moves_the_pairs_and_nothing_else():
    division = preview(SPEC, book(), book(shift=1.0, seed=1)).division
    assert at_threshold(division, 1.0).shifted.sum() == 0
    assert at_threshold(division, 0.0).shifted.sum() == len(division.names) - 1, "one pair always lies at 0"
    assert at_threshold(division, division.threshold).shifted.tolist() == division.shifted.tolist()


def test_one_pair_is_not_divided_at_any_threshold():
    division = preview(SPEC, book(k=1), book(k=1, shift=1.0, seed=1)).division
    assert division.notes == (ALIKE, FEW.format(n="1 pair"))
    assert at_threshold(division, 1.0).shifted.tolist() == [True]


def test_books_that_cannot_be_paired_or_judged_are_refused():
    other = book(seed=1)
    unlike = Book(other.frame.rename(columns=lambda name: name.replace("x", "z")), other.schema)
    unlike = Book(unlike.frame, TableSchema(target="bad", bad=(1,), good=(0,), numeric=("z0", "z1", "z2")))
    with pytest.raises(SchemaError, match="no name is in both"):
        preview(SPEC, book(), unlike)
    nothing = Book(other.frame, TableSchema(numeric=("x0", "x1", "x2")))
    with pytest.raises(SchemaError, match="target"):
        preview(SPEC, book(), nothing)
    one_class = Book(other.frame.assign(bad=0), other.schema)
    with pytest.raises(DataError, match="good and bad"):
        preview(SPEC, one_class, other)


def test_of_a_large_book_evenly_spread_rows_are_looked_at(monkeypatch):
    monkeypatch.setattr(transfer_preview, "MOST_ROWS", 150)
    found = preview(SPEC, book(), book(seed=1))
    assert any("150 rows of each book" in note for note in found.notes)
