"""Searches on the Training page: queued by the form, shown live, stopped ones kept, their best settings trained."""

import time

import numpy as np
import pytest

from creditviz.results import Search, Trial
from creditviz.runs import Workspace
from creditviz.runs.artifacts import save_result
from creditviz.runs.work.search import RESULT
from creditviz.specification import SearchSpec

TRIALS = (
    Trial({"max_depth": 3, "learning_rate": 0.0312345}, "finished", 0.77, 1.5, 40),
    Trial({"max_depth": 8, "learning_rate": 0.2}, "pruned", 0.71, 0.4, 9, np.array([[9.0, 0.71]])),
    Trial({"max_depth": 4, "learning_rate": 0.05}, "finished", 0.785, 1.2, 38),
    Trial({"max_depth": 2, "learning_rate": 0.01}, "failed", reason="no such luck"),
)


@pytest.fixture
def store(home):
    return Workspace(home).store


@pytest.fixture
def searched(home, store):
    """`searched("stopped", trials)`: a search run in that state with these trials."""

    def make(status, trials=TRIALS):
        book = store.books()[0]
        spec = SearchSpec(book=book.hash, schema_hash=book.schema_hash, model="xgboost", n_trials=6, seed=2)
        run = store.add_run(spec, name="XGBoost, 6 trials, seed 2", status=status)
        store.change_run(run.id, heartbeat=time.time() + 1000)  # its worker lives
        if trials:
            found = Search("xgboost", "tpe", "auc", 6, trials, {"train": 100, "validation": 80}, ("it flatters",))
            folder = Workspace(home).run_folder(run.id)
            folder.mkdir(parents=True, exist_ok=True)
            save_result(found, folder / RESULT)
        return run

    return make


def words(app):
    return " ".join(text.value for text in [*app.markdown, *app.caption])


def test_the_form_queues_one_search_a_model(open_page, home, store):
    app = open_page("training", home)
    app.multiselect(key="form_models").set_value(["xgboost", "svm"]).run()
    app.number_input(key="set_xgboost_default_max_depth").set_value(2).run()
    app.number_input(key="search_trials").set_value(7).run()
    app.multiselect(key="search_vary_xgboost_range_5").set_value(["learning_rate", "subsample"]).run()
    app.button(key="start_search").click().run()
    assert not app.exception and not app.error
    queued = {run.specification.model: run for run in store.runs(kind="search")}
    spec = queued["xgboost"].specification
    assert (spec.n_trials, spec.method, spec.metric) == (7, "tpe", "auc")
    assert spec.parameters == {"max_depth": 2} and set(spec.searched) == {"learning_rate", "subsample"}
    assert queued["svm"].name.endswith("7 trials")
    assert app.button(key=f"stop_{queued['svm'].id}")


def test_what_a_search_cannot_do_is_said_beside_the_dead_button(open_page, home):
    app = open_page("training", home)
    app.multiselect(key="form_models").set_value(["xgboost"]).run()
    assert not app.button(key="start_search").disabled
    app.selectbox(key="form_protocol").set_value("kfold").run()
    assert app.button(key="start_search").disabled and "other test rows than k-fold" in words(app)
    app.selectbox(key="form_protocol").set_value("holdout").run()
    app.multiselect(key="form_models").set_value([]).run()
    assert app.button(key="start_search").disabled


def test_a_search_that_has_not_begun_says_so(open_page, home, searched):
    searched("queued", trials=())
    app = open_page("training", home)
    assert not app.exception and "Waiting for its turn" in words(app)


@pytest.mark.parametrize("status", ["running", "stopped", "finished"])
def test_the_best_so_far_is_shown_and_trained_with(open_page, home, store, searched, status):
    run = searched(status)
    app = open_page("training", home)
    assert not app.exception and not app.error
    shown = words(app)
    assert "0\\.7850, trial 3" in shown and "4 of 6 trials are made" in shown
    assert "2 finished, 1 cut short, 1 failed" in shown and "it flatters" in shown
    assert ("these are kept" in shown) == (status == "stopped")
    table = next(frame.value for frame in app.dataframe if "Tree depth" in frame.value)
    assert table["Tree depth"].tolist() == ["4", "3"] and table["Learning rate"].tolist() == ["0.05", "0.0312"]
    app.button(key=f"train_best_{run.id}").click().run()
    assert not app.exception and not app.error
    trained = store.runs(kind="training", status=("queued",))[0]
    assert trained.specification.parameters == {"max_depth": 4, "learning_rate": 0.05}
    assert trained.specification.seed == 2 and trained.name == "XGBoost, seed 2, best of 4 trials"
    assert run.id in trained.notes and "Tree depth 4, Learning rate 0.05" in trained.notes


def test_trials_that_all_failed_leave_nothing_to_train(open_page, home, searched):
    run = searched("failed", trials=TRIALS[3:])
    app = open_page("training", home)
    assert not app.exception and "None has finished yet" in words(app)
    assert f"train_best_{run.id}" not in [button.key for button in app.button]
