"""The command `benchmark`: a file in, a table out, and one clear line for every mistake in the file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from creditviz.cli.commands import main
from creditviz.data.meaning.known_files import KNOWN_FILES
from creditviz.reporting.benchmark.words import check_metrics
from creditviz.runs import Workspace
from creditviz.runs.known_books import SAMPLE_FOLDER, data_folders, open_known
from creditviz.runs.work.benchmark import load_benchmark, load_scores
from creditviz.runs.work.benchmark_file import KEYS, check_keys, read_json

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted((ROOT / "benchmarks" / "papers").glob("*.json"))
QUICK = {
    "books": [{"book": "sample-book", "rows": 1200, "name": "Part"}],
    "models": ["logistic-regression", {"model": "decision-tree", "label": "Tree"}],
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CREDITVIZ_DATA", raising=False)
    return tmp_path


def ask(home, asked, *options):
    path = home / "spec.json"
    path.write_text(asked if isinstance(asked, str) else json.dumps(asked))
    return CliRunner().invoke(main, ["benchmark", str(path), *options])


def test_table_and_tests_as_json_and_as_text(home):
    asked = {
        **QUICK,
        "samplers": ["none", "smote"],
        "orders": ["after-split", "before-split"],
        "metrics": ["auc", "ks"],
    }
    result = ask(home, asked, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert (found["cells"], found["finished"], found["failed"]) == (6, 6, {})
    (table,) = found["tables"]
    assert [row["model"] for row in table["rows"]] == [
        f"{model}, {sampler}"
        for model in ("Logistic regression", "Tree")
        for sampler in ("no sampling", "SMOTE")
    ]  # fmt: skip
    auc = [one for one in table["numbers"] if one["metric"] == "auc"]
    assert len(auc) == 6 and all(0.5 < one["mean"] < 1 for one in auc)
    assert any("before the split" in note for note in found["notes"])
    assert {one["test"] for one in found["tests"]["on_the_same_rows"]} == {"delong", "mcnemar"}
    store = Workspace.open().store
    benchmark = load_benchmark(Workspace.open(), found["run"])
    assert len(benchmark) == 6 and store.run(found["run"]).status == "finished"
    scores = load_scores(Workspace.open(), found["run"], 0)
    assert len(scores) == benchmark.metrics["n"][0] == 360
    text = ask(home, {**asked, "title": "Two models"}, "--set", 'models=["logistic-regression"]')
    assert text.exit_code == 0 and "Two models" in text.output and "Logistic regression, SMOTE" in text.output


def test_a_benchmark_of_several_seeds_ranks_over_them(home):
    result = ask(home, QUICK, "--json", "--set", "repeats=3", "--set", 'protocols=["kfold"]', "--set", "folds=2")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    for one in found["tables"][0]["numbers"]:
        if one["metric"] in ("auc", "ks", "brier"):
            assert 0 <= one["low"] <= one["mean"] <= one["high"] <= 1
    ranks = found["tests"]["over_books_and_seeds"]["auc"]["ranks"]
    assert ranks["blocks"] == 3 and sum(ranks["mean_rank"].values()) == pytest.approx(3)


def test_sampling_before_a_k_fold_is_replayed_as_train_does(home):
    grid = {"samplers": ["smote"], "orders": ["before-split"], "protocols": ["kfold"], "folds": 2}
    result = ask(home, {**QUICK, "models": ["logistic-regression"], **grid}, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert (found["cells"], found["failed"]) == (1, {})
    rows = load_scores(Workspace.open(), found["run"], 0)
    assert (rows.row_id >= 0).sum() == 1200 and rows.synthetic.any() and len(set(rows.row_id)) == len(rows)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seeds": 3}, "spec.json may say title, about, books, models, seed"),
        ({"models": ["oracle"]}, "there is no model called 'oracle'. Choose one of: logistic-regression"),
        ({"models": [{"model": "svm", "presets": "x"}]}, "the model 'svm' may say model, preset, parameters"),
        ({"models": [{"model": "mlp", "parameters": {"learning_rate": 9}}]}, "learning_rate must be a number from"),
        ({"models": [{"preset": "default"}]}, "an object with 'model'"),
        ({"models": []}, "needs a list 'models'"),
        ({"samplers": ["magic"]}, "there is no sampler called 'magic'. Choose one of: none, random"),
        ({"books": ["uci-thailand"]}, "one of uci-taiwan, give-me-some-credit"),
        ({"books": [{"book": "sample-book", "row": 5}]}, "the book 'sample-book' may say book, name, rows"),
        ({"books": [{"book": "sample-book", "bad": [7]}]}, "7"),
        ({"protocols": ["jackknife"]}, "'holdout', 'kfold', 'out-of-time' or 'given'"),
        ({"metrics": ["acu"]}, "metrics may be auc, ks, h_measure"),
        ({"metrics": ["implied_prevalence", "auc"]}, "Put another one first"),
        ({"metrics": "auc"}, "metrics of the specification: Input should be a valid tuple"),
        ({"books": [{"book": "sample-book", "rows": 800}, "sample-book"]}, "two are called 'Sample credit-card book'"),
        ({"repeats": 0}, "repeats of the specification: Input should be greater than or equal to 1"),
        ({"protocols": ["kfold"], "folds": 20, "books": [{"book": "sample-book", "rows": 200}]}, "each of 20 folds"),
        ({"orders": ["before-split"], "protocols": ["out-of-time"]}, "hold-out or a k-fold"),
        ({"protocols": ["holdout", "given"]}, "Part, protocol given: a given split needs the column"),
        (
            {"books": [{"book": "sample-book", "split": "channel"}], "protocols": ["given"]},
            "'channel' must say 'train'",
        ),
    ],
)
def test_a_mistake_in_the_file_is_one_clear_line(home, change, sentence):
    result = ask(home, {**QUICK, **change}, "--json")
    assert result.exit_code == 2, result.output
    assert sentence in json.loads(result.stderr)["error"]
    assert result.stderr.count("\n") == 1
    assert not Workspace.open().store.runs()


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("{", (), "must be JSON"),
        ("[]", (), "one JSON object"),
        (json.dumps(QUICK), ("--set", "repeats"), "--set takes key=value"),
        (json.dumps(QUICK), ("--set", "seed=1", "--set", "seed=2"), "stands twice"),
        (json.dumps(QUICK), ("--data", "/no/such/folder"), "--data takes a folder"),
    ],
)
def test_a_wrong_command_line_is_one_clear_line(home, text, options, sentence):
    result = ask(home, text, *options)
    assert result.exit_code == 2 and sentence in result.stderr and result.stderr.count("\n") == 1
    missing = CliRunner().invoke(main, ["benchmark", str(home / "none.json")])
    assert missing.exit_code == 2 and "SPEC takes a file that exists" in missing.stderr


def test_a_data_set_that_is_not_here_is_replaced_and_this_is_said(home):
    found = open_known(Workspace.open(), "uci-taiwan", (home, SAMPLE_FOLDER))
    assert "in place of UCI Taiwan" in found.name and "not on this machine" in found.note
    assert found.book.n_rows == KNOWN_FILES["sample-book"].rows


def test_the_simulated_bank_has_the_counts_of_the_paper(home):
    from creditviz.data.outcome import outcomes
    from creditviz.runs.books import book_frame, get_schema

    workspace = Workspace.open()
    book = open_known(workspace, "simulated-bank", ()).book
    schema = get_schema(workspace, book.schema_hash)
    _, y = outcomes(book_frame(workspace, book), schema)
    assert (int((y == 0).sum()), int(y.sum())) == (13_307, 2009)
    assert len(schema.numeric) + len(schema.categorical) == 11
    assert sum(len(sequence.columns) for sequence in schema.sequences) == 18
    assert open_known(workspace, "simulated-bank", ()).book.hash == book.hash, "the same rows each time"


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_papers_file_says_what_it_is_and_how_long_it_takes(path):
    asked = read_json(path)
    check_keys(asked, KEYS, path.name)
    check_metrics(asked.get("metrics", ()))
    assert "hour" in asked["about"] or "minutes" in asked["about"]
    for entry in asked["books"]:
        key = entry if isinstance(entry, str) else entry["book"]
        assert key in KNOWN_FILES
        private = not isinstance(entry, str) and "private" in entry.get("name", "")
        assert not private or "stands in" in entry["name"]


def test_named_folders_come_before_the_usual_ones(home, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_DATA", "/somewhere")
    assert [str(folder) for folder in data_folders("/first")[:2]] == ["/first", "/somewhere"]
