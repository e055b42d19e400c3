"""Mismatches between a file and what a model reads."""

import pandas as pd

from creditviz.evaluation.file_check import FileCheck, known_levels, missing_columns
from creditviz.schema import TableSchema

SCHEMA = TableSchema(target="y", bad=(1,), good=(0,), numeric=("income", "age"), categorical=("region",))
BOOK = pd.DataFrame({"income": [1.0, 2.0], "age": [30, 40], "region": ["n", "s"], "y": [0, 1]})


def check(*parts):
    watch = FileCheck(("income", "age", "region"), SCHEMA, known_levels(BOOK, SCHEMA))
    for part in parts:
        watch.add(pd.DataFrame(part))
    return {m.column: m for m in watch.mismatches()}


def test_the_book_itself_fits():
    assert check(BOOK) == {}


def test_parts_add_up_and_the_column_with_most_rows_is_first():
    found = check(
        {"income": ["1", "many"], "age": [1, 2], "region": ["n", "x"]},
        {"income": ["lots", "few"], "age": [1, 2], "region": ["x", None]},
    )
    assert list(found) == ["income", "region"]
    assert (found["income"].rows, found["region"].rows) == (3, 2)
    assert "'many'" in found["income"].what and "'x'" in found["region"].what


def test_a_column_that_is_empty_throughout_is_named():
    found = check({"income": [1.0, 2.0], "age": [None, None], "region": ["n", None]})
    assert list(found) == ["age"] and "empty throughout" in found["age"].what


def test_a_code_is_known_however_it_is_spelled():
    book = BOOK.assign(region=[1, 2])
    watch = FileCheck(("region",), SCHEMA, known_levels(book, SCHEMA))
    watch.add(pd.DataFrame({"region": ["1", " 2"]}))
    assert not watch.mismatches()


def test_a_missing_column_names_the_one_that_comes_nearest():
    found = missing_columns(["age", "income", "region"], ["Age", "incomes", "y"])
    assert [m.fix for m in found] == [
        "Rename 'Age' to 'age' in the file.",
        "Rename 'incomes' to 'income' in the file.",
        "Add the column to the file.",
    ]
    assert {m.verdict for m in found} == {"stop"}
