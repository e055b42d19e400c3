"""The Balancing page: what it shows of runs, what its forms queue, how its rows get into a training and a file."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.runs.reading.export import ORIGIN
from creditviz.ui.balancing.export import table_bytes
from tests.balancing_runs import N_ROWS, STEPS, add_balancing, add_study
from tests.ui import reading
from tests.ui.reading import sound, words

TABS = ("Make", "Like real rows?", "Rows", "Copies anyone?", "Does it help?", "Export and train")
PARTS = ("Verdict", "Feature by feature", "Month by month", "Features together", "Map", "Rules")
HELP_PARTS = ("These rows", "Sampler study", "Resampling guard", "Published numbers")


@pytest.fixture(scope="module")
def home(tmp_path_factory, sample_book):
    """Home of a workspace with two balancing runs of one split, one of another, and a study."""
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    book = add_book(workspace, sample_book, name="Sample credit cards")
    add_balancing(workspace, book, sampler="smote")
    add_balancing(workspace, book, sampler="adasyn")
    add_balancing(workspace, book, sampler="random", name="A copy", steps=STEPS, seed=1)
    add_study(workspace, book)
    return workspace.home


@pytest.fixture
def store(home):
    """The store, without the runs that a test has queued once it is over."""
    store = Workspace(home).store
    yield store
    for run in store.runs(status=("queued", "stopped")):
        store.delete_run(run.id)


def at(open_page, home, tab):
    """The page with a tab open."""
    return reading.at(open_page, home, "balancing", tab)


def balancing_run(store, name):
    """The run of that name."""
    return next(run for run in store.runs(kind="balancing") if run.name == name)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_shows_and_says_what_to_do_without_rows(tab, open_page, home, tmp_path, sample_book):
    at(open_page, home, tab)
    workspace = Workspace(tmp_path / "fresh")
    add_book(workspace, sample_book, name="Sample credit cards")
    app = at(open_page, workspace.home, tab)
    if tab not in ("Make", "Does it help?"):
        assert "SMOTE takes seconds" in words(app)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_likeness_shows_two_runs(part, open_page, home, store):
    app = at(open_page, home, "Like real rows?")
    app.pills[0].set_value([balancing_run(store, name).id for name in ("SMOTE 0.4", "ADASYN 0.4")]).run()
    assert "left out" not in words(app)
    sound(app.button_group(key="likeness_part_6").set_value(part).run())


def test_runs_that_keep_other_rows_apart_are_not_compared(open_page, home, store):
    from creditviz.ui.balancing.choice import comparable

    first, same, other = (balancing_run(store, name) for name in ("SMOTE 0.4", "ADASYN 0.4", "A copy"))
    assert comparable(Workspace(home), [first, other, same]) == ([first, same], [other])
    app = at(open_page, home, "Like real rows?")
    app.pills[0].set_value([first.id, other.id]).run()
    assert "left out: another seed" in words(sound(app))


@pytest.mark.parametrize("part", HELP_PARTS)
def test_every_part_of_help_shows(part, open_page, home):
    app = at(open_page, home, "Does it help?")
    sound(app.button_group(key="help_part_4").set_value(part).run())


def test_the_slider_goes_over_the_kept_steps(open_page, home, store):
    app = at(open_page, home, "Like real rows?")
    app.button_group(key="likeness_part_6").set_value("Feature by feature").run()
    slider = app.select_slider[0]
    assert slider.options == ["1,000 steps", "finished"], "the last step kept is the finished sampler"
    slider.set_value(STEPS[0])
    assert "after 1,000 steps" in words(sound(app.run()))


def test_make_queues_one_run_a_sampler(open_page, home, store):
    app = open_page("balancing", home)
    app.pills(key="balancing_quick").set_value(["smote", "adasyn"]).run()
    app.number_input(key="set_smote_default_k_neighbors").set_value(3).run()
    app.number_input(key="balancing_seed").set_value(7).run()
    app.text_input(key="balancing_name").set_value("Mine").run()
    sound(app.button(key="balancing_start").click().run())
    queued = {run.specification.sampler: run for run in store.runs(status=("queued",))}
    assert {run.name for run in queued.values()} == {"Mine: SMOTE 0.4, seed 7", "Mine: ADASYN 0.4, seed 7"}
    assert queued["smote"].specification.sampler_parameters == {"k_neighbors": 3}
    assert all(run.specification.seed == 7 and run.specification.kind == "balancing" for run in queued.values())


def test_a_ratio_that_is_reached_already_is_said_before_the_start(open_page, home):
    app = open_page("balancing", home)
    assert "synthetic defaulters will be made" in words(app)
    sound(app.slider(key="balancing_ratio").set_value(0.05).run())
    assert "there is nothing to do" in words(app) and app.button(key="balancing_start").disabled
    app.button_group(key="balancing_way").set_value("Rows per defaulter").run()
    assert not sound(app).button(key="balancing_start").disabled


def test_make_again_fills_the_form(open_page, home, store):
    run = balancing_run(store, "A copy")
    app = open_page("balancing", home)
    app.session_state["balancing_template"] = run.id
    sound(app.run())
    assert app.pills(key="balancing_quick").value == ["random"] and app.number_input(key="balancing_seed").value == 1


def test_a_study_is_queued_in_both_orders(open_page, home, store):
    app = at(open_page, home, "Does it help?")
    app.button_group(key="help_part_4").set_value("Sampler study").run()
    app.toggle(key="study_both").set_value(True).run()
    app.pills(key="study_rates").set_value([1.0, 2.0]).run()
    sound(app.button(key="study_start").click().run())
    (run,) = store.runs(status=("queued",))
    spec = run.specification
    assert (spec.orders, spec.rates) == (("after-split", "before-split"), (1.0, 2.0))
    assert (spec.samplers, spec.repeats) == (("random", "smote"), 5)


@pytest.mark.parametrize("orders", [("after-split",), ("after-split", "before-split")])
@pytest.mark.parametrize("rates", [(), (1.0, 2.0)])
def test_the_form_counts_the_models_of_the_plan(orders, rates):
    from creditviz.experiment.study.plan import plan
    from creditviz.specification import SamplerStudySpec
    from creditviz.ui.balancing.study import CLASSIFIERS, n_fits

    asked = {"book": "b", "schema_hash": "s", "samplers": ("random", "smote", "random-under")}
    spec = SamplerStudySpec(**asked, orders=orders, rates=rates, classifiers=CLASSIFIERS, repeats=3)
    assert n_fits(spec) == len(plan(spec))


def test_undo_leaves_what_a_colleague_has_excluded_since(home, store, monkeypatch):
    import streamlit as st

    from creditviz.ui.balancing.rows.exclusions import exclude, include, undo

    monkeypatch.setattr(st, "session_state", {})
    workspace, run = Workspace(home), balancing_run(store, "SMOTE 0.4")
    store.exclude(run.id, [1], reason="old", author="Ann")
    exclude(workspace, run.id, [1, 2, 3], "odd", "Ann")
    store.exclude(run.id, [3], reason="a customer of mine", author="Bob")
    undo(workspace, run.id)
    assert {row: one.reason for row, one in store.exclusions(run.id).items()} == {1: "old", 3: "a customer of mine"}
    include(workspace, run.id, [1, 3])
    store.exclude(run.id, [3], reason="again", author="Bob")
    undo(workspace, run.id)
    assert {row: one.reason for row, one in store.exclusions(run.id).items()} == {1: "old", 3: "again"}
    store.include(run.id, [1, 3])


def test_the_guard_finds_rows_that_were_learned_from(home, store):
    from dataclasses import replace

    from creditviz.runs.reading.synthetic import load_balancing
    from creditviz.ui.balancing.guard import checks

    result = load_balancing(Workspace(home), balancing_run(store, "SMOTE 0.4").id)
    n_book = int(max(result.judged.max(), result.training.max())) + 1
    assert [passed for passed, _ in checks(result, n_book)] == [True, True, True]
    for broken, number in (
        (replace(result, training_bad=result.judged[:2]), 0),
        (replace(result, judged=result.judged + n_book), 1),
        (replace(result, judged=result.judged[[0, 0, 1]]), 2),
    ):
        assert [passed for passed, _ in checks(broken, n_book)].index(False) == number


def test_an_excluded_row_needs_a_reason_and_is_left_out_of_everything(open_page, home, store):
    run = balancing_run(store, "SMOTE 0.4")
    workspace = Workspace(home)
    store.exclude(run.id, [0, 5], reason="too near", author="Ann")
    try:
        app = at(open_page, home, "Export and train")
        app.pills[0].set_value([run.id]).run()
        assert f"{N_ROWS - 2} of {N_ROWS} synthetic rows" in words(sound(app))
        table = pd.read_csv(io.BytesIO(table_bytes(workspace, run.id, "csv", True)()))
        assert len(table) == N_ROWS - 2 and set(table[ORIGIN]) == {"synthetic"}
    finally:
        store.include(run.id, [0, 5])


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_a_download_opens_with_the_columns_of_the_book_and_the_origin(kind, home, store):
    run = balancing_run(store, "SMOTE 0.4")
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}[kind]
    arguments = {"engine": "calamine"} if kind == "xlsx" else {}
    table = read(io.BytesIO(table_bytes(Workspace(home), run.id, kind, False)()), **arguments)
    assert table[ORIGIN].value_counts()["synthetic"] == N_ROWS
    assert len(table) > N_ROWS and "income" in table.columns


def test_the_training_page_takes_stored_rows_with_their_split(open_page, home, store):
    run = balancing_run(store, "A copy")
    store.exclude(run.id, [3], reason="odd", author="Ann")
    app = open_page("training", home)
    app.session_state["training_source"] = run.id
    app.run()
    assert f"{N_ROWS - 1} stored rows, 1 excluded" in words(sound(app))
    app.multiselect(key="form_models").set_value(["xgboost"]).run()
    sound(app.button(key="start").click().run())
    (queued,) = store.runs(kind="training", status=("queued",))
    spec = json.loads(queued.spec)
    assert (spec["balancing"], spec["excluded"], spec["seed"]) == (run.id, [3], 1)
    store.include(run.id, [3])


def test_before_the_split_is_a_switch_that_says_leaky(open_page, home, store):
    app = open_page("training", home)
    app.multiselect(key="form_models").set_value(["xgboost"]).run()
    app.selectbox(key="form_sampler").set_value("smote").run()
    app.toggle(key="form_leaky").set_value(True).run()
    assert "marked as leaky" in words(sound(app))
    sound(app.button(key="start").click().run())
    (queued,) = store.runs(kind="training", status=("queued",))
    assert queued.specification.resample == "before-split"
    assert "before the split" in queued.name


def test_the_table_answers_its_questions():
    from creditviz.reporting.card import Tile
    from creditviz.ui.balancing.make import answers

    def tiles(verdict):
        return [Tile("", verdict, "", "", "")] * 3

    assert answers(tiles("good")) == ["yes", "no", "yes"], "who copies nobody answers no"
    assert answers(tiles("stop")) == ["no", "yes", "no"]
    assert answers(tiles("none")) == ["", "", ""]


def test_a_book_with_few_defaulters_is_told_which_samplers_cannot_serve_it():
    from creditviz.sampling import SAMPLERS
    from creditviz.ui.balancing.form import unsuitable
    from creditviz.ui.book.facts import Part

    few, enough = Part("holdout", "training", 100, 5), Part("holdout", "training", 100, 6)
    can = [key for key in SAMPLERS if key != "none" and not unsuitable(key, few)]
    assert can == ["random", "random-under"]
    assert "5" in unsuitable("smote", few) and not unsuitable("smote", enough)
    assert "ratio" in unsuitable("random-under", enough, by_rate=True)
