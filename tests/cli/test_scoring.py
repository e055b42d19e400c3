"""The command `score`: its keys are a contract, its mistakes one clear line."""

import json

import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land


@pytest.fixture
def run_id(call, shared, sample_book):
    """Id of a finished run, trained once for the module."""
    known = shared / "run"
    if not known.exists():
        trained = call("train", sample_book, "--model", "logistic-regression", "--json")
        assert trained.exit_code == 0, trained.output
        known.write_text(json.loads(trained.stdout)["run"])
    return known.read_text()


def test_score_writes_the_rows_and_prints_the_keys_of_the_contract(call, run_id, sample_book, tmp_path):
    out = tmp_path / "scored.csv"
    done = call("score", run_id, sample_book, "--out", out, "--reasons", 2, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert {"run", "rows", "mean_pd", "cut_off", "approved", "grades", "mismatches", "psi", "csi", "outcomes"} <= set(
        found
    )
    rows = pd.read_csv(out)
    assert len(rows) == found["rows"] and (rows["decision"] == "approve").sum() == found["approved"]
    assert {"row", "account", "score", "pd", "points", "grade", "decision", "reason_1", "reason_2"} == set(rows)
    declined = (rows["decision"] == "decline").sum()
    assert found["with_reasons"] == rows["reason_1"].notna().sum() == declined, "a linear model is explained at once"
    assert any("training rows among it" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("drop", "out", "says"),
    [
        ("income", "out.csv", "income: Add the column to the file"),
        (None, "out.doc", "is written as"),
        (None, "nowhere/out.csv", "a folder that exists"),
    ],
)
def test_a_mistake_is_one_clear_line(call, run_id, sample_book, tmp_path, drop, out, says):
    frame = read_frame(land(sample_book, name="b", folder=tmp_path / "landed").path).head(60)
    file = tmp_path / "rows.csv"
    frame.drop(columns=[drop] if drop else []).to_csv(file, index=False)
    done = call("score", run_id, file, "--out", tmp_path / out)
    assert done.exit_code == 2 and says in done.stderr


def test_a_model_that_tells_nobody_apart_decides_nothing(call, sample_book, tmp_path):
    file, out = tmp_path / "few.csv", tmp_path / "scored.csv"
    pd.read_csv(sample_book, nrows=200).to_csv(file, index=False)
    alike = ("--set", "n_estimators=1", "--set", "min_child_weight=1000")  # no leaf is so heavy
    trained = call("train", file, "--model", "xgboost", *alike, "--json")
    assert trained.exit_code == 0, trained.output
    done = call("score", json.loads(trained.stdout)["run"], file, "--out", out)
    assert done.exit_code == 0, done.output
    assert "tells nobody apart" in done.stdout and "stand beside" not in done.stdout and "% below" not in done.stdout
    rows = pd.read_csv(out, keep_default_na=False)
    assert set(rows["decision"]) == {"none"} and len(rows) == 200
