"""The Transfer page: what its form queues, what it says of a run, how it meets books that do not serve."""

from __future__ import annotations

import numpy as np
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.results import Rule, Vote
from creditviz.runs import Workspace
from creditviz.runs.artifacts import save_result
from creditviz.runs.books import add_book, get_schema, save_schema
from creditviz.runs.reading.transferred import MODELS_FOLDER, RESULT, VOTE
from creditviz.schema import TableSchema
from creditviz.specification import TransferSpec
from creditviz.ui.demo import LOAN_BOOK, LOAN_NAME, SAMPLE_BOOK, SAMPLE_NAME
from tests.transfer_runs import N, made
from tests.ui import reading
from tests.ui.reading import sound, words


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Home of a workspace with the two sample books, the loans open; the demo is off."""
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    add_book(workspace, SAMPLE_BOOK, name=SAMPLE_NAME)
    workspace.store.set("open_book", add_book(workspace, LOAN_BOOK, name=LOAN_NAME).hash)
    return workspace.home


@pytest.fixture
def workspace(home):
    """The workspace, without the transfers that a test has made once it is over."""
    workspace = Workspace(home)
    yield workspace
    for run in workspace.store.runs(kind="transfer"):
        workspace.store.delete_run(run.id)


def add_transfer(workspace, *, status="finished", strengths=None, failed=None):
    """A transfer of the sample books with made-up scores."""
    loans, cards = workspace.store.books()
    spec = TransferSpec(
        book=loans.hash, schema_hash=loans.schema_hash, source=cards.hash, source_schema=cards.schema_hash
    )
    run = workspace.store.add_run(spec, name="Mine", status="reserved")
    assert workspace.store.claim(run.id, run.attempt, "test")
    folder = workspace.run_folder(run.id)
    found = made(strengths or {"source-only": 1.0, "fdat": 0.5}, failed=failed)
    save_result(found, folder / RESULT)
    (folder / MODELS_FOLDER / "fdat").mkdir(parents=True)
    rules = (Rule(("age above 3", "job is cook"), 0.4, 120), Rule(("age at most 3",), 0.1, 300))
    vote = Vote("fdat", np.full(N, 0.2), np.linspace(0, 0.2, N), 0.3, ("debt",), ("age",), rules)
    save_result(vote, folder / MODELS_FOLDER / "fdat" / VOTE)
    if status != "running":
        workspace.store.end(run.id, run.attempt, status, error="Stopped as asked." if status == "stopped" else None)
    return workspace.store.run(run.id)


def at(open_page, home, tab):
    """The page with a tab open."""
    return reading.at(open_page, home, "transfer", tab)


def test_one_book_is_told_so_and_gets_a_second_one(open_page, tmp_path):
    workspace = Workspace(tmp_path)
    add_book(workspace, SAMPLE_BOOK, name=SAMPLE_NAME)
    app = sound(open_page("transfer", tmp_path))
    assert "needs two books" in words(app) and "Start" not in [button.label for button in app.button]
    app.button(key="transfer_load_sample").click().run()
    assert "4,000 accounts" in words(sound(app)) and app.button(key="transfer_start")


def test_the_form_queues_what_it_says_and_opens_the_result(open_page, home, workspace):
    app = sound(open_page("transfer", home))
    text = words(app)
    assert "6,000 accounts" in text and "4,000 accounts" in text and "pairs shifted and go to the network" in text
    assert "5 methods, in the background" in text
    app.checkbox(key="transfer_method_fnn").uncheck()
    app.slider(key="transfer_threshold").set_value(0.6)
    app.number_input(key="set_fdat_default_n_epochs").set_value(3).run()
    sound(app.button(key="transfer_start").click().run())
    (run,) = workspace.store.runs(kind="transfer", status=("queued",))
    spec = run.specification
    assert spec.methods == ("source-only", "fdat", "source-only-xgboost", "target"), "the bar comes first"
    assert spec.parameters["fdat"] == {"n_epochs": 3, "threshold": 0.6}
    assert (spec.pairing, spec.target_labels, spec.search) == ("by-name", None, 0)
    assert app.session_state["transfer_tabs"] == "Result" and "first method is on its way" in words(app)


def test_a_finished_transfer_says_what_it_found_in_every_tab(open_page, home, workspace):
    add_transfer(workspace, failed={"target": "no outcome is known"})
    app = at(open_page, home, "Result")
    assert "Negative transfer: FDAT is worse than the old product's model used as it is" in words(app)
    assert list(app.dataframe[0].value["method"]) == ["Source only", "FDAT"]
    assert list(app.dataframe[1].value["why"]) == ["no outcome is known"]
    app.session_state["transfer_tabs"] = "Columns"
    assert "1 of 2 pairs shifted" in words(sound(app.run()))
    assert list(app.dataframe[0].value["read by"]) == ["tree", "network"]
    app.session_state["transfer_tabs"] = "How it decides"
    assert "The network has 30% of the vote, the tree 70%" in words(sound(app.run()))
    assert app.table[0].value["if"].iloc[0] == "age above 3 and job is cook"


def test_a_stopped_transfer_shows_what_it_has_and_can_go_on(open_page, home, workspace):
    run = add_transfer(workspace, status="stopped", strengths={"source-only": 1.0})
    app = at(open_page, home, "Result")
    assert "of 4 methods done" in words(app)
    app.button(key=f"resume_{run.id}").click().run()
    assert workspace.store.run(run.id).status == "queued"


def test_a_new_product_without_outcomes_is_told_what_it_lacks(open_page, home, workspace):
    loans = workspace.store.books()[0]
    before = get_schema(workspace, loans.schema_hash)
    values = vars(before) | {"target": None, "bad": (), "good": (), "exclude": ()}
    save_schema(workspace, loans, TableSchema(**values))
    try:
        assert "has no outcomes that can be read" in words(sound(open_page("transfer", home)))
    finally:
        save_schema(workspace, loans, before)


def test_a_pairing_file_that_names_unknown_columns_is_refused(workspace):
    from creditviz.ui.transfer.form.books import TwoBooks
    from creditviz.ui.transfer.form.pairs import check_pairs

    loans, cards = workspace.store.books()
    schemas = [get_schema(workspace, book.schema_hash) for book in (cards, loans)]
    books = TwoBooks(cards, loans, *schemas)
    check_pairs(books, {"income": "income"}, use_protected=False)
    with pytest.raises(SpecificationError, match="the new one has no"):
        check_pairs(books, {"nothing": "income"}, use_protected=False)
    with pytest.raises(SpecificationError, match="more than once"):
        check_pairs(books, {"income": "income", "loan_amount": "income"}, use_protected=False)
