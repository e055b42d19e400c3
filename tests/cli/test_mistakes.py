"""A mistake that the arguments, the schema or the machine tell is told before a run is stored: exit 2, one sentence."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from creditviz.cli.commands import main
from creditviz.runs import Workspace
from creditviz.runs.reading.trained import load_run_result
from tests.cli.conftest import commands

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"
QUICK = ("--model", "logistic-regression")
LEAKY = ("--sampler", "smote", "--resample", "before-split")


@pytest.fixture(scope="module")
def books(shared):
    """A small book with a date and a given split, one with a protected feature alone, one of a recognised set."""
    random = np.random.default_rng(0)
    n = 240
    book = pd.DataFrame({"income": random.normal(size=n).round(2), "age": random.integers(20, 70, n)})
    book["application_date"] = pd.date_range("2020-01-01", periods=n).strftime("%Y-%m-%d")
    book["split"] = np.where(np.arange(n) % 4 == 0, "test", "train")
    book["default"] = (random.random(n) < 1 / (1 + np.exp(1 - 1.2 * book["income"]))).astype(int)
    paths = {name: shared / f"{name}.csv" for name in ("book", "protected", "known", "few")}
    book.to_csv(paths["book"], index=False)
    book[["age", "default"]].to_csv(paths["protected"], index=False)
    book[:90].to_csv(paths["few"], index=False)
    known = pd.read_csv(GUIDE.parents[1] / "sample_data" / "credit_card_book.csv.gz", nrows=900)
    known["mine"] = np.where(np.arange(900) % 3 == 0, "test", "train")
    known.to_csv(paths["known"], index=False)
    return paths


@pytest.fixture
def store(shared, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_HOME", str(shared / "home"))
    return Workspace.open().store


def every(store):
    return [run.id for archived in (False, True) for run in store.runs(archived=archived)]


def refused(call, store, *arguments) -> str:
    """The one sentence of a refusal that left no run behind."""
    before = every(store)
    result = call(*arguments)
    assert result.exit_code == 2, result.output
    assert every(store) == before
    (line,) = result.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--sampler", "random-under", "--rate", "1"), "Ask for a ratio"),
        (("--device", "cuda:77"), "Choose 'auto' or 'cpu'"),
        (("--ratio", "0.5"), "--ratio belongs to a sampler.*Add --sampler KEY"),
        (("--rate", "2"), "--rate belongs to a sampler"),
        (("--sampler-set", "k_neighbors=3"), "--sampler-set belongs to a sampler"),
        (("--resample", "before-split"), "before-split belongs to a sampler"),
        (("--folds", "3"), "Add --protocol kfold"),
        (("--sampler-preset", "quick"), "--sampler-preset belongs to a sampler"),
        ((*LEAKY, "--protocol", "out-of-time"), "neither a date nor a part.*protocol is out-of-time"),
        ((*LEAKY, "--protocol", "given"), "neither a date nor a part.*protocol is given"),
        (("--sampler", "random-under", "--resample", "before-split"), "only leaves rows out"),
        (("--split", "nowhere", "--protocol", "given"), "'nowhere' is none of them"),
    ],
)
def test_a_training_that_cannot_be_is_refused_before_it_is_stored(call, store, books, options, says):
    assert re.search(says, refused(call, store, "train", books["book"], *QUICK, *options))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("random-under", "--rate", "1"), "Ask for a ratio"),
        (("smote", "--device", "cuda:77"), "Choose 'auto' or 'cpu'"),
        (("smote", "--synthetic-only"), "Add --out OUT"),
        (("random-under", "--synthetic-only", "--out", "some.csv"), "makes none"),
        (("smote", "--out", "nowhere/some.csv"), "folder that exists"),
    ],
)
def test_a_balancing_that_cannot_be_is_refused_before_it_is_stored(call, store, books, options, says):
    assert says in refused(call, store, "balance", books["book"], "--sampler", *options)


def test_a_sampler_that_would_not_fit_into_memory_is_refused_before_it_is_stored(call, store, books, monkeypatch):
    monkeypatch.setattr("creditviz.sampling.memory.memory_limit", lambda: 2**28)
    for command in (("train", books["book"], *QUICK), ("balance", books["book"])):
        deep = ("--sampler-set", "max_depth=10", "--sampler-set", "n_bins=128")
        sentence = refused(call, store, *command, "--sampler", "autoregressive-trees", *deep)
        assert re.search(r"would need about \d\.\d GB for \d columns and may take 0\.2 GB\. Choose", sentence)


def test_a_book_whose_features_are_all_protected_trains_where_they_may_be_read(call, store, books):
    assert "Let the model read protected attributes" in refused(call, store, "train", books["protected"], *QUICK)
    assert call("train", books["protected"], *QUICK, "--use-protected").exit_code == 0


def test_a_recognised_set_may_have_a_split_column_of_ones_own(call, store, books):
    assert "Name it with --split" in refused(call, store, "train", books["known"], *QUICK, "--protocol", "given")
    given = (*QUICK, "--protocol", "given", "--split", "mine", "--json")
    result = call("train", books["known"], *given)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["rows"]["test"] == 300
    shown = json.loads(call("inspect", books["known"], "--split", "mine", "--json").stdout)["schema"]
    assert shown["split"] == "mine" and "mine" not in (*shown["categorical"], *shown["ignored"])


def test_more_neighbours_than_rows_are_all_rows_and_a_note(call, books):
    result = call("train", books["few"], "--model", "k-nearest-neighbours", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    note = next(note for note in found["notes"] if "neighbours" in note)
    assert note.startswith(f"100 neighbours were asked for and there are {found['rows']['train']} training rows")


def test_rows_before_the_split_are_counted_where_they_are(call, store, books):
    found = json.loads(call("train", books["book"], *QUICK, *LEAKY, "--ratio", "2", "--json").stdout)
    rows, result = found["rows"], load_run_result(Workspace.open(), found["run"])
    made = int(result.test.synthetic.sum())
    assert found["leaky"] and made > 0 and found["test"]["n"] == rows["test"] + made == len(result.test)
    text = call("train", books["book"], *QUICK, *LEAKY, "--ratio", "2").stdout
    assert f"{rows['test']} test (+ {made} synthetic)" in text and f"{made} synthetic rows among the test rows" in text
    parts = [int(n) for n in re.findall(r"\(\+ (\d+) synthetic\)", text)]
    assert sum(parts) == rows["synthetic"]


def test_a_replay_that_had_no_row_to_make_is_not_leaky(call, books):
    text = call("train", books["book"], *QUICK, *LEAKY, "--ratio", "0.01").stdout
    assert "no row was added" in text and "LEAKY" not in text and "(+ 0 synthetic)" in text


def test_under_k_fold_no_drift_of_the_score_is_claimed(call, books, shared):
    folds = json.loads(call("train", books["book"], "--model", "xgboost", "--protocol", "kfold", "--json").stdout)
    once = json.loads(call("train", books["book"], *QUICK, "--json").stdout)
    out = shared / "scored.csv"
    found, other = (
        json.loads(call("score", run["run"], books["book"], "--out", out, "--reasons", "0", "--json").stdout)
        for run in (folds, once)
    )
    assert found["psi"] is None and found["csi"] and any("score is not compared" in note for note in found["notes"])
    assert other["psi"] is not None and not any("score is not compared" in note for note in other["notes"])
    text = call("score", folds["run"], books["book"], "--out", out, "--reasons", "0").stdout
    assert "drift against the development: columns from 0.1" in text and "PSI of the score" not in text


def test_what_cannot_be_done_with_a_run_says_what_to_do(call, store, books, shared):
    trained = json.loads(call("train", books["book"], *QUICK, "--json").stdout)["run"]
    scored = json.loads(call("score", trained, books["book"], "--out", shared / "a.csv", "--json").stdout)["run"]
    assert "Name a balancing run" in refused(call, store, "export", trained, shared / "out.csv")
    assert f"`python -m creditviz rerun {trained}` does" in refused(call, store, "resume", trained)
    assert "start a new one" in refused(call, store, "resume", scored)
    for wrong in ("nan", "inf"):
        assert "finite number" in refused(call, store, "rerun", trained, "--tolerance", wrong)
    assert "folder that exists" in refused(call, store, "score", trained, books["book"], "--out", "nowhere/a.csv")
    assert "folder that exists" in refused(call, store, "report", trained, "--out", "nowhere/a.html")


def test_synthetic_rows_alone_of_a_run_that_made_none(call, store, books, shared):
    out = shared / "none.csv"
    nothing = ("--sampler", "smote", "--ratio", "0.01", "--repeats", "0")
    result = call("balance", books["book"], *nothing, "--synthetic-only", "--out", out)
    assert result.exit_code == 1 and "made no synthetic row" in result.stderr and not out.exists()
    run = store.runs(kind="balancing")[0].id
    assert "Export the whole table" in refused(call, store, "export", run, out, "--synthetic-only")
    assert call("export", run, out).exit_code == 0


def test_archived_runs_are_spoken_of_where_no_other_is_left(run, books, tmp_path):
    assert "No runs yet" in run("runs").stdout and "No run is archived." in run("runs", "--archived").stdout
    trained = json.loads(run("train", books["book"], *QUICK, "--json").stdout)["run"]
    assert "`runs` lists 1 other" in run("runs", "--archived").stdout
    Workspace.open().store.change_run(trained, archived=True)
    assert run("runs").stdout == "No runs but 1 archived one: `runs --archived` lists them.\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--repeats", "2"), "without --accepted and --study does not read --repeats"),
        (("--out", "a.csv"), "does not read --out"),
        (("--study", "target-labels", "--search", "2"), "with --study does not read --search"),
        (("--accepted", "split=train"), "--accepted splits one book"),
        (("--device", "cuda:77"), "Choose 'auto' or 'cpu'"),
    ],
)
def test_a_transfer_refuses_what_it_would_not_read(call, store, books, options, says):
    assert says in refused(call, store, "transfer", books["book"], books["book"], *options)


def test_a_transfer_names_no_option_that_it_lacks(call, store, books, shared):
    frame = pd.read_csv(books["book"]).rename(columns={"default": "how"})
    frame.insert(0, "how", frame.pop("how"))  # a last column of two values is taken for the target
    frame.to_csv(shared / "nameless.csv", index=False)
    sentence = refused(call, store, "transfer", books["book"], shared / "nameless.csv")
    offered = {option for parameter in main.commands["transfer"].params for option in parameter.opts}
    assert "schema" in sentence and not set(re.findall(r"--target\b(?!-| COL)", sentence)) - offered
    assert "--target" in refused(call, store, "train", shared / "nameless.csv", *QUICK)


def test_the_table_of_exit_codes_in_the_guide_is_true(monkeypatch, tmp_path, books):
    """Each line of the table ends with a command of which it is true; FILE is a small book."""
    call = commands(monkeypatch, tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^\| (\d) \|.*\| `(.+)` \|$", GUIDE.read_text(encoding="utf-8"), flags=re.M)
    assert {code for code, _ in lines} == {"0", "1", "2"}
    store = Workspace.open().store
    for code, command in lines:
        before = every(store)
        result = call(*command.replace("FILE", str(books["book"])).split())
        assert result.exit_code == int(code), (command, result.output)
        ended = {store.run(run).status for run in set(every(store)) - set(before)}
        assert ended in {"0": ({"finished"}, set()), "1": ({"failed"}, {"stopped"}), "2": (set(),)}[code], command
