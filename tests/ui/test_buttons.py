"""A double click does what one click does: for every button that spends, destroys or decides."""

from __future__ import annotations

import ast

import pytest
from streamlit.testing.v1 import AppTest

from creditviz.exceptions import CreditVizError
from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.specification import TrainingSpec
from tests.ui.conftest import ROOT
from tests.ui.reading import choose_row

# Buttons that act in the body of an `if`: they open, lead on, or do the same twice without a difference.
PLAIN = {
    "LOG_OUT": "leaves the page",
    "button": "to the login and back",
    "Make champion": "opens the dialog; in it, `fresh` refuses the second click",
    "Break the seal": "opens the dialog; in it, `fresh` refuses the second click",
    "Search": "the same search twice is one",
    "Name and notes": "opens the dialog",
    "Save": "the same name and notes twice",
    "Train again with changes": "leads to the form",
    "Make again with changes": "leads to the form",
    "Train a model on these rows": "leads to the form",
    "As it was": "the same account twice",
    "Save the schema": "the same schema twice is one",
    "Load": "the same file twice is one book",
    "Widen": "the same file twice is one book",
    "Sign": "opens the dialog",
    "Not yet": "closes the dialog",
    "Exclude": "opens the dialog; in it, `fresh` refuses the second click",
    "CALCULATOR": "leads to another page",
    "offer.button": "leads to another page",
}


def counting():
    """A page with one button; it counts its deeds."""
    import streamlit as st

    from creditviz.ui.buttons import fresh, press

    def deed(what):
        st.session_state.setdefault("deeds", []).append(what)

    press(st.button, "Spend", deed, len(st.session_state.get("deeds", [])), key="spend")
    if st.button("Decide", key="decide") and fresh("decide"):
        deed("decided")


@pytest.mark.parametrize("key", ["spend", "decide"])
def test_a_second_click_is_deaf_for_a_second_and_then_counts(key, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("creditviz.ui.buttons.time.monotonic", lambda: clock[0])
    app = AppTest.from_function(counting).run()
    for later, n in ((0.0, 1), (0.3, 1), (0.9, 1), (1.1, 2)):
        clock[0] = 100.0 + later
        app.button(key=key).click().run()
        assert not app.exception and len(app.session_state["deeds"]) == n


def test_a_click_on_a_button_that_was_drawn_before_the_deed_is_deaf_however_late(monkeypatch):
    from creditviz.ui import buttons

    done, state = [], {}
    monkeypatch.setattr(buttons.st, "session_state", state)
    monkeypatch.setattr(buttons.time, "monotonic", lambda: 10.0 * len(done))
    for _ in range(3):  # three clicks of turn 0: the page was slow to be drawn again
        buttons._press("delete_1", 0, done.append, ("run 1",))
    assert done == ["run 1"]


def test_what_was_refused_is_no_deed_and_counts_as_soon_as_it_is_put_right(monkeypatch):
    from creditviz.ui import buttons, mistakes

    done, state, answers = [], {}, iter([CreditVizError("no"), None, None])

    def deed():
        if error := next(answers):
            raise error
        done.append("kept")

    for module in (buttons, mistakes):
        monkeypatch.setattr(module.st, "session_state", state)
    monkeypatch.setattr(buttons.time, "monotonic", lambda: 10.0)
    for turn in (0, 0, 0, 1):  # refused; put right; the second half of that click; and the page drawn again
        buttons._press("keep", turn, deed, ())
    assert done == ["kept"]


def _calls():
    for path in sorted((ROOT / "creditviz" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("button", "form_submit_button"):
                    yield path.name, node


def test_every_button_that_acts_goes_through_press():
    acting = [
        f"{name}:{call.lineno}"
        for name, call in _calls()
        if any(word.arg == "on_click" and "st.log" not in ast.unparse(word.value) for word in call.keywords)
    ]  # Streamlit's own login and logout leave the page
    labels = {ast.unparse(call.args[0]).strip("f'\"").split(" {")[0] for _, call in _calls()}
    assert not acting and labels <= set(PLAIN), (acting, labels - set(PLAIN))


@pytest.fixture
def three_runs(tmp_path, sample_book, monkeypatch):
    """A workspace with three finished runs of one book, without models behind them."""
    monkeypatch.setattr("streamlit.page_link", lambda *arguments, **look: None)  # AppTest knows one page
    workspace = Workspace(tmp_path / "home")
    book = add_book(workspace, sample_book, name="Sample credit cards")
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="logistic-regression")
    for n in range(3):
        run = workspace.store.add_run(spec, name=f"Run {n}")
        workspace.store.change_run(run.id, status="stopped")
    return workspace


def _left(workspace):
    return [run.name for run in workspace.store.runs(kind="training")]


def _choose(app, workspace, name):
    runs = workspace.store.runs(kind="training")
    run = next(run for run in runs if run.name == name)
    return choose_row(app, "run_table", [one.id for one in runs], run.id), run


@pytest.mark.parametrize("word", ["delete", "archive"])
def test_a_double_click_takes_one_run_away_and_no_other(word, open_page, three_runs):
    app, run = _choose(open_page("overview", three_runs.home), three_runs, "Run 2")
    button = app.button(key=f"{word}_{run.id}")
    button.click().run()
    assert not app.exception and not app.error
    assert _left(three_runs) == ["Run 1", "Run 0"]
    assert not [b.key for b in app.button if (b.key or "").startswith(("delete_", "archive_"))], (
        "no other run is chosen"
    )


def test_what_was_archived_can_be_undone_on_the_spot(open_page, three_runs):
    app, run = _choose(open_page("overview", three_runs.home), three_runs, "Run 1")
    app.button(key=f"archive_{run.id}").click().run()
    assert _left(three_runs) == ["Run 2", "Run 0"]
    app.button(key=f"undo_{run.id}").click().run()
    assert not app.exception and _left(three_runs) == ["Run 2", "Run 1", "Run 0"]
    assert f"undo_{run.id}" not in [button.key for button in app.button]


@pytest.mark.parametrize("key", ["start", "start_xgboost"])
def test_a_double_click_queues_one_training(open_page, three_runs, key):
    app = open_page("training", three_runs.home)
    for _ in range(2):
        if key in [button.key for button in app.button]:  # the cards make room for what runs
            app.button(key=key).click().run()
        assert not app.exception and not app.error
    assert len(three_runs.store.runs(kind="training", status=("queued",))) == 1


def test_a_run_stays_chosen_when_another_one_comes_above_it(open_page, three_runs):
    app, run = _choose(open_page("overview", three_runs.home), three_runs, "Run 0")
    three_runs.store.add_run(run.specification, name="New")
    app.run()
    assert any(f"run {run.id}" in text.value for text in app.markdown)
