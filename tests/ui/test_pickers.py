"""Two things of one name can both be chosen, in every picker."""

from __future__ import annotations

import ast

import pytest
from streamlit.testing.v1 import AppTest

from creditviz.ui.pickers import unique
from tests.ui.conftest import ROOT

NAME = "Sample credit-card book"  # both uploads are recognised as this
PICKERS = ("selectbox", "multiselect", "radio", "segmented_control", "pills", "select_slider")


def one_picker(kind):
    """A page with one picker, whose three options have one name, and whose choice is written down."""
    import streamlit as st

    from creditviz.ui.pickers import pick

    many = {"selection_mode": "multi"} if kind == "pills" else {}
    found = pick(getattr(st, kind), "Book", ["a", "b", "c"], format_func=lambda key: "cards", key="picked", **many)
    st.text(repr(found))


@pytest.mark.parametrize("kind", PICKERS)
def test_each_of_three_equal_names_can_be_chosen(kind):
    app = AppTest.from_function(one_picker, args=(kind,)).run()
    where = "button_group" if kind in ("pills", "segmented_control") else kind
    for option in "abc":
        value = [option] if kind in ("multiselect", "pills") else option
        app.get(where)[0].set_value(value).run()
        assert not app.exception and app.text[0].value == repr(value)


def test_names_are_told_apart_by_what_is_known_of_them_then_by_a_number():
    rows = {1: "9 rows", 2: "7 rows", 3: "9 rows", 4: "5 rows", 5: "1 row"}
    names = {1: "a", 2: "a", 3: "a", 4: "a (9 rows, 2)", 5: "b"}
    assert list(unique(names, rows).values()) == ["a (9 rows)", "a (7 rows)", "a (9 rows, 3)", "a (9 rows, 2)", "b"]


@pytest.mark.parametrize("names", [["a"] * 40, ["a", "a (2)", "a", "a (2)", "a (3)", "a"], ["", "", " "], []])
def test_no_two_names_are_alike(names):
    found = unique(dict(enumerate(names)))
    assert len(set(found.values())) == len(names) and list(found) == list(range(len(names)))


def test_every_picker_with_names_goes_through_the_one_that_tells_them_apart():
    """A picker without names hands back its own words, which a list of columns or files has once each."""
    calls = [
        f"{path.name}:{call.lineno}"
        for path in (ROOT / "creditviz" / "ui").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in PICKERS
        if any(word.arg == "format_func" for word in call.keywords)
    ]
    assert not calls


def test_two_books_of_one_name_can_both_be_opened(open_page, tmp_path, sample_book):
    import pandas as pd

    from creditviz.runs import Workspace
    from creditviz.runs.books import add_book

    workspace = Workspace(tmp_path / "home")
    for n in (300, 301):
        pd.read_csv(sample_book).head(n).to_csv(tmp_path / "book.csv", index=False)
        add_book(workspace, tmp_path / "book.csv", name="book.csv")
    for page in ("data", "benchmark"):
        app = open_page(page, workspace.home)
        picker = app.selectbox(key="sidebar_book")
        assert sorted(picker.options) == [f"{NAME} ({n} rows)" for n in (300, 301)]
        for book in workspace.store.books():
            app.selectbox(key="sidebar_book").set_value(book.hash).run()
            assert not app.exception and not app.error
            assert any(f"{book.n_rows} accounts" in text.value for text in app.sidebar.markdown)
