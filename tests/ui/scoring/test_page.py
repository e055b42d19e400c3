"""The Scoring page: from an empty workspace to a scored file."""

import pytest

from creditviz.runs import Workspace
from creditviz.runs.books import book_path
from creditviz.runs.engine import jobs
from creditviz.runs.work.scored.files import keep_file
from creditviz.specification import ScoringSpec


@pytest.fixture(scope="module")
def scored(trained_home):
    workspace = Workspace(trained_home)
    book = workspace.store.books()[0]
    run = next(run for run in workspace.store.runs(kind="training") if run.name == "Logistic regression")
    kept = keep_file(workspace, book_path(workspace, book), name="all accounts.parquet")
    spec = ScoringSpec(run=run.id, file=kept.hash, file_name=kept.name)
    done = jobs.run_here(workspace, spec, name="scored")
    assert done.status == "finished", done.error
    yield workspace, run, done
    jobs.delete_run(workspace, done.id)


def shown(app):
    return " ".join(str(element.value) for element in [*app.markdown, *app.caption, *app.subheader])


def test_without_a_model_it_says_what_to_do_first(open_page, tmp_path):
    app = open_page("scoring", tmp_path)
    assert not app.exception and "There is no book yet" in shown(app)


def test_what_was_scored_is_shown_with_its_verdicts(open_page, trained_home, scored):
    _, run, _ = scored
    app = open_page("scoring", trained_home)
    app.selectbox(key="scoring_run").select(run.id).run()
    assert not app.exception
    words = shown(app)
    assert "approved" in words and "PSI" in words and "How the PDs did" in words
    assert "training rows among it" in words, "figures on the training book flatter"


def test_a_book_of_the_workspace_is_scored_by_one_button(open_page, trained_home, scored):
    workspace, run, _ = scored
    app = open_page("scoring", trained_home)
    app.selectbox(key="scoring_run").select(run.id)
    app.session_state["scoring_kind"] = "A book of this workspace"
    app.run()
    app.selectbox(key="scoring_book").select(workspace.store.books()[0].hash).run()
    assert "every column is there" in shown(app)
    app.button(key="scoring_start").click().run()
    assert not app.exception
    (queued,) = workspace.store.runs(kind="scoring", status=("queued",))
    assert queued.subject == run.id
    jobs.stop(workspace, queued.id)
    jobs.delete_run(workspace, queued.id)
