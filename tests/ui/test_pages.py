"""Every page shows, in an empty workspace and in one with runs, and says what to do next."""

from __future__ import annotations

import ast
import re

import pytest

from tests.ui.conftest import PAGES, ROOT

QUESTIONS = {
    "overview": "Where do we stand?",
    "scorecard": "Does each variable step the right way?",
    "data": "Is this book fit for modelling?",
    "balancing": "Are the synthetic defaulters like real ones, and do they help?",
    "training": "Can I build the model?",
    "transfer": "Can an old product's model serve a new product?",
    "benchmark": "Is the difference real?",
    "performance": "Does it rank, and are the PDs right?",
    "decision": "Where do we cut, and what does it cost?",
    "explanation": "Why this applicant?",
    "scoring": "What is the PD of each account?",
    "committee": "May we sign?",
}


@pytest.mark.parametrize("page", PAGES)
def test_page_shows_in_an_empty_workspace(page, open_page, tmp_path):
    app = open_page(page, tmp_path)
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [QUESTIONS[page]]


@pytest.mark.parametrize("page", PAGES)
def test_page_shows_with_finished_runs(page, open_page, trained_home):
    app = open_page(page, trained_home)
    assert not app.exception
    assert not app.error
    words = " ".join(text.value for text in app.sidebar.markdown)
    assert "6,000 accounts" in words and "% bad" in words and "queue empty" in words


@pytest.mark.parametrize("page", PAGES)
def test_page_is_layout_and_calls(page):
    source = (ROOT / "pages" / f"{page}.py").read_text()
    tree = ast.parse(source)
    assert len(source.splitlines()) <= 60
    forbidden = (ast.FunctionDef, ast.For, ast.While, ast.Lambda, ast.comprehension, ast.ClassDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, forbidden)]
    first = next(node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom))
    assert ast.unparse(first) == f"place = page({QUESTIONS[page]!r})"


def test_nothing_in_the_ui_writes_raw_html_but_the_look_of_the_frame():
    sources = {path: path.read_text() for folder in ("pages", "creditviz/ui") for path in (ROOT / folder).rglob("*.py")}
    html = re.compile(r"unsafe_allow|\bhtml\(")
    found = {path.relative_to(ROOT).as_posix(): html.findall(source) for path, source in sources.items()}
    assert {path: uses for path, uses in found.items() if uses} == {"creditviz/ui/shell.py": ["html("]}
    shell = sources[ROOT / "creditviz/ui/shell.py"]
    assert "st.html(LOOK)" in shell, "a file of ours, nothing that a user wrote"
    look = (ROOT / "creditviz/ui/frame/look.css").read_text()
    assert not re.search(r"url\(|@import|<", look), "nothing is fetched, nothing but rules"


def test_overview_suggests_by_validation_and_says_so(open_page, trained_home):
    app = open_page("overview", trained_home)
    line = next(text.value for text in app.caption if "untouched test row" in text.value)
    assert "Suggested, no champion yet" in line and "suggested because: " in line
    assert [f"### {name}" in " ".join(m.value for m in app.markdown) for name in ("Gini", "KS", "Not testable")] == [
        True
    ] * 3


def test_performance_counts_the_runs_that_used_the_test_rows(open_page, trained_home):
    app = open_page("performance", trained_home)
    line = next(text.value for text in app.caption if text.value.startswith("Test rows only"))
    assert "1,800 accounts" in line and "Judged 2 times on test rows of this book: the best of 2 looks" in line


def test_performance_judges_groups_of_customers(open_page, trained_home):
    app = open_page("performance", trained_home)
    app.session_state["performance_tabs"] = "Segments"
    app.run()
    groups = app.selectbox(key="segments_by")
    assert groups.options[:4] == ["Payment history", "Worst status", "Latest status", "Sex"]
    for by, name in (("payment-history", "payment history"), ("region", "region"), ("income", "monthly income")):
        app.selectbox(key="segments_by").set_value(by).run()
        assert not app.exception and not app.error
        assert any(text.value.startswith(f"AUC by {name} · 1,800 test rows") for text in app.caption), by
    assert any("judged on 1,800 test rows" in text.value.replace("\\", "") for text in app.caption)


def test_performance_answers_in_one_line_and_looks_at_a_cut_off(open_page, trained_home):
    app = open_page("performance", trained_home)
    assert any(
        "Gini 0" in text.value.replace("\\", "") and "KS 0" in text.value.replace("\\", "") for text in app.markdown
    )
    assert len(app.get("plotly_chart")) == 7
    app.number_input[0].set_value(100.0).run()
    assert not app.exception and any("No account is flagged" in text.value for text in app.markdown)


def test_performance_keeps_a_calibration_with_its_reason(open_page, home, monkeypatch):
    monkeypatch.setattr("creditviz.ui.buttons.DOUBLE_CLICK_SECONDS", 0.0)  # the two clicks are meant
    from creditviz.runs import Workspace
    from creditviz.runs.reading.trained import load_run_result

    store = Workspace(home).store
    app = open_page("performance", home)
    app.session_state["performance_tabs"] = "Calibration"
    app.run()
    assert not app.exception and not app.error and len(app.get("plotly_chart")) == 3
    run = next(key.removeprefix("calibration_of_") for key in (box.key for box in app.selectbox) if "_of_" in key)
    app.selectbox(key=f"calibration_of_{run}").set_value("isotonic")
    app.button(key=f"FormSubmitter:calibration_form_{run}-Keep this calibration").click().run()
    assert "a name and a reason" in app.error[0].value and not store.decisions(run)
    app.text_input(key=f"calibration_author_{run}").set_value("Anna")
    app.text_input(key=f"calibration_reason_{run}").set_value("policy 7")
    app.button(key=f"FormSubmitter:calibration_form_{run}-Keep this calibration").click().run()
    assert not app.exception and not app.error
    assert load_run_result(Workspace(home), run).calibration == "isotonic"
    words = " ".join(text.value for text in (*app.markdown, *app.caption))
    assert "**isotonic staircase**" in words and "policy 7" in words
    app.segmented_control(key="calibration_binning").set_value("uniform").run()
    assert not app.exception and any("tenths of the PD scale" in text.value for text in app.caption)


def test_performance_compares_the_rows_that_a_model_learned_from(open_page, trained_home):
    from creditviz.runs import Workspace
    from creditviz.runs.engine import jobs
    from creditviz.specification import StabilitySpec

    workspace = Workspace(trained_home)
    app = open_page("performance", trained_home)
    app.session_state["performance_tabs"] = "Stability"
    app.run()
    assert not app.exception and not app.error and not app.get("plotly_chart")
    app.button(key="stability_begin").click().run()
    queued = workspace.store.runs(kind="stability", status=("queued",))[0]
    assert not app.exception and any("in the background" in text.value for text in app.caption)
    workspace.store.delete_run(queued.id)
    done = jobs.run_here(workspace, StabilitySpec(run=queued.specification.run), name="Stability")
    try:
        app.run()
        assert not app.exception and not app.error and len(app.get("plotly_chart")) == 3
        words = " ".join(text.value for text in (*app.markdown, *app.caption))
        assert "stability index of the score" in words and "1,800 test rows" in words
        assert set(app.dataframe[0].value["rows compared"]) == {1800}
    finally:
        workspace.store.delete_run(done.id)


def test_a_book_that_is_gone_costs_performance_only_what_reads_it(open_page, trained_home):
    from creditviz.runs import Workspace
    from creditviz.runs.books import book_path

    workspace = Workspace(trained_home)
    path = book_path(workspace, workspace.store.books()[-1])
    away = path.rename(path.with_suffix(".away"))
    try:
        app = open_page("performance", trained_home)
        assert not app.exception and not app.error and len(app.get("plotly_chart")) == 7
        app.session_state["performance_tabs"] = "Segments"
        app.session_state["segments_by"] = "region"
        app.run()
        assert not app.exception
    finally:
        away.rename(path)


def test_performance_prints_every_figure_with_its_interval(open_page, trained_home):
    app = open_page("performance", trained_home)
    app.session_state["performance_tabs"] = "Figures"
    app.run()
    assert not app.exception and not app.error
    first, second = (table.value for table in app.dataframe)
    for name in ("AUC", "KS", "H", "Brier"):
        low, high = (first[f"{name} 95%"].str.split(" to ").str[end].astype(float) for end in (0, 1))
        assert ((low <= first[name] + 5e-4) & (first[name] <= high + 5e-4)).all(), name
    assert len(first) == len(second) == 2 and (second["recall"] <= 100).all()


def test_explanation_shows_the_beeswarm_that_was_computed(open_page, trained_home):
    app = open_page("explanation", trained_home)
    for name, how in (("XGBoost", "Shapley values of trees"), ("Logistic regression", "linear model, exact")):
        app.pills[0].set_value(app.pills[0].options and _id_of(trained_home, name)).run()
        assert "carries" in " ".join(text.value for text in app.markdown)
        assert any(how in text.value for text in app.caption), name


def test_training_queues_what_the_form_says(open_page, trained_home):
    from creditviz.runs import Workspace

    store = Workspace(trained_home).store
    app = open_page("training", trained_home)
    app.multiselect(key="form_models").set_value(["xgboost"]).run()
    app.number_input(key="set_xgboost_default_max_depth").set_value(2).run()
    app.number_input(key="form_seed").set_value(7).run()
    app.button(key="start").click().run()
    assert not app.exception and not app.error
    queued = store.runs(status=("queued",))
    try:
        spec = queued[0].specification
        assert len(queued) == 1
        assert (spec.model, spec.seed, spec.parameters) == ("xgboost", 7, {"max_depth": 2})
        assert "next in line" in [bar.text for bar in app.get("progress")] or app.button(key=f"stop_{queued[0].id}")
        app.button(key=f"stop_{queued[0].id}").click().run()
        assert store.run(queued[0].id).status == "stopped"
        assert app.button(key=f"resume_{queued[0].id}")
    finally:
        for run in queued:
            store.delete_run(run.id)


def test_a_model_that_this_book_cannot_serve_is_named_with_the_reason(open_page, trained_home, monkeypatch):
    from dataclasses import replace

    from creditviz.models import MODELS

    needy = replace(MODELS["xgboost"], needs=("package:no_such_package_here",))
    monkeypatch.setitem(MODELS._entries, "xgboost", needy)
    app = open_page("training", trained_home)
    assert not app.exception and "XGBoost · trees" not in app.multiselect(key="form_models").options
    line = next(text.value for text in app.caption if "Not available here" in text.value)
    assert "XGBoost needs the package" in line
    app.session_state["form_models"] = ["xgboost", "svm"]  # as chosen when another book was open
    app.run()
    assert not app.exception and app.multiselect(key="form_models").value == ["svm"]


def test_a_template_from_the_command_line_may_lie_beyond_the_sliders(open_page, trained_home):
    from creditviz.runs import Workspace

    store = Workspace(trained_home).store
    spec = store.runs(kind="training")[0].specification.model_copy(
        update={"sampler": "smote", "ratio": 3.0, "folds": 15}
    )
    run = store.add_run(spec, name="odd", status="stopped")
    try:
        app = open_page("training", trained_home)
        app.session_state["template"] = run.id
        app.run()
        assert not app.exception and app.slider(key="form_ratio").value == 3.0
        app.session_state["template"] = "deleted elsewhere"
        app.run()
        assert not app.exception and "no run" in app.error[0].value
    finally:
        store.delete_run(run.id)


def test_what_keeps_runs_from_beginning_is_said_on_the_overview(open_page, trained_home):
    from creditviz.runs import Workspace
    from creditviz.runs.liveness import TROUBLE

    store = Workspace(trained_home).store
    store.set(TROUBLE, "Runs wait, because the process that carries them out keeps ending.")
    try:
        app = open_page("overview", trained_home)
        assert ["keeps ending" in warning.value for warning in app.warning] == [True]
    finally:
        store.set(TROUBLE, "")


def _id_of(home, name):
    from creditviz.runs import Workspace

    return next(run.id for run in Workspace(home).store.runs(kind="training") if run.name == name)
