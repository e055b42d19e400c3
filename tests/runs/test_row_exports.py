"""Rows leave the workspace on record, or where it is set, not at all; what is deleted leaves no row behind."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from click.testing import CliRunner

from creditviz.cli.commands import main
from creditviz.exceptions import SpecificationError
from creditviz.reporting.committee.pack.run import pack_path
from creditviz.runs import Workspace
from creditviz.runs.books import add_book, delete_book
from creditviz.runs.engine import jobs
from creditviz.runs.keeping.verify import verify
from creditviz.runs.reading.export import write_with_origin
from creditviz.runs.reading.looks import looked
from creditviz.runs.row_exports import STAYS, rows_may_leave
from creditviz.runs.work.scored.files import keep_file
from creditviz.runs.work.scored.scoring import write_scores
from creditviz.specification import BalancingSpec, ReportSpec, ScoringSpec, TrainingSpec


@pytest.fixture(scope="module")
def made(tmp_path_factory, small_book):
    """A book, a training, a balancing and a scoring of it."""
    workspace = Workspace.open(tmp_path_factory.mktemp("rows"))
    book = add_book(workspace, small_book, name="small.csv")
    about = {"book": book.hash, "schema_hash": book.schema_hash}
    train = jobs.run_here(workspace, TrainingSpec(**about, model="logistic-regression"), name="tree")
    balance = jobs.run_here(workspace, BalancingSpec(**about, sampler="random", repeats=0), name="more")
    file = workspace.home / "new.csv"
    pd.read_csv(small_book).head(40).to_csv(file, index=False)
    kept = keep_file(workspace, file, name="new.csv")
    file.unlink()
    score = jobs.run_here(
        workspace, ScoringSpec(run=train.id, file=kept.hash, file_name="new.csv", reasons=0), name="s"
    )
    for run in (train, balance, score):
        assert run.status == "finished", run.error
    return SimpleNamespace(workspace=workspace, book=book, train=train, balance=balance, score=score, file=kept.hash)


@pytest.mark.parametrize("text", ["1", "yes", "TRUE", "on"])
def test_any_word_but_no_keeps_rows_in(monkeypatch, text):
    monkeypatch.setenv("CREDITVIZ_NO_ROWS", text)
    assert not rows_may_leave()


@pytest.mark.parametrize("text", ["", "0", "no", "False"])
def test_unset_or_no_lets_them_out(monkeypatch, text):
    monkeypatch.setenv("CREDITVIZ_NO_ROWS", text)
    assert rows_may_leave()


def test_rows_that_are_taken_out_are_on_record(made, tmp_path):
    write_scores(made.workspace, made.score.id, tmp_path / "scored.csv")
    write_with_origin(made.workspace, made.balance.id, tmp_path / "table.csv")
    exported = [(e.subject, e.detail) for e in made.workspace.store.chain() if e.what == "exported"]
    assert [subject for subject, _ in exported] == [made.score.id, made.balance.id]
    assert "scored rows" in exported[0][1] and "balanced table" in exported[1][1]


def test_where_rows_stay_nothing_is_written_and_nothing_is_on_record(made, tmp_path, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_NO_ROWS", "1")
    before = len(made.workspace.store.chain())
    with pytest.raises(SpecificationError, match="CREDITVIZ_NO_ROWS"):
        write_scores(made.workspace, made.score.id, tmp_path / "scored.csv")
    with pytest.raises(SpecificationError, match="CREDITVIZ_NO_ROWS"):
        write_with_origin(made.workspace, made.balance.id, tmp_path / "table.csv")
    assert list(tmp_path.iterdir()) == [] and len(made.workspace.store.chain()) == before


def test_the_command_line_refuses_before_it_computes(made, tmp_path, monkeypatch):
    monkeypatch.setenv("CREDITVIZ_HOME", str(made.workspace.home))
    monkeypatch.delenv("CREDITVIZ_STORE", raising=False)
    monkeypatch.setenv("CREDITVIZ_NO_ROWS", "1")
    n_runs = len(made.workspace.store.runs())
    for words in (["score", made.train.id, "x.csv", "--out", "s.csv"], ["export", made.balance.id, "t.csv"]):
        ended = CliRunner().invoke(main, words)
        assert ended.exit_code == 2 and STAYS in ended.output
    assert len(made.workspace.store.runs()) == n_runs


def test_a_pack_draws_no_single_account_where_rows_stay(made, monkeypatch):
    def cards():
        report = jobs.run_here(made.workspace, ReportSpec(run=made.train.id), name="pack")
        assert report.status == "finished", report.error
        html = pack_path(made.workspace, report.id).read_text(encoding="utf-8")
        return set(re.findall(r'"(mean-shap|beeswarm|swarm|shap)[\w-]*\.csv"', html)), html

    monkeypatch.setenv("CREDITVIZ_NO_ROWS", "1")
    kept, html = cards()
    assert STAYS in html and kept == {"mean-shap"}
    monkeypatch.delenv("CREDITVIZ_NO_ROWS")
    more, html = cards()
    assert STAYS not in html and more > kept


def test_a_deleted_book_leaves_no_row_behind_but_its_looks_are_counted(made, small_book):
    workspace, store = made.workspace, made.workspace.store
    before = looked(workspace, made.book.hash).n
    assert before >= 1
    assert list((workspace.home / "files").glob("*.parquet"))
    for run in (made.train, made.balance):
        jobs.delete_run(workspace, run.id)
    delete_book(workspace, store.book(made.book.hash))
    left = [p.relative_to(workspace.home).as_posix() for p in workspace.home.rglob("*") if p.is_file()]
    assert {name for name in left if not name.startswith("creditviz.db")} == set()
    from creditviz.runs.shelves import tables as t

    watched = (t.books, t.schemas, t.runs, t.points, t.events, t.exclusions, t.decisions, t.artifacts, t.champions)
    assert {table.name: len(store.rows_of(table)) for table in watched if store.rows_of(table)} == {}
    assert verify(workspace).faults == ()
    again = add_book(workspace, small_book, name="again.csv")
    assert looked(workspace, again.hash).n == before, "the test rows were looked at before"
