"""A transfer beside training runs: every judging page takes it along, none suggests it."""

import pytest

from creditviz.runs import Workspace, books, jobs
from creditviz.runs.reading import looks
from creditviz.specification import TrainingSpec
from creditviz.ui.runs.judging import judged_run, judged_runs, training_runs, validation_auc
from tests.transfer_runs import transfer_run

TITLE = "FDAT from old"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    workspace = Workspace.open(tmp_path_factory.mktemp("home"))
    run = transfer_run(workspace, methods=("source-only-xgboost", "fdat"))
    book = books.get_book(workspace, run.book)
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="logistic-regression")
    trained = jobs.run_here(workspace, spec, name="Logistic regression")
    assert trained.status == "finished", trained.error
    workspace.store.set("open_book", book.hash)
    return workspace.home


@pytest.fixture
def place(home):
    workspace = Workspace.open(home)
    return workspace, next(book for book in workspace.store.books() if book.name == "new")


def test_it_is_judged_under_a_name_that_says_what_it_is(place):
    runs = judged_runs(*place)
    assert {run.name for run in runs} == {TITLE, "Logistic regression"}
    assert len({looks.test_set(run.specification) for run in runs}) == 2, "their test rows are not the same"
    assert len(training_runs(*place)) == 1


def test_it_is_suggested_only_where_nothing_else_was_validated_on_the_book(place):
    runs = judged_runs(*place)
    transfer = next(run for run in runs if run.kind == "transfer")
    assert transfer.figures["validation"]["auc"] > 0.5 and validation_auc(transfer) == -1
    assert judged_run(*place, runs).run.kind == "training"
    assert judged_run(*place, [transfer]).run.id == transfer.id


@pytest.mark.parametrize("page", ["overview", "performance", "explanation", "training", "balancing"])
def test_every_page_works_with_a_transfer_in_the_workspace(open_page, home, page):
    app = open_page(page, home)
    assert not app.exception, app.exception


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("overview", "Newest transfer, no champion yet"),
        ("performance", "cut-off and calibration of FDAT from old come from accounts of old"),
        ("explanation", "The explanation is being computed in the background"),
    ],
)
def test_a_transfer_alone_is_judged_and_says_where_its_cut_off_comes_from(open_page, home, place, page, says):
    workspace, _ = place
    trained = training_runs(*place)[0]
    workspace.store.change_run(trained.id, archived=True)
    try:
        app = open_page(page, home)
    finally:
        workspace.store.change_run(trained.id, archived=False)
    assert not app.exception, app.exception
    shown = " ".join(str(element.value) for element in [*app.markdown, *app.caption])
    assert says in shown
