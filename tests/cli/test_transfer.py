"""The command `transfer`: its keys are a contract."""

import json

import pytest
from click.testing import CliRunner

from creditviz.cli.commands import main
from tests.experiment.test_transfer import books

QUICK = ("--set", "n_epochs=2", "--compare", "source-only-xgboost,target-xgboost")


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_HOME", str(tmp_path / "home"))
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def files(tmp_path):
    source, target = books()
    paths = tmp_path / "old.csv", tmp_path / "new.csv"
    source.frame.to_csv(paths[0], index=False)
    target.frame.rename(columns={"y": "default"}).to_csv(paths[1], index=False)
    return paths


def test_it_prints_the_keys_of_the_contract(run, files):
    result = run("transfer", *files, *QUICK, "--json")
    assert result.exit_code == 0, result.output
    out = json.loads(result.stdout)
    assert list(out["methods"]) == ["fdat", "source-only-xgboost", "target-xgboost"]
    for figures in out["methods"].values():
        assert {"auc", "ks", "brier", "accuracy", "recall", "specificity"} <= set(figures)
    assert {"target", "source", "distance", "shifted"} <= set(out["pairs"][0])
    assert 0.5 <= out["majority_accuracy"] < 1


def test_a_table_for_people_and_a_pairing_file(run, files, tmp_path):
    pairing = tmp_path / "pairs.json"
    pairing.write_text(json.dumps({"pairs": {"salary": "income", "has_phone": "flag"}}))
    result = run("transfer", *files, *QUICK, "--pairing", pairing)
    assert result.exit_code == 0, result.output
    assert "salary" in result.stdout and "region" not in result.stdout.split("note")[0]


def test_a_search_keeps_its_tries_and_says_where_it_chose(run, files):
    small = ("--set", "d_extractor=4", "--set", "d_discriminator=4", "--search", "2", "--choose-on", "target")
    result = run("transfer", *files, *QUICK, *small, "--json")
    out = json.loads(result.stdout)
    assert out["search"] == {"tries": 2, "choose_on": "target"}
    tries = out["methods"]["fdat"]["tries"]
    assert len(tries) == 2 and out["methods"]["fdat"]["parameters"] in [each["parameters"] for each in tries]
    assert all(0 <= each["value"] <= 1 and each["parameters"]["n_epochs"] == 2 for each in tries)
    assert out["methods"]["source-only-xgboost"]["tries"] == []


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
