"""The ground floor: schema, hyper-parameters, registry, specification."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.hyperparameters import Choice, Range
from creditviz.registry import Entry, Preset, Registry
from creditviz.schema import DerivedChannel, SequenceFeature, TableSchema
from creditviz.specification import TrainingSpec, make_specification, read_specification

SCHEMA = TableSchema(
    target="bad",
    bad=(1,),
    good=(0,),
    numeric=("limit", "age"),
    categorical=("sex",),
    sequences=(SequenceFeature("bill", ("b2", "b1")), SequenceFeature("status", ("s2", "s1"), "code")),
    derived=(DerivedChannel("used", "bill", "limit"),),
    protected=("age", "sex"),
    labels={"limit": "Credit limit"},
)


@pytest.mark.parametrize("where", ["numeric", "categorical", "sequences"])
def test_the_target_among_the_features_is_an_error(where):
    features = {where: (SequenceFeature("x", ("bad", "b1")),) if where == "sequences" else ("bad",)}
    with pytest.raises(SchemaError, match="target may not be a feature"):
        TableSchema(target="bad", **features)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"numeric": ("a", "a")}, "one role"),
        ({"numeric": ("a",), "categorical": ("a",)}, "one role"),
        ({"sequences": (SequenceFeature("x", ("a", "b")), SequenceFeature("y", ("c", "d", "e")))}, "same months"),
        ({"bad": (1,), "good": (1,)}, "two meanings"),
        ({"numeric": ("a",), "identifier": "a"}, "one role"),
        ({"split": "a", "date": "a"}, "one role"),
        ({"sequences": (SequenceFeature("x", ("a", "b")),), "protected": ("a",)}, "months of a sequence"),
        (
            {
                "target": "bad",
                "sequences": (SequenceFeature("x", ("a", "b")),),
                "derived": (DerivedChannel("leak", "x", "bad"),),
            },
            "derived channel",
        ),
    ],
)
def test_a_schema_that_contradicts_itself_is_an_error(parts, says):
    with pytest.raises(SchemaError, match=says):
        TableSchema(**parts)


def test_a_schema_survives_json_and_its_hash_names_it():
    assert TableSchema.from_json(SCHEMA.to_json()) == SCHEMA
    assert TableSchema.from_json(SCHEMA.to_json()).hash == SCHEMA.hash
    assert SCHEMA.without(["age"]).hash != SCHEMA.hash
    inspected = json.dumps({"book": {}, "schema": {**json.loads(SCHEMA.to_json()), "hash": SCHEMA.hash}})
    assert TableSchema.from_json(inspected) == SCHEMA, "what `inspect --json` prints is a schema file"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}x", '{"oracle": 1}', '{"sequences": [1]}', '{"numeric": "income"}', '{"labels": 5}']
)
def test_what_is_no_schema_is_one_sentence(text):
    with pytest.raises(SchemaError, match="cannot be read"):
        TableSchema.from_json(text)


def test_a_model_sees_protected_attributes_only_when_asked_for():
    assert SCHEMA.features() == ("limit", "b2", "b1", "s2", "s1")
    assert SCHEMA.for_model(use_protected=False).features(use_protected=True) == SCHEMA.features()
    assert SCHEMA.for_model(use_protected=True) is SCHEMA


@given(st.integers(-5, 5), st.integers(0, 10), st.integers(-20, 20))
def test_a_range_takes_what_lies_in_it_and_nothing_else(low, width, value):
    legal = Range(low, low + width)
    if low <= value <= low + width:
        legal.check("n", value)
        assert legal.parse("n", str(value)) == value
    else:
        with pytest.raises(SpecificationError, match="n must be a whole number from"):
            legal.check("n", value)


@pytest.mark.parametrize("value", ["3", None, True, 2.5, float("nan")])
def test_a_whole_number_is_no_other_thing(value):
    with pytest.raises(SpecificationError):
        Range(1, 5).check("n", value)


def test_a_choice_tells_false_from_nothing():
    legal = Choice((True, False, None, "a"))
    assert [legal.parse("x", text) for text in ("True", "false", "none", "a")] == [True, False, None, "a"]
    with pytest.raises(SpecificationError, match="one of True, False, None, 'a'"):
        legal.check("x", "b")


def test_a_registry_imports_an_entry_when_it_is_asked_for():
    registry: Registry[Entry] = Registry("model", {"here": "tests.test_ground:ENTRY", "broken": "no.such:ENTRY"})
    assert list(registry) == ["here", "broken"] and "here" in registry and len(registry) == 2
    assert registry["here"] is ENTRY
    with pytest.raises(SpecificationError, match="no model called 'x'"):
        registry["x"]
    with pytest.raises(SpecificationError, match="presets default"):
        ENTRY.preset("x")


ENTRY = Entry(label="Here", estimator="collections:Counter", about="A counter.", presets={"default": Preset()})


def test_a_specification_survives_json():
    spec = TrainingSpec(book="b", schema_hash="s", model="m", parameters={"n": 1, "deep": [1, 2]})
    assert read_specification(spec.to_json()) == spec
    assert json.loads(spec.to_json())["kind"] == "training"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "oracle"}', '{"kind": "training"}', "3"])
def test_what_is_no_specification_is_one_sentence(text):
    with pytest.raises(SpecificationError, match="cannot be read"):
        read_specification(text)


@pytest.mark.parametrize(
    "change", [{"seed": -1}, {"ratio": 0.0}, {"folds": 1}, {"protocol": "x"}, {"oracle": 1}, {"test_share": 1.0}]
)
def test_an_illegal_specification_names_the_field(change):
    with pytest.raises(SpecificationError, match=next(iter(change))):
        make_specification(TrainingSpec, book="b", schema_hash="s", model="m", **change)


def test_listing_models_and_runs_imports_nothing_heavy():
    code = (
        "import sys; from creditviz.models import MODELS; from creditviz.sampling import SAMPLERS;"
        "from creditviz.runs import Workspace, books; from creditviz.runs.engine import jobs;"
        "from creditviz.runs.work import training, explanation;"
        "[e.label for e in (*MODELS.values(), *SAMPLERS.values())];"
        "print([m for m in ('torch', 'xgboost', 'shap', 'imblearn', 'distributed', 'streamlit') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
