"""Declined applicants as the new product: the page splits the open book into two, or says why it cannot."""

import numpy as np
import pandas as pd
import pytest

from creditviz.exceptions import DataError
from creditviz.runs import Workspace
from creditviz.runs.books import add_book, book_frame, get_book, get_schema, save_schema
from creditviz.schema import TableSchema
from creditviz.ui.transfer.form.declined import split


def book_of_applications(tmp_path, known):
    """300 accepted with outcomes, 300 declined of whom so many have one."""
    chance = np.random.default_rng(0)
    decision = np.repeat(["yes", "no"], 300)
    frame = pd.DataFrame({"income": chance.normal(size=600), "decision": decision, "bad": chance.integers(0, 2, 600)})
    frame["bad"] = frame["bad"].astype("Int64")
    frame.loc[300 + known :, "bad"] = pd.NA
    file = tmp_path / "applications.csv"
    frame.to_csv(file, index=False)
    schema = TableSchema(
        target="bad", bad=(1,), good=(0,), exclude=("missing",), numeric=("income",), categorical=("decision",)
    )
    workspace = Workspace(tmp_path / "home")
    return workspace, save_schema(workspace, add_book(workspace, file, name="Applications"), schema)


def test_the_declined_become_the_open_book_and_the_accepted_the_old_product(tmp_path):
    workspace, book = book_of_applications(tmp_path, known=100)
    split(workspace, book, "decision", "yes", "old")
    new = get_book(workspace, workspace.store.get("open_book"))
    old = next(other for other in workspace.store.books() if other.hash not in (book.hash, new.hash))
    assert set(book_frame(workspace, new)["decision"]) == {"no"} and set(book_frame(workspace, old)["decision"]) == {
        "yes"
    }
    for part in (old, new):
        assert "decision" not in get_schema(workspace, part.schema_hash).features(), "no method reads the decision"


def test_declined_whose_outcomes_nobody_knows_are_not_judged_on_the_page(tmp_path):
    workspace, book = book_of_applications(tmp_path, known=0)
    with pytest.raises(DataError, match="too few of them here"):
        split(workspace, book, "decision", "yes", "old")
    assert len(workspace.store.books()) == 1
