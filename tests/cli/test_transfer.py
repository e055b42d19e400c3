"""The command `transfer`: its keys are a contract."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from creditviz.cli.transfer import alike
from tests.experiment.transfer.test_methods import books

QUICK = ("--set", "n_epochs=2", "--compare", "source-only-xgboost,target-xgboost")
FEW = ("--set", "n_epochs=2", "--compare", "source-only-xgboost")


def test_it_prints_the_keys_of_the_contract(run, files):
    result = run("transfer", *files, *QUICK, "--json")
    assert result.exit_code == 0, result.output
    out = json.loads(result.stdout)
    assert list(out["methods"]) == ["fdat", "source-only-xgboost", "target-xgboost"]
    for figures in out["methods"].values():
        assert {"auc", "ks", "brier", "accuracy", "recall", "specificity"} <= set(figures)
    assert {"target", "source", "distance", "shifted"} <= set(out["pairs"][0])
    assert 0.5 <= out["majority_accuracy"] < 1


def test_ablations_take_the_settings_of_the_method_they_are_compared_with():
    assert alike("fdat") == alike("fnn") == ["fdat", "fnn", "fs1", "fs2", "fda"]
    assert alike("source-only") == ["source-only"]


def test_a_table_for_people_and_a_pairing_file(run, files, tmp_path):
    pairing = tmp_path / "pairs.json"
    pairing.write_text(json.dumps({"pairs": {"salary": "income", "has_phone": "flag"}}))
    result = run("transfer", *files, *FEW, "--pairing", pairing)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("No pair is a guess")
    table, left = result.stdout.split("without a partner", 1)
    assert "salary" in table and "region" not in table and "region" in left


def test_guesses_are_listed_and_used_only_where_they_are_asked_for(run, files):
    quick = ("--model", "source-only-xgboost", "--compare", "")
    said = run("transfer", *files, *quick).stdout
    assert said.startswith("No pair is a guess") and "1 guess, not used (--pairing guess uses them)" in said
    assert run("transfer", *files, *quick, "--pairing", "guess").stdout.startswith("1 of 3 pairs is a guess.")


def test_a_search_keeps_its_tries_and_says_where_it_chose(run, files):
    small = ("--set", "d_extractor=4", "--set", "d_discriminator=4", "--search", "2", "--choose-on", "target")
    result = run("transfer", *files, *FEW, *small, "--json")
    out = json.loads(result.stdout)
    assert out["search"] == {"tries": 2, "choose_on": "target"}
    tries = out["methods"]["fdat"]["tries"]
    assert len(tries) == 2 and out["methods"]["fdat"]["parameters"] in [each["parameters"] for each in tries]
    assert all(0 <= each["value"] <= 1 and each["parameters"]["n_epochs"] == 2 for each in tries)
    assert out["methods"]["source-only-xgboost"]["tries"] == []
    printed = run("transfer", *files, "--set", "n_epochs=1", "--compare", "", *small).stdout
    assert "fdat: 2 tries, by AUC on accounts of the new product whose outcome is known" in printed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--model", "magic"), "no transfer method called 'magic'"),
        (("--pairing", "nowhere.json"), "file that exists"),
        (("--set", "threshold=2"), "threshold must be a number from 0.0 to 1.0"),
        (("--pairing", "nowhere.json", "--by-name"), "Choose one"),
    ],
)
def test_a_mistake_is_one_clear_line(run, files, arguments, says):
    result = run("transfer", *files, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr and "Traceback" not in result.output


def decided(tmp_path, known=0):
    """One book with a decision; outcomes of the declined are missing but for so many."""
    source, _ = books()
    frame = source.frame.copy()
    frame["decision"] = np.where(frame["income"] > frame["income"].median(), "yes", "no")
    declined = np.flatnonzero(frame["decision"] == "no")
    chance = np.random.default_rng(0)
    frame["default"] = pd.array(chance.integers(0, 2, len(frame)), dtype="Int64")
    frame.loc[chance.choice(declined, len(declined) - known, replace=False), "default"] = pd.NA
    schema = replace(source.schema, exclude=("missing",))
    paths = tmp_path / "book.csv", tmp_path / "schema.json"
    frame.to_csv(paths[0], index=False)
    paths[1].write_text(replace(schema, categorical=(*schema.categorical, "decision")).to_json())
    return paths


def test_declined_applicants_without_outcomes_get_scores_and_no_judgement(run, tmp_path):
    book, schema = decided(tmp_path)
    scores = tmp_path / "scores.csv"
    asked = ("--accepted", "decision=yes", "--source-schema", schema, "--model", "source-only-xgboost", "--compare", "")
    result = run("transfer", book, *asked, "--out", scores, "--json")
    assert result.exit_code == 0, result.output
    out = json.loads(result.stdout)
    assert out["declined"] == 300 and "nothing can judge" in out["notes"][0]
    assert len(pd.read_csv(scores)) == 300


def test_declined_applicants_whose_outcome_became_known_judge(run, tmp_path):
    book, schema = decided(tmp_path, known=100)
    asked = ("--accepted", "decision=yes", "--source-schema", schema, "--model", "source-only-xgboost", "--compare", "")
    result = run("transfer", book, *asked, "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["rows"]
    assert {key: rows[key] for key in ("source", "target", "target_labels", "test")} == {
        "source": 300,
        "target": 280,
        "target_labels": 80,
        "test": 20,
    }


@pytest.mark.parametrize("typed", ["decision", "verdict=yes", "decision=ja"])
def test_a_decision_that_is_none_is_one_clear_line(run, tmp_path, typed):
    book, schema = decided(tmp_path)
    result = run("transfer", book, "--accepted", typed, "--source-schema", schema)
    assert result.exit_code == 2 and "Traceback" not in result.output and "however" in result.stderr
