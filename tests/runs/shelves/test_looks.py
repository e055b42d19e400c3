"""Looks are added once a model, watched by the audit log, and taken away by nothing."""

import sqlite3

from creditviz.runs import Workspace
from creditviz.runs.keeping.verify import verify
from creditviz.runs.shelves.looks import Look, method_key, model_key
from creditviz.specification import TrainingSpec, TransferSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")


def test_the_same_model_is_one_look_and_another_seed_is_another(tmp_path):
    store = Workspace(tmp_path).store
    store.look("b", [Look("one", "holdout 0.3", 0, 0.7, 0.02)])
    store.look("b", [Look("one", "holdout 0.3", 0, 0.7, 0.02), Look("two", "holdout 0.3", 1)])
    store.look("other", [Look("one", "holdout 0.3", 0)])
    assert [look.model for look in store.looks("b")] == ["one", "two"]
    assert store.looks("b")[0] == Look("one", "holdout 0.3", 0, 0.7, 0.02)


def test_what_settles_a_model_is_in_its_key_and_nothing_else():
    assert model_key(SPEC) == model_key(SPEC.model_copy(update={"device": "cuda:0", "sealed": True}))
    changed = [
        {"seed": 1},
        {"model": "svm"},
        {"parameters": {"max_depth": 2}},
        {"test_share": 0.2},
        {"schema_hash": "t"},
    ]
    assert len({model_key(SPEC.model_copy(update=change)) for change in ({}, *changed)}) == 6
    transfer = TransferSpec(book="b", schema_hash="s", source="a", source_schema="t", methods=("fdat", "target"))
    alone = transfer.model_copy(update={"methods": ("fdat",)})
    assert method_key(transfer, "fdat") == method_key(alone, "fdat") != method_key(transfer, "target")


def test_a_look_that_was_taken_away_or_changed_is_found(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.store.look("b", [Look("one", "holdout 0.3", 0, 0.7, 0.02), Look("two", "holdout 0.3", 1, 0.6, 0.02)])
    assert verify(workspace).faults == ()
    with sqlite3.connect(tmp_path / "creditviz.db") as database:
        database.execute("UPDATE looks SET value = 0.9 WHERE model = 'one'")
        database.execute("DELETE FROM looks WHERE model = 'two'")
    faults = verify(workspace).faults
    assert sum("changed or removed" in fault for fault in faults) == 2
    assert sum("added by hand" in fault for fault in faults) == 1
