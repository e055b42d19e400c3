"""Tabs of the Explanation page on real runs."""

import json

import pytest
import streamlit as st

from creditviz.runs import Workspace
from creditviz.runs.reading.reasons import KEPT
from creditviz.ui.explanation.facts import ACCOUNT


def texts(app):
    return " ".join(str(element.value) for element in [*app.markdown, *app.caption, *app.warning, *app.error])


@pytest.fixture
def opened(open_page, trained_home):
    """`opened(tab)`: the page with this tab open, on the XGBoost run."""

    def at(tab):
        app = open_page("explanation", trained_home)
        run = next(run for run in Workspace(trained_home).store.runs(kind="training") if run.name == "XGBoost")
        app.session_state["explanation_run"] = run.id
        app.session_state["explanation_tabs"] = tab
        return app.run(), run

    return at


def test_one_account_is_found_by_its_identifier_and_kept_on_other_tabs(opened):
    app, _ = opened("One account")
    assert not app.exception, app.exception
    assert "PD" in texts(app) and "against" in texts(app)
    app.text_input(key="account_id").set_value("nobody").run()
    assert "is none of the 60 accounts" in texts(app)
    second = app.dataframe[0].value
    assert len(second) > 3
    assert not app.exception


def test_a_model_without_attention_says_so(opened):
    app, _ = opened("Attention")
    assert not app.exception and "This model has no attention" in texts(app)


def test_letters_show_their_reasons_and_bad_files_are_refused(opened, trained_home):
    app, run = opened("Reasons and letter")
    assert not app.exception, app.exception
    assert "of the reasons stay" in texts(app) and "would be told" in texts(app)
    assert "is known when the same run exists with them" in texts(app)
    assert "(can change with time)" in texts(app) or "(history)" in texts(app), "every reason has its nature"
    store = Workspace(trained_home).store
    store.decide(run.id, KEPT, json.dumps({"reasons": [{"column": "no such", "sentence": "?"}]}))
    try:
        app, _ = opened("Reasons and letter")
        assert not app.exception and "the model does not read no such" in texts(app)
        assert "would be told" in texts(app), "the usual sentences stand in"
        app.button(key="reasons_reset").click().run()
        assert not app.exception and "Not all kept sentences" not in texts(app)
        kept = store.decisions(run.id, KEPT)
        assert len(kept) == 2 and "speaks against" in kept[0].value
    finally:
        app.session_state[ACCOUNT] = None
        from sqlalchemy import delete

        from creditviz.runs.shelves import tables

        store._do(delete(tables.decisions))


def test_a_changed_account_gets_a_new_pd_and_another_waterfall(opened):
    app, _ = opened("What if")
    app.toggle(key="what_if_on").set_value(True).run()
    assert not app.exception, app.exception
    before = app.metric[0].value
    field = app.number_input[0]
    field.set_value(field.max if field.value != field.max else field.min).run()
    assert not app.exception and "as changed" in texts(app)
    assert app.metric[0].value != before or app.metric[0].delta


def test_a_book_that_is_gone_costs_an_account_its_values_alone(opened, trained_home):
    workspace = Workspace(trained_home)
    away = [path.rename(path.with_suffix(".away")) for path in workspace.books.glob("*.parquet")]
    st.cache_resource.clear()
    try:
        app, _ = opened("One account")
        assert not app.exception and "its file is gone" in texts(app)
        assert "against" in texts(app) and "account row" in texts(app)
        assert list(app.dataframe[0].value) == ["Column", "Contribution"]
    finally:
        for path in away:
            path.rename(path.with_suffix(".parquet"))


def test_the_smallest_changes_are_said_and_what_stays_fixed_is_not_among_them(opened):
    app, _ = opened("What would change it")
    app.toggle(key="nearest_on").set_value(True).run()
    assert not app.exception and "No input of this model can be changed now" in texts(app), "a card's months are past"
    app.toggle(key=next(box.key for box in app.toggle if "_every_" in box.key)).set_value(True).run()
    assert "nothing has been searched with these choices yet" in texts(app) and not app.dataframe
    app.button(key="nearest_search").click().run()
    assert not app.exception and "the model would say" in texts(app)
    changed = app.dataframe[0].value["column"].tolist()
    held = app.multiselect(key=next(box.key for box in app.multiselect if "_held_" in box.key))
    held.set_value(list(held.options)).run()
    assert "nothing has been searched" in texts(app), "a change alone searches nothing"
    app.button(key="nearest_search").click().run()
    assert not app.exception and changed and "Every column is held fixed" in texts(app)


def test_a_sensitive_true_reason_holds_the_letter_until_a_person_answers(opened, trained_home, monkeypatch):
    from sqlalchemy import delete

    from creditviz.ui.explanation import letter

    app, _ = opened("Reasons and letter")
    assert not app.exception and any(button.label == "Letter as HTML" for button in app.get("download_button"))
    monkeypatch.setattr(letter, "sensitive_columns", _all_sensitive)
    app.run()
    assert "No letter is written until a person has answered" in texts(app)
    assert not any(button.label == "Letter as HTML" for button in app.get("download_button"))
    answer = next(button for button in app.button if button.label == "Answer for it")
    answer.click().run()
    assert not app.exception and "one is empty" in texts(app)
    app.text_input(key=letter.AUTHOR).set_value("Ann")
    app.text_input(key=letter.REASON).set_value("The law allows it")
    next(button for button in app.button if button.label == "Answer for it").click().run()
    assert not app.exception and "Ann answers for" in texts(app)
    assert any(button.label == "Letter as HTML" for button in app.get("download_button"))
    from creditviz.runs.shelves import tables

    Workspace(trained_home).store._do(delete(tables.decisions))


def _all_sensitive(schema):
    names = [*schema.features(use_protected=True), *(s.name for s in schema.sequences)]
    return dict.fromkeys(names, "a protected attribute")
