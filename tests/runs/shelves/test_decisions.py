import pytest

from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.runs.store import Store
from creditviz.specification import TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost")


@pytest.fixture
def store(tmp_path) -> Store:
    return Workspace.open(tmp_path).store


def test_the_newest_decision_comes_first_and_the_earlier_stay(store):
    run = store.add_run(SPEC, name="x")
    store.decide(run.id, "cut-off", {"pd": 0.2}, author="Ana", reason="capacity")
    store.decide(run.id, "calibration", "platt")
    store.decide(run.id, "cut-off", {"pd": 0.1}, author="Bo", reason="losses rose")
    found = store.decisions(run.id, "cut-off")
    assert [(d.value, d.author, d.reason) for d in found] == [
        ({"pd": 0.1}, "Bo", "losses rose"),
        ({"pd": 0.2}, "Ana", "capacity"),
    ]
    assert found[0].at >= found[1].at > 0
    assert [d.what for d in store.decisions(run.id)] == ["cut-off", "calibration", "cut-off"]
    assert store.decisions(run.id, "reasons") == []


def test_decisions_belong_to_one_run_and_go_with_it(store):
    first, second = store.add_run(SPEC, name="x"), store.add_run(SPEC, name="y")
    store.decide(first.id, "cut-off", 0.1)
    store.decide(second.id, "cut-off", 0.2)
    store.delete_run(first.id)
    assert store.decisions(first.id) == []
    assert [d.value for d in store.decisions(second.id)] == [0.2]


def test_a_deleted_run_takes_no_decision(store):
    with pytest.raises(SpecificationError, match="deleted"):
        store.decide("nothing", "cut-off", 0.1)


def test_a_value_that_json_cannot_hold_is_refused(store):
    run = store.add_run(SPEC, name="x")
    with pytest.raises(ValueError, match="not JSON compliant"):
        store.decide(run.id, "cut-off", float("nan"))
