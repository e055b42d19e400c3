"""The tab "Pictures" of a transfer: a button, progress, cards with one switch of colours, and what cannot be drawn."""

import pytest
from streamlit.testing.v1 import AppTest

from creditviz.runs import Workspace
from creditviz.runs.artifacts import save_result
from creditviz.runs.work.domain_map import MAP
from creditviz.specification import DomainMapSpec
from tests.domain_maps import domain_map
from tests.transfer_runs import transfer_run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    workspace = Workspace.open(tmp_path_factory.mktemp("home"))
    return workspace, transfer_run(workspace, methods=("source-only-xgboost", "fdat"))


def script(home, run_id):
    from pathlib import Path

    from creditviz.runs import Workspace
    from creditviz.ui.mistakes import show_mistake
    from creditviz.ui.transfer.pictures import show_pictures
    from creditviz.ui.workspace import Place

    workspace = Workspace.open(Path(home))
    show_mistake()
    show_pictures(Place(workspace, None), workspace.store.run(run_id))


@pytest.fixture
def app(finished):
    workspace, run = finished
    for other in workspace.store.runs(kind="domain-map"):
        workspace.store.delete_run(other.id)
    return AppTest.from_function(script, args=(str(workspace.home), run.id), default_timeout=120)


def words(app):
    return " ".join(str(part.value) for part in [*app.markdown, *app.caption])


def test_curves_are_there_at_once_and_the_button_queues_one_run(app, finished):
    workspace, run = finished
    app.run()
    assert not app.exception and "The loss of FDAT goes from" in words(app)
    app.button(key=f"draw_domains_{run.id}").click().run()
    assert not app.exception
    (drawn,) = workspace.store.runs(kind="domain-map", subject=run.id)
    assert drawn.status == "queued" and drawn.specification.n_rows == 5000
    assert "FDAT" in words(app) and not [b for b in app.button if b.key.startswith("draw_domains")]


def test_cards_follow_the_switch_and_name_what_is_missing(app, finished):
    workspace, run = finished
    drawn = workspace.store.add_run(DomainMapSpec(run=run.id), name="Domains", status="reserved")
    workspace.store.change_run(drawn.id, status="finished")
    save_result(domain_map(missing=("subspace-alignment",)), workspace.run_folder(drawn.id) / MAP)
    app.run()
    assert not app.exception
    assert "with AUC 0\\.97 before and 0\\.61 after" in words(app) and "no subspace alignment" in words(app)
    app.session_state["domains_by"] = "By outcome"
    app.run()
    assert not app.exception and "Good and bad accounts apart" in words(app)
    assert "Mean silhouette by outcome" in words(app)


def test_what_failed_says_why_and_can_go_on(app, finished):
    workspace, run = finished
    drawn = workspace.store.add_run(DomainMapSpec(run=run.id), name="Domains", status="reserved")
    workspace.store.change_run(drawn.id, status="stopped", error="Stopped as asked.")
    app.run()
    assert app.error[0].value.startswith("Stopped as asked")
    app.button(key=f"draw_again_{drawn.id}").click().run()
    assert workspace.store.run(drawn.id).status == "queued"


def test_a_deleted_book_is_one_sentence(app, finished):
    workspace, run = finished
    book = workspace.store.book(run.specification.source)
    workspace.store.delete_book(book.hash)
    try:
        app.run()
        app.button(key=f"draw_domains_{run.id}").click().run()
    finally:
        workspace.store.put_book(book)
    assert "was deleted" in app.error[0].value and not workspace.store.runs(kind="domain-map")
