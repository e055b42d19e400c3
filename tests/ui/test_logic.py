"""What the pages decide: names, roles, the judged run, the demo, safe downloads."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.exceptions import SchemaError
from creditviz.models import MODELS
from creditviz.reporting.card import Card
from creditviz.reporting.suggestion import suggest
from creditviz.runs import Workspace
from creditviz.runs.books import book_frame, get_schema
from creditviz.runs.engine import jobs
from creditviz.ui import demo
from creditviz.ui.book.schema_editor import changed_roles, save, schema_rows, typed
from creditviz.ui.book.uploads import folder_files
from creditviz.ui.forms.settings import changed_settings, default_settings, prefill
from creditviz.ui.runs.judging import champion_id, colours, judged_run, training_runs
from creditviz.ui.runs.names import labels
from creditviz.ui.words import literal, time_left


@given(st.text())
def test_literal_loses_no_character_and_leaves_no_markdown(text):
    shown = literal(text)
    assert shown.replace("\\", "").replace("\u2060", "") == " ".join(text.split()).replace("\\", "").replace(
        "\u2060", ""
    )
    unescaped = [i for i, c in enumerate(shown) if c in "*_[]`<$#|" and (i == 0 or shown[i - 1] != "\\")]
    assert not unescaped


@given(st.floats(0, 1e6))
def test_time_left_is_a_guess_in_words(seconds):
    words = time_left(seconds)
    assert words == "almost done" or (words.startswith("at most ") and words.endswith(" left"))


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0")), min_size=1))
def test_a_downloaded_cell_is_never_a_formula(cells):
    rows = list(csv.reader(io.StringIO(Card("k", "f", "s", "h", numbers={"=x": cells}).to_csv())))
    begin = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert all(is_number(cell) for cell in begin)


def test_a_number_in_text_stays_a_number_and_a_formula_does_not():
    card = Card("k", "f", "s", "h", numbers={"bin": ["-1", "+2.5", "-1+1", "=A1", "@x"]})
    assert card.to_csv().split() == ["bin", "-1", "+2.5", "'-1+1", "'=A1", "'@x"]


@pytest.fixture
def sample(trained_home):
    workspace = Workspace(trained_home)
    return workspace, workspace.store.books()[0]


def test_unchanged_rows_of_the_editor_change_no_role(sample):
    workspace, book = sample
    schema = get_schema(workspace, book.schema_hash)
    rows = schema_rows(schema, {}, list(book_frame(workspace, book).columns)).to_dict("records")
    assert changed_roles(schema, rows) == {}
    assert {row["column"] for row in rows if row["protected"]} == set(schema.protected)


def test_saving_makes_a_new_schema_and_keeps_the_earlier_one(sample):
    workspace, book = sample
    schema = get_schema(workspace, book.schema_hash)
    rows = schema_rows(schema, {}, list(book_frame(workspace, book).columns)).to_dict("records")
    income = next(row for row in rows if row["column"] == "income")
    income |= {"role": "ignored", "name": "Pay"}
    try:
        rows[-1] = rows[-1] | {"name": float("nan")}  # a name that was typed and cleared
        changed = save(workspace, book, schema, {"target": schema.target}, rows)
        assert changed.schema_hash != book.schema_hash
        assert "income" in get_schema(workspace, changed.schema_hash).ignored
        assert "income" in get_schema(workspace, book.schema_hash).numeric
    finally:
        workspace.store.put_schema(book.hash, schema.hash, schema.to_json())


def test_an_outcome_that_does_not_work_out_is_not_saved(sample):
    workspace, book = sample
    schema = get_schema(workspace, book.schema_hash)
    rows = schema_rows(schema, {}, list(book_frame(workspace, book).columns)).to_dict("records")
    with pytest.raises(SchemaError, match="however"):
        save(workspace, book, schema, {"target": schema.target, "bad": ["no such value"]}, rows)
    assert workspace.store.book(book.hash).schema_hash == book.schema_hash


@pytest.mark.parametrize("cell", [None, float("nan"), "", "  ", "Ort"])
def test_a_cleared_business_name_is_none(cell):
    assert typed(cell) == (cell if cell == "Ort" else "")


def test_the_run_is_suggested_by_validation_until_a_champion_is_chosen(sample):
    workspace, book = sample
    runs = training_runs(workspace, book)
    best = next(run for run in runs if run.id == suggest(workspace, runs).run)
    worst = next(run for run in runs if run.id != best.id)
    suggested = judged_run(workspace, book, runs)
    assert (suggested.run.id, suggested.chosen) == (best.id, False)
    workspace.store.make_champion(book.hash, worst.id, reason="simple", author="Ann")
    chosen = judged_run(workspace, book, runs)
    assert (chosen.run.id, chosen.chosen, chosen.reason) == (worst.id, True, "simple")
    assert champion_id(workspace, book) == worst.id
    workspace.store.make_champion(book.hash, "", reason="none", author="test")


def test_a_stored_specification_does_not_lean_on_a_preset(sample):
    from creditviz.experiment.fitting import resolve

    workspace, book = sample
    for run in training_runs(workspace, book):
        preset = MODELS[run.specification.model].preset("default").parameters
        assert run.specification == resolve(run.specification)
        assert preset.keys() <= run.specification.parameters.keys()


def test_a_leaky_replay_is_never_suggested(sample):
    from dataclasses import replace

    workspace, book = sample
    runs = training_runs(workspace, book)
    leaky = [replace(run, summary=json.dumps({**run.figures, "leaky": True})) for run in runs]
    assert judged_run(workspace, book, leaky) is None
    assert judged_run(workspace, book, [leaky[0], runs[1]]).run.id == runs[1].id


def test_a_run_keeps_its_colour_whatever_else_is_chosen(sample):
    workspace, book = sample
    runs = training_runs(workspace, book)
    names = labels(runs)
    both = colours(runs, names, [run.id for run in runs])
    assert len(set(both.values())) == len(runs)
    for run in runs:
        assert colours(runs, names, [run.id]) == {names[run.id]: both[names[run.id]]}


def test_only_what_differs_from_the_preset_goes_into_a_specification():
    state: dict = {}
    assert changed_settings("xgboost", "default", state) == {}
    prefill("xgboost", "default", {**default_settings("xgboost", "default"), "max_depth": 3}, state)
    assert changed_settings("xgboost", "default", state) == {"max_depth": 3}


def test_the_demo_trains_once(tmp_path):
    workspace = Workspace(tmp_path)
    demo.begin(workspace)
    runs = workspace.store.runs()
    assert [run.specification.model for run in reversed(runs)] == list(demo.RUNS)
    assert all(map(demo.is_demo, runs)) and not demo.reading(workspace)
    for run in runs:
        jobs.stop(workspace, run.id)
        jobs.delete_run(workspace, run.id)
    workspace.store.delete_book(runs[0].book)
    demo.begin(workspace)
    assert workspace.store.runs() == []


def test_a_demo_that_another_living_process_reads_is_left_to_it(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.store.set(demo.STATE, f"reading {os.uname().nodename}:{os.getpid()}")
    demo.begin(workspace)
    assert workspace.store.books() == []


def test_folder_files_names_tables_only(tmp_path):
    for name in ("a.csv", "b.txt.gz", "c.pdf", "deep/d.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert folder_files(tmp_path) == ["a.csv", "b.txt.gz", str(Path("deep/d.parquet"))]
    assert folder_files(tmp_path / "nowhere") == []
