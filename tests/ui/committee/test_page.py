"""The Committee page: what is missing is listed, facts and signatures are kept, a pack is asked for, nothing breaks."""

from __future__ import annotations

import pytest

from creditviz.results.committee import ProjectFacts
from creditviz.runs import Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.reading.committee import project_facts, sign_offs
from creditviz.specification import ReportSpec
from tests.ui.reading import sound, words


@pytest.fixture(autouse=True)
def _no_links(monkeypatch):
    """A second run of one page by itself knows no other page to link to; the browser test follows the links."""
    monkeypatch.setattr("creditviz.ui.committee.ready._link", lambda one: None)


def judged(app) -> str:
    """Id of the run on the page."""
    return next(box.value for box in app.selectbox if box.key.startswith("committee_run_"))


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def test_what_is_missing_is_listed_and_facts_are_kept(open_page, home, monkeypatch):
    monkeypatch.setattr("creditviz.ui.buttons.DOUBLE_CLICK_SECONDS", 0.0)  # both clicks are meant
    app = sound(open_page("committee", home))
    run = judged(app)
    said = words(app)
    open_ones = (
        "Champion, Test rows, Figures, Calibration, Cut-off, Fairness, Project facts"  # its slope is told from 1
    )
    assert f"1 of 8 is in order, open: {open_ones}." in said
    assert "There is no pack of this run yet" in said and "Nobody has signed yet" in said
    assert "Fill in your name" in words_of_errors(press(app, "Keep these facts"))
    app.text_area(key=f"committee_purpose_{run}").set_value("Limits of new cards")
    app.text_input(key="decision_author").set_value("Ana")
    sound(press(app, "Keep these facts"))
    assert project_facts(Workspace(home), run) == ProjectFacts("Limits of new cards")
    assert "Not stated: owner, population, exclusions" in words(app) and "Kept by Ana" in words(app)
    store = Workspace(home).store
    assert store.runs(kind="report") == []
    press(app, "Make the pack")
    (report,) = store.runs(kind="report")
    assert report.subject == run and report.status == "queued" and "next in line" not in words_of_errors(app)


def words_of_errors(app) -> str:
    return " ".join(error.value.replace("\\", "") for error in app.error)


def test_a_pack_is_shown_signed_and_known_to_be_older(open_page, home):
    workspace = Workspace(home)
    run, other = (workspace.store.runs(kind="training")[i].id for i in (0, 1))
    done = jobs.run_here(workspace, ReportSpec(run=run), name="Pack")
    assert done.status == "finished", done.error
    app = open_page("committee", home)
    if judged(app) != run:
        next(box for box in app.selectbox if box.key.startswith("committee_run_")).set_value(run).run()
    sound(app)
    assert "SHA-256" in words(app) and "older" not in words(app)
    value = {"pd": 0.2, "approval_rate": 0.9, "bad_rate": 0.05, "profit_per_1000": 1.0, "rows": 1800}
    workspace.store.decide(run, "cut-off", value, author="Bo", reason="Capacity")
    app.run()
    assert "The pack on screen is older: the cut-off has changed since." in words(app)
    assert "Impact ratio" in words(app)
    app.text_input(key=f"committee_names_{run}").set_value("Ana Lima, Bo Chen")
    press(app, "Sign")
    assert "decision is chosen" in words_of_errors(app), "nothing is preselected"
    app.radio(key=f"committee_verdict_{run}").set_value("approve")
    press(app, "Sign")
    assert "closes or answers what is open" in words_of_errors(app) and sign_offs(workspace, run) == ()
    assert "No challenger stands beside the run." in words(app)
    answers = [box for box in app.text_input if box.key.startswith("committee_answer_")]
    for box in answers:
        box.set_value("Discussed on 3 March.")
    press(app, "Sign")
    assert "make it again first" in words(app) and "Decision: " in words(app)
    app.button(key="committee_confirm").click().run()
    (signed,) = sign_offs(workspace, run)
    assert len(signed.answers) == len(answers) and "Discussed on 3 March." in signed.answers.values()
    assert signed.names == ("Ana Lima", "Bo Chen") and signed.pack == done.figures["sha256"]
    assert "Approved by Ana Lima, Bo Chen" in words(app.run())
    challenger = app.selectbox(key=f"committee_challenger_{run}")
    assert other in challenger.options or len(challenger.options) == 2
    challenger.set_value(other).run()
    assert "There is no pack of this run yet" in words(app)


def test_a_run_without_its_book_or_its_scores_leaves_the_rest_standing(open_page, home):
    workspace = Workspace(home)
    for file in workspace.books.glob("*.parquet"):
        file.unlink()
    run = judged(open_page("committee", home))
    value = {"pd": 0.2, "approval_rate": 0.9, "bad_rate": 0.05, "profit_per_1000": 1.0, "rows": 1800}
    workspace.store.decide(run, "cut-off", value, author="Bo", reason="Capacity")
    app = sound(open_page("committee", home))
    assert "its file is gone" in words(app) and "What does the committee decide?" in words(app)
    (workspace.run_folder(run) / "result.safetensors").unlink()
    app = open_page("committee", home)
    assert not app.exception and "What does the committee decide?" in words(app)
