"""Books that do not suit a transfer: one clear sentence each, and nothing is fitted on nonsense."""

from dataclasses import replace

import numpy as np
import pytest

from creditviz.exceptions import DataError, SchemaError, SpecificationError
from creditviz.experiment.transfer.methods import Book, run_transfer
from creditviz.transfer.divider import ALIKE, CHANCE, divide
from tests.experiment.transfer.test_methods import books, spec

TREES = "source-only-xgboost"


def test_no_column_to_pair():
    source, target = books()
    nothing = Book(target.frame, replace(target.schema, numeric=(), categorical=("region",)))
    alone = Book(source.frame, replace(source.schema, numeric=("income",), categorical=()))
    with pytest.raises(SchemaError, match="no name is in both. Pair them yourself"):
        run_transfer(spec(TREES, pairing="by-name"), alone, nothing)


def test_a_single_pair_is_divided_and_warned_of():
    source, target = books()
    asked = spec(TREES, "fdat", pairing="given", pairs={"salary": "income"})
    found = run_transfer(asked, source, target)
    assert [score.method for score in found.scores] == [TREES, "fdat"] and not found.failed
    assert any("With 1 pair the division rests on very few columns" in note for note in found.division.notes)


def test_one_outcome_alone_in_the_old_book():
    source, target = books()
    with pytest.raises(DataError, match="needs good and bad accounts, however all 600 usable rows are good"):
        run_transfer(spec(TREES), Book(source.frame.assign(default=0), source.schema), target)


def test_outcomes_in_the_other_sense_are_noticed_and_nothing_else():
    source, target = books()
    turned = Book(target.frame, replace(target.schema, bad=target.schema.good, good=target.schema.bad))
    found = run_transfer(spec(TREES), source, turned)
    assert "30% of the old accounts are bad and 70% of the new ones" in found.notes[0]
    assert "exchanged" not in " ".join(run_transfer(spec(TREES), source, target).notes)
    assert found.scores[0].auc.high < 0.5


def test_equal_books_have_nothing_to_divide():
    source, _ = books()
    found = run_transfer(spec("fdat", pairing="by-name", test_share=0.5), source, source)
    assert found.scores and np.isfinite(found.scores[0].y_score).all()
    assert CHANCE in found.division.notes, "half of a book beside the book"
    same = Book(source.frame.assign(income=1.0, age=1.0, flag=1, region="n"), source.schema)
    flat = run_transfer(spec("fdat", pairing="by-name"), same, same)
    assert flat.division.notes[0] == ALIKE and flat.division.shifted.all()


def test_two_samples_of_one_population_differ_by_chance_and_a_moved_column_does_not():
    old, new = np.random.default_rng(0).random((2, 2000, 6))
    assert CHANCE in divide(old, new).notes
    new[:, 0] = new[:, 0] ** 1.5
    assert CHANCE not in divide(old, new).notes


def test_a_new_book_of_30_rows():
    source, target = books()
    few = Book(target.frame.iloc[:30], target.schema)
    with pytest.raises(DataError, match="at least 50 rows with 10 bad and 10 good ones, however there are 30"):
        run_transfer(spec(TREES), source, few)


@pytest.mark.parametrize(("pairs", "says"), [({"wealth": "income"}, "the new one has no wealth"),
                                             ({"salary": "wealth"}, "the old one has no wealth")])  # fmt: skip
def test_a_pairing_of_columns_that_do_not_exist(pairs, says):
    with pytest.raises(SpecificationError, match=says):
        run_transfer(spec(TREES, pairing="given", pairs=pairs), *books())
