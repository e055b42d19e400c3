"""Shapes of real files on the command line: a question is a finding, an assent is typed, stops are repeated."""

import json

import numpy as np
import pandas as pd
import pytest

from tests.data.shapes import SHAPES, N, csv, loans, zeros

QUICK = ("--model", "logistic-regression")


@pytest.fixture
def file(tmp_path):
    """`file("06_loan_status_yn.csv")`: the path of a twin."""

    def path(name):
        (tmp_path / name).write_bytes(SHAPES[name]())
        return tmp_path / name

    return path


@pytest.mark.parametrize("name", ["10_unmapped_statuses.csv", "26_score_one_word.csv"])
def test_inspect_shows_schema_and_findings_where_the_outcome_is_not_known(run, file, name):
    result = run("inspect", file(name), "--json")
    assert result.exit_code == 0, result.output
    out = json.loads(result.stdout)
    assert out["findings"][0]["verdict"] == "stop" and out["schema"]["certainty"] == "asked"
    assert "amount" in out["schema"]["numeric"] and len(out["findings"]) > 5
    assert any("'n.a.'" in note["what"] for note in out["done"]) == name.startswith("26")


def test_inspect_lists_what_was_done(run, file):
    shown = run("inspect", file("27_title_and_footer.csv")).stdout
    assert "What was done to this file" in shown and "Left out above the header: line 1" in shown


def test_an_outcome_that_is_not_certain_trains_after_it_was_typed(run, file):
    path = file("06_loan_status_yn.csv")
    refused = run("train", path, *QUICK, "--json")
    assert refused.exit_code == 2
    assert "15.6%" in json.loads(refused.stderr)["error"] and "84.4%" in json.loads(refused.stderr)["error"]
    assert run("train", path, *QUICK, "--bad", "N", "--json").exit_code == 0


def test_train_repeats_a_stop_beside_its_figures(run, file):
    result = run("train", file("12_leak_text.csv"), *QUICK, "--json")
    assert result.exit_code == 0 and "filled in for one outcome alone" in result.stderr
    assert "closing_note" in json.loads(result.stdout)["stops"][0]


def test_a_mistake_in_what_was_typed_is_still_one(run, file):
    assert run("inspect", file("25_base.csv"), "--target", "nowhere", "--json").exit_code == 2


@pytest.fixture
def scored(call, shared, tmp_path):
    """`scored(content)`: what a model of the book with zeros finds in a file, and the rows that it writes."""
    known = shared / "run"
    if not known.exists():
        book = shared / "book.csv"
        book.write_bytes(csv(zeros(loans()).assign(limit=[f"{v:,.2f} €" for v in loans()["amount"]])))
        trained = call("train", book, *QUICK, "--json")
        assert trained.exit_code == 0, trained.output
        known.write_text(json.loads(trained.stdout)["run"])

    def score(content, ending="csv"):
        path, out = tmp_path / "new.csv", tmp_path / f"out.{ending}"
        path.write_bytes(content)
        done = call("score", known.read_text(), path, "--out", out, "--reasons", 0, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout), out

    return score


def applicants(n: int) -> pd.DataFrame:
    frame = zeros(loans().head(n)).drop(columns="default")
    return frame.assign(limit=[f"{v:,.2f} €" for v in frame["amount"]])


def test_one_word_in_a_number_column_does_not_look_like_drift(scored):
    frame = applicants(200).astype({"income": object})
    frame.loc[3, "income"] = "no idea"
    found, _ = scored(csv(frame))
    assert found["csi"]["income"] < 0.1
    assert any("'no idea'" in note and "1 cell" in note for note in found["notes"])


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_identifiers_leave_as_they_came(scored, ending):
    found, out = scored(csv(applicants(59)) + b"\n\n", ending)
    assert found["rows"] == 59
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}[ending]
    back = (
        read(out)
        if ending == "parquet"
        else read(out, dtype=str, **({"engine": "openpyxl"} if ending == "xlsx" else {}))
    )
    assert back["loan_id"].tolist() == applicants(59)["loan_id"].tolist()


def test_a_file_is_read_as_the_book_of_the_model_was(scored):
    frame = applicants(5).assign(limit=["1.234 €", "2.500 €", "1.000 €", "3.750 €", "9.999 €"])
    found, _ = scored(csv(frame))
    assert found["rows"] == 5, "the convention of the book decides where five cells leave it open"
    euros = applicants(60).assign(
        limit=[f"{v:,.2f}".translate(str.maketrans(",.", ".,")) + " €" for v in np.arange(60) * 1e3]
    )
    found, _ = scored(csv(euros, sep=";"))
    assert any("written otherwise" in note and "limit" in note for note in found["notes"])
    assert found["rows"] == 60 <= N
