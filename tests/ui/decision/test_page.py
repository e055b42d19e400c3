"""The Decision page: one cut-off moves everything, is kept with a reason, and one failing panel leaves the others."""

from __future__ import annotations

import pytest

from creditviz.runs import Workspace


def field(app, start):
    return next(box for box in app.number_input if box.key.startswith(start))


def words(app) -> str:
    return " ".join(text.value.replace("\\", "") for kind in ("markdown", "caption", "error") for text in app.get(kind))


def runs(home) -> dict[str, str]:
    return {run.name: run.id for run in Workspace(home).store.runs(kind="training")}


def boxes(app):
    return next(box for box in app.number_input if box.key.startswith("decision_box_"))


def tab(app, name):
    app.session_state["decision_tabs"] = name
    return app.run()


def test_box_and_slider_follow_each_other_and_everything_moves(open_page, trained_home):
    app = open_page("decision", trained_home)
    assert not app.exception and not app.error
    boxes(app).set_value(100.0).run()
    assert "everybody is approved" in words(app)
    boxes(app).set_value(0.0).run()
    assert "nobody is approved" in words(app) and not app.exception
    slider = next(s for s in app.select_slider if s.key.startswith("decision_slider_"))
    slider.set_value(slider.options and _option(slider, 60)).run()
    assert boxes(app).value == pytest.approx(slider_value(app))
    assert "go bad" in words(app) and not app.exception


def _option(slider, place):
    return float(slider.options[place].rstrip("%"))


def slider_value(app):
    return next(s for s in app.select_slider if s.key.startswith("decision_slider_")).value


def test_a_cut_off_is_kept_with_a_reason_and_its_history(open_page, home):
    store = Workspace(home).store
    app = open_page("decision", home)
    run = next(s.key for s in app.select_slider).removeprefix("decision_slider_")
    keep = next(b for b in app.button if b.label.startswith("Keep this cut-off"))
    keep.click().run()
    assert "one is empty" in words(app) and store.decisions(run) == []
    for pd, reason in ((12.0, "Capacity"), (15.5, "Losses fell")):
        boxes(app).set_value(pd).run()
        app.text_area(key="decision_reason").set_value(reason)
        app.text_input(key="decision_author").set_value("Ana")
        next(b for b in app.button if b.label.startswith("Keep this cut-off")).click().run()
        assert not app.exception and not app.error
    kept = store.decisions(run, "cut-off")
    assert [(d.value["pd"], d.reason, d.author) for d in kept] == [
        (0.155, "Losses fell", "Ana"),
        (0.12, "Capacity", "Ana"),
    ]
    assert kept[0].value["rows"] == 1800 and 0 < kept[0].value["approval_rate"] <= 1
    again = open_page("decision", home)
    assert boxes(again).value == 15.5 and "kept by Ana" in words(again)
    assert "kept by Ana" in words(open_page("overview", home))


@pytest.mark.parametrize("name", ["Swap set", "Fairness", "Points"])
def test_each_tab_answers(name, open_page, trained_home):
    app = tab(open_page("decision", trained_home), name)
    assert not app.exception and not app.error
    found = {
        "Swap set": "The exchange changes profit by",
        "Fairness": "Mistakes by",
        "Points": "Rank correlation 1.000000",
    }
    assert found[name] in words(app)


def test_a_swap_at_own_cut_offs_uses_the_one_that_was_kept(open_page, home):
    app = tab(open_page("decision", home), "Swap set")
    run = next(s.key for s in app.select_slider).removeprefix("decision_slider_")
    other = next(i for i in runs(home).values() if i != run)
    value = {"pd": 0.2, "approval_rate": 0.5, "bad_rate": 0.1, "profit_per_1000": 1.0, "rows": 10}
    Workspace(home).store.decide(other, "cut-off", value, author="Bo", reason="r")
    app.segmented_control(key="decision_swap_way").set_value("Own cut-offs").run()
    assert "kept by Bo" in words(app) and "at 20% in place of" in words(app) and not app.exception


def test_margins_of_zero_say_that_nothing_is_earned(open_page, trained_home):
    app = open_page("decision", trained_home)
    field(app, "decision_margin_").set_value(0.0).run()
    assert not app.exception and "best is to approve nobody" in words(app)
    field(app, "decision_lgd_").set_value(0.0).run()
    assert not app.exception and "Every cut-off earns the same" in words(app)


def test_without_protected_columns_the_page_says_what_to_do(open_page, home):
    from dataclasses import replace

    from creditviz.runs.books import get_schema, save_schema

    workspace = Workspace(home)
    book = workspace.store.books()[0]
    save_schema(workspace, book, replace(get_schema(workspace, book.schema_hash), protected=()))
    app = open_page("decision", home)
    assert not app.exception and not app.error
    assert "No column of this book is marked as protected" in words(app)


def test_a_protected_column_that_the_book_lacks_is_one_sentence(open_page, home):
    from dataclasses import replace

    from creditviz.runs.books import get_schema, save_schema

    workspace = Workspace(home)
    book = workspace.store.books()[0]
    schema = get_schema(workspace, book.schema_hash)
    changed = replace(schema, categorical=(*schema.categorical, "faith"), protected=(*schema.protected, "faith"))
    save_schema(workspace, book, changed)
    app = open_page("decision", home)
    assert not app.exception and "faith" in words(app) and "go bad" in words(app)


def test_a_book_whose_file_is_gone_leaves_the_cut_off_standing(open_page, home):
    workspace = Workspace(home)
    for file in workspace.books.glob("*.parquet"):
        file.unlink()
    app = open_page("decision", home)
    assert not app.exception and "its file is gone" in words(app)
    assert "go bad" in words(app) and "Profit per 1,000 applicants" in words(app)


def test_a_capacity_is_held_against_the_approvals(open_page, trained_home):
    app = open_page("decision", trained_home)
    boxes(app).set_value(100.0).run()
    field(app, "decision_capacity_").set_value(400).run()
    assert "60.0 points more are approved than can be handled" in words(app)


def test_grade_limits_that_do_not_rise_are_one_sentence(open_page, home):
    workspace = Workspace(home)
    for run in workspace.store.runs(kind="training"):
        scale = {"pdo": 20.0, "base_points": 600.0, "base_odds": 50.0, "limits": [0.2, 0.1]}
        workspace.store.decide(run.id, "master-scale", scale)
    app = tab(open_page("decision", home), "Points")
    assert not app.exception and "Correct the limits" in words(app)


def test_a_model_that_tells_nobody_apart_offers_no_cut_off(open_page, home):
    from creditviz.runs.engine import jobs
    from creditviz.specification import ReportSpec

    workspace = Workspace(home)
    known = workspace.store.run(runs(home)["XGBoost"]).specification
    alike = known.model_copy(update={"parameters": {"n_estimators": 1, "gamma": 1e6}})  # no split is worth so much
    run = jobs.run_here(workspace, alike, name="One PD")
    assert run.status == "finished", run.error
    app = open_page("decision", home)
    next(box for box in app.selectbox if box.key.startswith("decision_run_")).set_value(run.id).run()
    assert not app.exception and "it tells nobody apart" in words(app)
    assert not app.select_slider and not any(button.label.startswith("Keep") for button in app.button)
    packed = jobs.run_here(workspace, ReportSpec(run=run.id), name="Pack")
    assert packed.status == "finished", packed.error
    assert "it tells nobody apart" in packed.figures["verdicts"]["cut-off"]["sentence"]
