"""A link opens the same book, run and tab; what is chosen is written into the address; a reload keeps it."""

from __future__ import annotations

import pytest

from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.ui.demo import LOAN_BOOK, LOAN_NAME
from tests.ui.conftest import ROOT
from tests.ui.reading import sound, words


@pytest.fixture
def link(open_page, home, monkeypatch):
    """`link("decision", tab="Points")`: the page as that address opens it."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("CREDITVIZ_HOME", str(home))

    def opened(page, **address):
        app = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return opened


def said(app, name):
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def test_the_address_says_book_run_and_tab_and_opens_them_again(link, home):
    store = Workspace(home).store
    runs = {run.name: run.id for run in store.runs(kind="training")}
    app = sound(link("decision"))
    assert store.books()[0].hash.startswith(said(app, "book")) and said(app, "tab") is None
    first = said(app, "run")
    other = next(run for run in runs.values() if run != first)
    picker = next(box for box in app.selectbox if box.key.startswith("decision_run_"))
    picker.set_value(other)
    app.session_state["decision_tabs"] = "Points"
    sound(app.run())
    assert (said(app, "run"), said(app, "tab")) == (other, "Points")
    again = sound(link("decision", book=said(app, "book"), run=other, tab="Points"))
    assert next(box for box in again.selectbox if box.key.startswith("decision_run_")).value == other
    assert again.session_state["decision_tabs"] == "Points"


def test_a_link_opens_another_book_in_this_session_alone(link, home):
    workspace = Workspace(home)
    loans = add_book(workspace, LOAN_BOOK, name=LOAN_NAME)
    cards = next(book for book in workspace.store.books() if book.hash != loans.hash)
    workspace.store.set("open_book", cards.hash)
    app = sound(link("data", book=loans.hash[:10]))
    assert "4,000 rows" in words(app)
    assert workspace.store.get("open_book") == cards.hash
    app.selectbox(key="sidebar_book").set_value(cards.hash)
    sound(app.run())
    assert "6,000 rows" in words(app) and cards.hash.startswith(said(app, "book"))


@pytest.mark.parametrize(("address", "sentence"), [({"book": "nosuch"}, "a book"), ({"run": "nosuch"}, "a run")])
def test_a_link_to_what_is_gone_says_so_and_shows_what_is_there(link, address, sentence):
    app = link("decision", **address)
    assert not app.exception and len(app.error) == 1
    assert sentence in app.error[0].value and "nosuch" in app.error[0].value
    assert said(app, next(iter(address))) != "nosuch"
    assert "A good account earns" in words(app)


def test_an_unknown_tab_is_the_first_one(link):
    app = sound(link("data", tab="No such tab"))
    assert said(app, "tab") is None


def test_several_runs_are_one_address(link, home):
    one, two = (run.id for run in Workspace(home).store.runs(kind="training"))
    app = sound(link("performance", run=f"{one},{two}"))
    assert sorted(said(app, "run").split(",")) == sorted([one, two])
    assert sorted(sound(link("performance", run=two)).pills(key="performance_runs").value) == [two]
