"""The door without a browser: keys that are a contract, exit codes, one clear line for a mistake."""

import json
import re

import pytest

from creditviz.runs import Workspace
from creditviz.runs.lock import EngineLock
from creditviz.schema import TableSchema
from tests.bad_files import BAD_FILES, BAD_TARGETS, STRANGE_BUT_LEGAL

FIGURES = {
    *("auc", "ks", "gini", "brier", "h_measure", "threshold"),
    *("recall", "specificity", "f1", "accuracy", "majority_accuracy", "brier_constant"),
}
QUICK = ("--model", "xgboost", "--set", "n_estimators=20", "--set", "learning_rate=0.2")


@pytest.fixture
def store(run, tmp_path):
    return Workspace.open(tmp_path / "home").store


def test_train_prints_the_keys_of_the_contract(run, small_book):
    result = run("train", small_book, *QUICK, "--seed", "3", "--json")
    assert result.exit_code == 0, result.output
    out = json.loads(result.stdout)
    assert (out["model"], out["sampler"], out["protocol"], out["seed"]) == ("xgboost", "none", "holdout", 3)
    assert set(out["rows"]) == {"train", "synthetic", "validation", "test"}
    assert sum(out["rows"].values()) == 2000
    assert set(out["test"]) >= FIGURES and set(out["validation"]) >= FIGURES
    assert out["test"]["gini"] == pytest.approx(2 * out["test"]["auc"] - 1)
    assert out["device"] == "cpu" and out["seconds"] > 0


def test_k_fold_prints_pooled_figures_and_each_fold(run, small_book):
    out = json.loads(run("train", small_book, *QUICK, "--protocol", "kfold", "--folds", "3", "--json").stdout)
    assert out["rows"]["test"] == 2000 and len(out["folds"]) == 3
    assert min(f["auc"] for f in out["folds"]) <= out["test"]["auc"] <= max(f["auc"] for f in out["folds"]) + 0.01


def test_inspect_prints_schema_and_findings(run, small_book):
    result = run("inspect", small_book, "--json")
    out = json.loads(result.stdout)
    assert out["schema"]["target"] and out["schema"]["sequences"]
    assert all({"verdict", "what", "columns"} <= set(f) for f in out["findings"])
    assert "Findings" in run("inspect", small_book).stdout


def test_a_run_is_listed_repeated_and_equal(run, small_book):
    first = json.loads(run("train", small_book, *QUICK, "--json").stdout)
    again = json.loads(run("rerun", first["run"], "--json").stdout)
    assert again["same_book"] and again["test"] == first["test"]
    assert again["difference"]["auc"] == 0.0 and all(again["within_tolerance"].values())
    assert again["file"]["same"] and again["versions"] == {}
    listed = json.loads(run("runs", "--json").stdout)
    assert [r["run"] for r in listed] == [again["run"], first["run"]]


def test_a_finished_run_can_neither_go_on_nor_stop(run, small_book):
    first = json.loads(run("train", small_book, *QUICK, "--json").stdout)
    for command in ("resume", "cancel"):
        result = run(command, first["run"], "--json")
        assert result.exit_code == 2
        assert "finished" in json.loads(result.stderr)["error"]


def test_queue_without_an_open_app_is_one_sentence(run, small_book, store, monkeypatch):
    monkeypatch.setattr("creditviz.runs.liveness.TAKE_OVER_SECONDS", 0.0)
    assert "no app is open" in clear(run("train", small_book, *QUICK, "--queue", "--json"))
    assert store.runs() == []


def test_queue_leaves_the_run_to_the_engine(run, small_book, store, tmp_path):
    engine = EngineLock(tmp_path / "home")
    assert engine.take()
    result = run("train", small_book, *QUICK, "--queue", "--json")
    engine.release()
    queued = json.loads(result.stdout)
    assert store.run(queued["run"]).status == "queued"
    assert run("cancel", queued["run"]).exit_code == 0
    assert store.run(queued["run"]).status == "stopped"


def clear(result) -> str:
    """The one sentence of a refused command."""
    assert result.exit_code == 2, result.output
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1 and "Traceback" not in result.output
    return json.loads(lines[0])["error"]


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
@pytest.mark.parametrize("command", [("inspect",), ("train", *QUICK)], ids=["inspect", "train"])
def test_a_file_that_cannot_be_read_is_one_sentence(run, store, tmp_path, bad, command):
    path = tmp_path / bad.name
    bad.write(path)
    sentence = clear(run(command[0], path, *command[1:], "--json"))
    assert re.search(bad.says, sentence), sentence
    assert "however" in sentence and sentence.endswith(".")
    assert store.books() == [] and store.runs() == []
    assert list((tmp_path / "home" / "books").glob("*")) == []


@pytest.mark.parametrize("command", [("inspect",), ("train", *QUICK)], ids=["inspect", "train"])
@pytest.mark.parametrize("bad", BAD_TARGETS, ids=lambda bad: bad.name)
def test_outcomes_that_cannot_be_used_are_one_sentence(run, store, tmp_path, bad, command):
    path = tmp_path / bad.name
    bad.write(path)
    sentence = clear(run(command[0], path, *command[1:], *bad.options, "--json"))
    assert re.search(bad.says, sentence), sentence
    assert store.runs() == []


@pytest.mark.parametrize("odd", STRANGE_BUT_LEGAL, ids=lambda odd: odd.name)
def test_a_strange_file_is_trained_on(run, tmp_path, odd):
    path = tmp_path / odd.name
    odd.write(path)
    result = run("train", path, *QUICK, "--target", "bad", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["rows"]["test"] > 90


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--model", "oracle"), "no model called 'oracle'"),
        (("--model", "xgboost", "--sampler", "oracle"), "no sampler called 'oracle'"),
        (("--model", "xgboost", "--set", "max_depth=99"), "max_depth must be"),
        (("--model", "xgboost", "--set", "oracle=1"), "oracle=1"),
        (("--model", "xgboost", "--set", "max_depth"), "name=value"),
        (("--model", "xgboost", "--set", "max_depth=3", "--set", "max_depth=4"), "twice"),
        (("--model", "xgboost", "--ratio", "-1"), "ratio"),
        (("--model", "xgboost", "--ratio", "nan"), "ratio"),
        (("--model", "xgboost", "--device", "oracle"), "device"),
        (("--model", "xgboost", "--folds", "1", "--protocol", "kfold"), "folds"),
        (("--model", "xgboost", "--schema", "nowhere.json"), "nowhere.json"),
    ],
)
def test_a_wrong_option_is_one_sentence(run, store, small_book, arguments, says):
    assert says in clear(run("train", small_book, *arguments, "--json"))
    assert store.runs() == []


@pytest.mark.parametrize("command", [("inspect",), ("train", "--model", "xgboost")], ids=["inspect", "train"])
def test_a_schema_of_another_book_is_one_sentence(run, store, small_book, tmp_path, command):
    schema = json.loads(run("inspect", small_book, "--json").stdout)["schema"]
    file = tmp_path / "schema.json"
    file.write_text(json.dumps({**schema, "numeric": [*schema["numeric"], "oracle"]}))
    assert "oracle" in clear(run(command[0], small_book, *command[1:], "--schema", file, "--json"))
    file.write_bytes(bytes(range(128, 256)))
    assert "is a text in UTF-8" in clear(run(command[0], small_book, *command[1:], "--schema", file, "--json"))
    assert store.runs() == []


def test_a_command_leaves_the_schema_that_somebody_corrected(run, store, small_book, tmp_path):
    found = json.loads(run("inspect", small_book, "--json").stdout)
    key, feature = found["book"]["hash"], found["schema"]["numeric"][0]
    corrected = TableSchema.from_json(json.dumps(found)).without([feature])
    store.put_schema(key, corrected.hash, corrected.to_json())
    trained = json.loads(run("train", small_book, *QUICK, "--json").stdout)
    assert store.book(key).schema_hash == corrected.hash
    other = tmp_path / "other.csv"
    other.write_text("a,b,bad\n" + "".join(f"{i},{i * 7 % 11},{i % 2}\n" for i in range(100)))
    assert "not in this one" in clear(run("rerun", trained["run"], "--data", other, "--json"))
    assert store.book(store.books()[0].hash).name == "other.csv" and len(store.runs()) == 1


def test_a_book_without_features_is_one_sentence(run, store, tmp_path):
    file = tmp_path / "outcomes.csv"
    file.write_text("loan_id,bad\n" + "".join(f"{i},{i % 3 == 0:d}\n" for i in range(100)))
    assert "at least one feature" in clear(run("train", file, *QUICK, "--json"))
    assert store.runs() == []


@pytest.mark.parametrize(
    "arguments", [("train", "x.csv"), ("train", "x.csv", "--model", "m", "--protocol", "x"), ("x",)]
)
def test_wrong_usage_is_one_line_of_json(run, arguments):
    assert clear(run(*arguments, "--json")).endswith("See --help.")


def test_a_workspace_that_cannot_be_opened_is_one_sentence(run, tmp_path, monkeypatch, small_book):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("CREDITVIZ_HOME", str(tmp_path / "file"))
    assert "CREDITVIZ_HOME" in clear(run("runs", "--json"))
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "creditviz.db").write_text("not a database, but long enough to be read as one " * 20)
    monkeypatch.setenv("CREDITVIZ_HOME", str(broken))
    assert "CREDITVIZ_HOME" in clear(run("runs", "--json"))


def test_a_file_that_is_not_there_is_one_sentence(run):
    assert "nowhere.csv" in clear(run("inspect", "nowhere.csv", "--json"))
