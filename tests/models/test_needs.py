"""A model that needs what a book or a machine lacks is refused in one sentence, before anything is trained."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.experiment.fitting import Rows, fit, resolve
from creditviz.experiment.training import check_rows
from creditviz.models import MODELS
from creditviz.models.needs import check_needs, why_not
from creditviz.schema import SequenceFeature, TableSchema
from creditviz.specification import TrainingSpec

STATIC = TableSchema(target="bad", bad=(1,), good=(0,), numeric=("income",))
MONTHS = TableSchema(target="bad", bad=(1,), good=(0,), sequences=(SequenceFeature("bill", ("b2", "b1")),))
BOOK = pd.DataFrame({"bad": [0, 1] * 50, "income": np.arange(100.0), "b1": 1.0, "b2": 2.0})
TREE = MODELS["decision-tree"]


@pytest.fixture
def needy(monkeypatch):
    """`needy("months")`: from now on the decision tree of the registry needs that."""

    def needs(*what):
        entry = replace(TREE, needs=what)
        monkeypatch.setitem(MODELS._entries, "decision-tree", entry)
        return entry

    return needs


@pytest.mark.parametrize(("need", "schema", "word"), [("months", STATIC, "months"), ("static", MONTHS, "no months")])
def test_a_model_does_not_fit_a_book_without_what_it_needs(needy, need, schema, word):
    entry = needy(need)
    other = MONTHS if schema is STATIC else STATIC
    assert why_not(entry, other) is None
    assert word in why_not(entry, schema) and why_not(entry, schema).endswith("this book has none.")
    with pytest.raises(SchemaError, match=f"Decision tree needs .*{word}, however this book has none. Choose"):
        check_rows(TrainingSpec(book="b", schema_hash="s", model="decision-tree"), BOOK, schema)
    rows = Rows(BOOK, BOOK["bad"].to_numpy())
    with pytest.raises(SchemaError, match="Decision tree needs"):
        fit(resolve(TrainingSpec(book="b", schema_hash="s", model="decision-tree")), schema, rows, None)


def test_a_package_that_is_not_installed_is_named_with_the_way_to_it(needy):
    entry = needy("package:no_such_package_here")
    assert why_not(entry, STATIC) == (
        "Decision tree needs the package no_such_package_here, it is not installed on this machine."
    )
    with pytest.raises(SpecificationError, match="pip install no_such_package_here"):
        check_needs(entry, STATIC)
    assert why_not(needy("package:numpy"), STATIC) is None


def test_protected_columns_alone_do_not_serve_a_model_that_may_not_read_them(needy):
    needy("static")
    schema = replace(MONTHS, numeric=("income",), protected=("income",))
    spec = TrainingSpec(book="b", schema_hash="s", model="decision-tree")
    check_rows(spec.model_copy(update={"use_protected": True}), BOOK, schema)
    with pytest.raises(SchemaError, match="no months"):
        check_rows(spec, BOOK, schema)


def test_every_need_is_one_that_can_be_checked():
    for entry in MODELS.values():
        assert all(need in ("months", "static") or need.startswith("package:") for need in entry.needs)
