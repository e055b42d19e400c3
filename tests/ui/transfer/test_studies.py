"""The Studies tab: what it queues, what it shows of a finished study, and what it needs first."""

import numpy as np
import pytest

from creditviz.results import TransferStudy
from creditviz.specification import TransferSpec, TransferStudySpec

ROWS = {"source": 6000, "target": 3200, "test": 800, "test_bad": 102}


@pytest.fixture
def workspace(tmp_path, sample_book):
    from creditviz.runs import Workspace
    from creditviz.runs.books import add_book

    workspace = Workspace(tmp_path / "home")
    add_book(workspace, sample_book, name="cards")
    add_book(workspace, sample_book.with_name("instalment_loan_book.csv.gz"), name="loans")
    return workspace


def transfer(workspace):
    books = {book.name: book for book in workspace.store.books()}
    spec = TransferSpec(
        book=books["loans"].hash, schema_hash=books["loans"].schema_hash, source=books["cards"].hash,
        source_schema=books["cards"].schema_hash, methods=("source-only-xgboost", "fdat", "target"), pairing="by-name",
    )  # fmt: skip
    return spec, workspace.store.add_run(spec, name="FDAT", status="reserved")


def add_study(workspace, spec):
    from creditviz.runs.artifacts import save_result
    from creditviz.runs.work.transfer_study import RESULT

    run = workspace.store.add_run(TransferStudySpec(transfer=spec), name="Known outcomes", status="reserved")
    study = TransferStudy(
        "target-labels", ("fdat", "target-xgboost") * 2, np.array([0.0, 50, 0, 50]), np.array([0, 0, 1, 1]),
        np.array([0.70, 0.60, 0.71, 0.611]), ROWS, {"target-xgboost with 5,000 outcomes": "too few"},
    )  # fmt: skip
    folder = workspace.run_folder(run.id)
    folder.mkdir(parents=True, exist_ok=True)
    save_result(study, folder / RESULT)
    return run


def open_tab(open_page, workspace):
    loans = next(book for book in workspace.store.books() if book.name == "loans")
    workspace.store.set("open_book", loans.hash)
    app = open_page("transfer", workspace.home)
    app.session_state["transfer_tabs"] = "Studies"
    app.run()
    assert not app.exception, app.exception
    return app


def texts(app):
    return " ".join(m.value for kind in (app.markdown, app.caption) for m in kind)


def test_it_asks_for_a_transfer_first_and_queues_simulated_books_without_one(open_page, workspace):
    app = open_tab(open_page, workspace)
    assert "Start a transfer first" in texts(app)
    app.button_group(key="transfer_study_question").set_value("vote-weight").run()
    app.button(key="transfer_study_start").click().run()
    (run,) = workspace.store.runs(kind="transfer-study")
    assert run.specification.study == "vote-weight" and run.specification.source_rows == (1000, 10_000, 50_000)


def test_a_study_takes_the_transfers_books_and_the_rivals(open_page, workspace):
    asked, _ = transfer(workspace)
    app = open_tab(open_page, workspace)
    app.button(key="transfer_study_start").click().run()
    (run,) = workspace.store.runs(kind="transfer-study")
    spec = run.specification.transfer
    assert (spec.book, spec.source, spec.pairing) == (asked.book, asked.source, "by-name")
    assert spec.methods == ("source-only-xgboost", "fdat", "target-logistic-regression", "target-xgboost")


def test_a_study_shows_its_finding_and_what_failed(open_page, workspace):
    spec, _ = transfer(workspace)
    add_study(workspace, spec)
    app = open_tab(open_page, workspace)
    assert "FDAT beats training on up to 50 known outcomes" in texts(app)
    assert any("1 model without figures" in part.label for part in app.expander)
