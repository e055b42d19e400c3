"""Training leads with what was trained last, and says in one line what Start will do."""

from __future__ import annotations

from creditviz.models import MODELS
from creditviz.runs import Workspace
from tests.ui.reading import sound, words


def test_idle_the_last_results_come_first_and_the_settings_are_folded(open_page, trained_home):
    app = sound(open_page("training", trained_home))
    runs = Workspace(trained_home).store.runs(kind="training")
    gini = 2 * runs[0].figures["test"]["auc"] - 1
    said = words(app)
    assert "2 runs of this book" in said and f"Gini **{gini:.3f}** on test rows" in said
    assert not next(box for box in app.expander if box.label == "Change models and settings").proto.expanded
    assert "**Fast**" in said and "Not trained on this book yet." in said and "The last time: Gini" in said
    app.multiselect(key="form_models").set_value(["xgboost", "svm"]).run()
    said = words(sound(app))
    assert (
        "**XGBoost** (took" in said
        and f"**{MODELS['svm'].label}** ·" in said
        and "no balancing · hold-out · seed 0" in said
    )


def test_a_curve_that_a_model_does_not_have_is_not_promised(open_page, trained_home):
    app = sound(open_page("training", trained_home))
    store = Workspace(trained_home).store
    trees = next(run for run in store.runs(kind="training") if run.name == "XGBoost")
    assert not any("loss" in point for point in store.points(trees.id))
    assert "Does it still get better?" in words(app) and "Does it still learn?" not in words(app)


def test_while_something_waits_the_queue_comes_first(open_page, home):
    store = Workspace(home).store
    run = store.add_run(store.runs(kind="training")[0].specification, name="waits")
    said = words(sound(open_page("training", home)))
    assert "Work in progress" in said and "waits" in said
    store.delete_run(run.id)
