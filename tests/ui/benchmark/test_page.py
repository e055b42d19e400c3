"""The Benchmark page: what its form queues, what it shows of a benchmark at every stage, what its audit finds."""

from __future__ import annotations

import pytest

from creditviz.results import BenchmarkFit
from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.runs.work.benchmark import FolderShelf
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec
from tests.benchmark_runs import figures, scores
from tests.ui import reading
from tests.ui.reading import sound, words

MODELS = ("logistic-regression", "decision-tree", "xgboost")
STRENGTH = dict(zip(MODELS, (1.0, 0.6, 1.6), strict=True))


@pytest.fixture(scope="module")
def home(tmp_path_factory, sample_book):
    """Home of a workspace with the sample book and no benchmark."""
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    add_book(workspace, sample_book, name="Sample credit cards")
    return workspace.home


@pytest.fixture
def workspace(home):
    """The workspace, without the benchmarks that a test has made once it is over."""
    workspace = Workspace(home)
    yield workspace
    for run in workspace.store.runs(kind="benchmark"):
        workspace.store.delete_run(run.id)


def add_benchmark(workspace, *, status="finished", done=6, failed=(), **asked):
    """A benchmark of three models and two seeds with made-up scores, as far as `done` cells."""
    book = workspace.store.books()[0]
    here = BenchmarkBook(book=book.hash, schema_hash=book.schema_hash, name="Sample book")
    arms = tuple(Arm(model=key) for key in MODELS)
    spec = BenchmarkSpec(books=(here,), arms=arms, repeats=2, **asked)
    run = workspace.store.add_run(spec, name="Mine", status="reserved")
    assert workspace.store.claim(run.id, run.attempt, "test")
    shelf = FolderShelf(workspace.run_folder(run.id))
    for number in range(done):
        if number in failed:
            shelf.put(BenchmarkFit(number, -1, error="This model refuses these rows."), {})
            continue
        rows = scores(STRENGTH[MODELS[number % 3]], seed=number // 3)
        rows = type(rows)(rows.row_id % book.n_rows, rows.y_true, rows.y_score, rows.calibrated)
        shelf.put(BenchmarkFit(number, -1, figures(rows), seconds=0.1), {"test": rows})
    if status != "running":
        assert workspace.store.end(
            run.id, run.attempt, status, error="Stopped as asked." if status == "stopped" else None
        )
    return workspace.store.run(run.id)


def at(open_page, home, tab):
    """The page with a tab open."""
    return reading.at(open_page, home, "benchmark", tab)


@pytest.mark.parametrize("tab", ["Results", "Tests", "Customer groups"])
def test_without_a_benchmark_every_tab_says_what_to_do(tab, open_page, home, workspace):
    assert "No benchmark has been run in this workspace yet" in words(at(open_page, home, tab))


@pytest.mark.parametrize("protocol", ["holdout", "out-of-time"])
def test_the_page_opens_with_the_table_of_the_command(protocol, open_page, home, workspace):
    from creditviz.reporting.benchmark.export import export_benchmark

    run = add_benchmark(workspace, protocols=(protocol,), metrics=("ks", "auc", "f1_at_half"))
    (table,) = export_benchmark(workspace, run.id)["tables"]
    assert list(table["rows"][0])[1] == "KS" and all(row["95% interval"] for row in table["rows"])
    app = at(open_page, home, "Results")
    (shown,) = [one.value for one in app.dataframe if "against the best" in one.value.columns]
    assert shown.to_dict("records") == table["rows"]


def test_the_form_queues_what_it_says_and_opens_the_results(open_page, home, workspace):
    app = sound(open_page("benchmark", home))
    assert "9 fits, in the background" in words(app)
    app.checkbox(key="benchmark_model_decision-tree").uncheck().run()
    app.slider(key="benchmark_repeats").set_value(2).run()
    app.pills(key="benchmark_samplers").set_value(["none", "smote"]).run()
    app.toggle(key="benchmark_both").set_value(True).run()
    assert "12 fits" in words(sound(app)), "2 models x 2 seeds x (no sampling, SMOTE in both orders)"
    sound(app.button(key="benchmark_start").click().run())
    (run,) = workspace.store.runs(kind="benchmark", status=("queued",))
    spec = run.specification
    assert [arm.model for arm in spec.arms] == ["logistic-regression", "xgboost"]
    assert (spec.repeats, spec.samplers, spec.orders) == (2, ("none", "smote"), ("after-split", "before-split"))
    assert run.name == "2 models on Sample credit-card book, 2 samplers, 2 seeds, both orders"
    assert app.session_state["benchmark_tabs"] == "Results"
    assert "The first cell is on its way" in words(app)


def test_the_plan_counts_what_the_form_promises():
    from creditviz.experiment.benchmark.plan import folds_of, plan
    from creditviz.ui.benchmark.estimate import n_fits

    for protocols, orders, own in (
        (("holdout",), ("after-split", "before-split"), ""),
        (("kfold",), ("after-split", "before-split"), "smote"),
    ):
        spec = BenchmarkSpec(
            books=(BenchmarkBook(book="b", schema_hash="s", name="b"),),
            arms=(Arm(model="xgboost"), Arm(model="svm", sampler=own)),
            samplers=("none", "smote"), orders=orders, protocols=protocols, repeats=2, folds=3,
        )  # fmt: skip
        planned = sum(len(folds_of(spec, cell.protocol)) for cell in plan(spec))
        assert sum(n_fits(spec, arm) for arm in spec.arms) == planned


def test_a_model_that_a_book_cannot_serve_is_grey_with_the_reason(open_page, home, workspace, monkeypatch):
    from dataclasses import replace

    from creditviz.models import MODELS as registry

    needy = replace(registry["xgboost"], needs=("package:no_such_package_here",))
    monkeypatch.setitem(registry._entries, "xgboost", needy)
    box = sound(open_page("benchmark", home)).checkbox(key="benchmark_model_xgboost")
    assert box.disabled and not box.value and "needs the package" in box.help


def test_a_finished_benchmark_has_a_table_a_card_and_a_sentence(open_page, home, workspace):
    add_benchmark(workspace)
    app = at(open_page, home, "Results")
    table = app.dataframe[0].value
    assert list(table["model"]) == ["Logistic regression", "Decision tree", "XGBoost"]
    assert {"AUC", "sd", "95% interval", "against the best", "KS", "seeds"} <= set(table.columns)
    assert "XGBoost reaches AUC" in words(app) and "Nadeau and Bengio" in words(app)
    app.selectbox[1].set_value("brier").run()
    assert "lower is better" in words(sound(app))


def test_a_running_benchmark_shows_what_is_there(open_page, home, workspace):
    run = add_benchmark(workspace, status="running", done=4)
    app = at(open_page, home, "Results")
    assert "4 of 6 cells finished" in words(app)
    assert app.button(key=f"stop_{run.id}")


def test_a_stopped_benchmark_can_go_on(open_page, home, workspace):
    run = add_benchmark(workspace, status="stopped", done=3)
    app = at(open_page, home, "Results")
    assert "one split does not say" in words(app), "one seed has finished"
    app.button(key=f"resume_{run.id}").click().run()
    assert workspace.store.run(run.id).status == "queued"


def test_failed_cells_are_named_with_their_reason(open_page, home, workspace):
    add_benchmark(workspace, failed=(2, 5))
    app = at(open_page, home, "Results")
    assert "2 cells without figures" in [one.label for one in app.expander]
    assert "refuses these rows" in " ".join(app.dataframe[1].value["why"])
    assert list(app.dataframe[0].value["model"]) == ["Logistic regression", "Decision tree"]


def test_the_tests_tab_compares_on_the_same_rows_and_says_when_blocks_are_few(open_page, home, workspace):
    add_benchmark(workspace)
    text = words(at(open_page, home, "Tests"))
    assert "DeLong's test of AUC" in text and "1,500 test rows" in text
    assert "every difference to it is beyond chance" in text
    assert "Too few blocks to tell" in text


def test_groups_are_drawn_by_any_column(open_page, home, workspace):
    add_benchmark(workspace)
    app = at(open_page, home, "Customer groups")
    by = next(box for box in app.selectbox if box.label == "Groups by")
    assert "AUC by payment history" in words(app)
    by.set_value("income").run()
    assert "AUC by " in words(sound(app))


def test_a_paper_names_its_books_and_what_stands_in(open_page, home, workspace, monkeypatch):
    monkeypatch.setattr("creditviz.ui.benchmark.paper.known_path", lambda key, folders: None)
    app = sound(open_page("benchmark", home))
    app.button_group(key="benchmark_way").set_value("A paper's table").run()
    app.selectbox(key="paper_table").set_value("zhang2022_table6").run()
    where = dict(zip(app.dataframe[0].value["book"], app.dataframe[0].value["where"], strict=True))
    assert "sample book stands in" in where["UCI Taiwan"]
    assert any("simulated at the start" in place for place in where.values())
    assert "fits, in the background" in words(sound(app))


def test_the_audit_finds_what_cannot_be(open_page, home, workspace):
    app = at(open_page, home, "Published numbers")
    found = app.dataframe[-1].value
    assert "UCI · Propose" in set(found.loc[found["verdict"] == "contaminated", "line"])
    app.button_group(key="audit_way").set_value("My own table").run()
    assert "Model B" in set(sound(app).dataframe[-1].value["line"])


def test_the_file_of_a_benchmark_is_read_back_as_the_same(home, workspace, tmp_path):
    import json

    from creditviz.runs.work.benchmark_file import read_benchmark_file
    from creditviz.ui.benchmark.choice import as_file

    run = add_benchmark(workspace, samplers=("none", "smote"), orders=("after-split", "before-split"))
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(as_file(workspace, run)))
    assert read_benchmark_file(workspace, path).spec == run.specification
