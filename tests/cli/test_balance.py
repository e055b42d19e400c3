"""The command `balance`: keys that are a contract, a file with provenance, one clear line for a mistake."""

import json

import pandas as pd
import pytest

QUICK = ("--repeats", "0")


def test_balance_prints_the_contract_and_writes_the_table(run, small_book, tmp_path):
    out = tmp_path / "out.parquet"
    asked = ("balance", small_book, "--sampler", "smote", "--ratio", "0.6", "--out", out, "--repeats", "1", "--json")
    done = run(*asked)
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert {"run", "sampler", "rows", "fidelity", "privacy", "utility"} <= set(printed)
    assert {"real", "synthetic"} <= set(printed["rows"])
    assert 0.4 < printed["fidelity"]["two_sample_auc"] <= 1
    assert {"exact_copies", "dcr_share"} <= set(printed["privacy"])
    assert 0.5 < printed["utility"]["tstr_auc"] < 1
    gains = [(gain["over"], gain["classifier"]) for gain in printed["utility"]["gain"]]
    assert len(set(gains)) == len(gains), "the sampler's own gains alone, one of each"
    assert {over for over, _ in gains} == {"none", "class-weight"}
    table = pd.read_parquet(out)
    assert (table["creditviz_origin"] == "synthetic").sum() == printed["rows"]["synthetic"]
    assert json.loads((tmp_path / "out.parquet.json").read_text())["run"] == printed["run"]

    quick = ("--model", "xgboost", "--set", "n_estimators=20", "--json")
    from_run = ("--balancing", printed["run"])
    trained = json.loads(run("train", small_book, *quick, *from_run).stdout)
    assert trained["rows"]["synthetic"] == printed["rows"]["synthetic"] and trained["sampler"] == "smote"
    for typed in (("--seed", "3"), ("--protocol", "kfold"), ("--sampler", "adasyn"), ("--ratio", "0.9")):
        refused = run("train", small_book, *quick, *from_run, *typed)
        assert refused.exit_code == 2 and "--balancing settles" in refused.stderr
    turned = run("train", small_book, *quick, *from_run, "--bad", "0", "--good", "1")
    assert turned.exit_code == 2 and "reads it otherwise" in turned.stderr

    again = run("export", printed["run"], tmp_path / "again.csv.gz", "--synthetic-only")
    assert again.exit_code == 0, again.output
    assert len(pd.read_csv(tmp_path / "again.csv.gz")) == printed["rows"]["synthetic"]
    told = json.loads((tmp_path / "again.csv.gz.json").read_text())
    assert told["columns_without_values"]["names"] == ["account", "application_date"]


def test_a_rate_and_a_table_for_people(run, small_book):
    done = run("balance", small_book, "--sampler", "random", "--rate", "0.5", *QUICK)
    assert done.exit_code == 0, done.output
    for words in ("like real rows?", "copies anyone?", "does it help?", "two-sample AUC"):
        assert words in done.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--sampler", "smoat"), "there is no sampler called 'smoat'"),
        (("--sampler", "none"), "Choose another"),
        (("--sampler", "smote", "--ratio", "0.5", "--rate", "1"), "Keep one"),
        (("--sampler", "smote", "--rate", "-1"), "rate of the specification"),
        (("--sampler", "smote", "--sampler-preset", "best"), "presets default"),
        (("--sampler", "smote", "--sampler-set", "k_neighbors=0"), "k_neighbors"),
        (("--sampler", "smote", "--sampler-set", "depth=4"), "--sampler-set takes name=value"),
        (("--sampler", "random-under", "--rate", "2"), "a rate counts synthetic rows"),
        (("--sampler", "smote", "--out", "table.doc"), ".parquet or .xlsx"),
        (("--sampler", "smote", "--out", "no_such_folder/table.csv"), "folder that exists"),
        (("--sampler", "smote", "--protocol", "given"), "split"),
    ],
)
def test_a_mistake_is_one_clear_line_before_anything_runs(run, small_book, options, words):
    done = run("balance", small_book, *options, *QUICK, "--json")
    assert done.exit_code == 2, done.output
    assert words in json.loads(done.stderr)["error"]
    assert json.loads(run("runs", "--json").stdout) == []


def test_a_book_with_too_few_defaulters_is_refused(run, tmp_path):
    few = pd.DataFrame(
        {"a": range(400), "b": [i % 7 for i in range(400)], "bad": [int(i % 100 == 0) for i in range(400)]}
    )
    few.to_csv(tmp_path / "few.csv", index=False)
    done = run(
        "balance", tmp_path / "few.csv", "--target", "bad", "--bad", "1", "--good", "0", "--sampler", "smote", *QUICK
    )
    assert done.exit_code == 2
    assert "however" in done.stderr and "Traceback" not in done.stderr


def test_one_synthetic_row_has_no_interval_and_is_no_mistake(run, small_book):
    done = run("balance", small_book, "--sampler", "smote", "--rate", "0.012", *QUICK)
    assert done.exit_code == 0, done.output
    assert "1 synthetic defaulters" in done.output or "1 synthetic defaulter" in done.output
