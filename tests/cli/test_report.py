"""The command `report`: one file, its keys a contract, its mistakes one clear line."""

import json
import stat

import pandas as pd
import pytest


@pytest.fixture
def run_id(call, shared, sample_book):
    """Id of a finished run of a small book, trained once for the module."""
    known = shared / "run"
    if not known.exists():
        file = shared / "book.csv"
        pd.read_csv(sample_book, nrows=1200).to_csv(file, index=False)
        trained = call("train", file, "--model", "decision-tree", "--json")
        assert trained.exit_code == 0, trained.output
        known.write_text(json.loads(trained.stdout)["run"])
    return known.read_text()


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """`browser(code)`: a stand-in for Chromium that prints, or ends with an error."""

    def stand_in(code: int) -> None:
        script = tmp_path / "chromium"
        prints = (
            'for a in "$@"; do case "$a" in --print-to-pdf=*) printf %%PDF-1.4 > "${a#--print-to-pdf=}";; esac; done'
        )
        script.write_text(f"#!/bin/sh\n{prints if code == 0 else 'echo no display >&2'}\nexit {code}\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("CREDITVIZ_CHROMIUM", str(script))

    return stand_in


def test_report_writes_the_pack_and_prints_the_keys_of_the_contract(call, run_id, tmp_path, browser):
    browser(0)
    out, pdf = tmp_path / "pack.html", tmp_path / "pack.pdf"
    done = call("report", run_id, "--out", out, "--pdf", pdf, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    keys = {"report", "run", "challenger", "test", "tiles", "verdicts", "sections", "bytes", "sha256", "pack_seconds"}
    assert keys <= set(found) and found["run"] == run_id and found["challenger"] is None
    assert found["bytes"] == out.stat().st_size and pdf.read_bytes().startswith(b"%PDF")
    assert {"data", "ranking", "calibration", "stability", "cut-off", "fairness", "limits"} <= set(found["verdicts"])


def test_a_pdf_that_cannot_be_printed_is_one_clear_line(call, run_id, tmp_path, browser, monkeypatch):
    out = tmp_path / "pack.html"
    browser(1)
    failed = call("report", run_id, "--out", out, "--pdf", tmp_path / "pack.pdf")
    assert failed.exit_code == 2 and "no display" in failed.stderr and out.exists()
    monkeypatch.setenv("CREDITVIZ_CHROMIUM", "/nowhere/chromium")
    absent = call("report", run_id, "--out", out, "--pdf", tmp_path / "pack.pdf", "--json")
    assert absent.exit_code == 2 and "Install one" in json.loads(absent.stderr)["error"]
    assert not (tmp_path / "pack.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nothing", "--out", "pack.html"), "no run of this workspace begins with"),
        (("RUN", "--out", "pack.pdf"), "ends in .html"),
        (("RUN", "--out", "pack.html", "--pdf", "pack.doc"), "ends in .pdf"),
        (("RUN", "--out", "pack.html", "--challenger", "RUN"), "named twice"),
        (("RUN", "--out", "pack.html", "--challenger", "nothing"), "no run of this workspace begins with"),
    ],
)
def test_a_mistake_is_one_clear_line(call, run_id, tmp_path, arguments, says):
    words = [run_id if word == "RUN" else word for word in arguments]
    words = [tmp_path / word if word.startswith("pack.") else word for word in words]
    done = call("report", *words)
    assert done.exit_code == 2 and says in done.stderr and not (tmp_path / "pack.html").exists()


def test_a_folder_that_is_not_there_is_one_clear_line(call, run_id, tmp_path):
    done = call("report", run_id, "--out", tmp_path / "nowhere" / "pack.html")
    assert done.exit_code == 2 and "a folder that exists" in done.stderr


def test_a_card_is_printed_of_a_scorecard_alone(call, run_id, shared, tmp_path):
    trained = json.loads(call("train", shared / "book.csv", "--model", "scorecard", "--json").stdout)
    printed = call("card", trained["run"])
    assert printed.exit_code == 0 and "against neutral" in printed.output
    for name in ("card.html", "card.csv"):
        assert call("card", trained["run"], "--out", tmp_path / name).exit_code == 0
    table = pd.read_csv(tmp_path / "card.csv")
    page = (tmp_path / "card.html").read_text()
    assert all(column in page for column in table.column.unique()) and table.points.notna().all()
    assert "is another kind of run or model" in call("card", run_id).stderr
    assert "ends in .html or .csv" in call("card", trained["run"], "--out", tmp_path / "card.doc").stderr
