"""A copy of a workspace in use opens and is whole; it comes back into an empty workspace alone."""

import json
import sqlite3
import threading

import pytest
from click.testing import CliRunner

from creditviz.cli.commands import main
from creditviz.exceptions import DataError, SpecificationError
from creditviz.runs import Workspace
from creditviz.runs.books import add_book, book_frame
from creditviz.runs.engine import jobs
from creditviz.runs.keeping.backup import back_up, restore
from creditviz.runs.keeping.verify import verify
from creditviz.runs.reading.fitted import load_fitted
from creditviz.specification import TrainingSpec


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, small_book):
    """A book, a trained model, a decision; and a run that goes on."""
    workspace = Workspace.open(tmp_path_factory.mktemp("workspace"))
    book = add_book(workspace, small_book, name="small.csv")
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="decision-tree")
    run = jobs.run_here(workspace, spec, name="tree")
    assert run.status == "finished", run.error
    workspace.store.decide(run.id, "cut-off", {"pd": 0.1}, author="Ana", reason="capacity")
    going_on = workspace.store.add_run(spec, name="goes on")
    workspace.store.claim(going_on.id, going_on.attempt, "elsewhere:1")
    (workspace.run_folder(going_on.id) / "half.bin").write_bytes(b"half")
    return workspace


@pytest.fixture
def copy(workspace, tmp_path):
    back_up(workspace, tmp_path / "copy")
    return tmp_path / "copy"


def test_what_was_backed_up_comes_back_and_works(workspace, copy, tmp_path):
    back = Workspace.open(tmp_path / "back")
    kept = restore(copy, back)
    assert (kept.books, kept.runs) == (1, 2)
    assert back.store.books() == workspace.store.books() and back.store.runs() == workspace.store.runs()
    assert back.store.chain() == workspace.store.chain() and verify(back).faults == ()
    (run,) = back.store.runs(status=("finished",))
    frame = book_frame(back, back.store.books()[0]).head(20)
    first, second = (load_fitted(where, run.id).pd(frame) for where in (workspace, back))
    assert (first == second).all()


def test_a_workspace_that_is_written_to_all_the_while_gives_copies_that_are_whole(workspace, tmp_path):
    stop, wrote = threading.Event(), []

    def write():
        store = Workspace(workspace.home).store
        while not stop.is_set():
            store.set("beat", str(len(wrote)))
            store.note("exported", str(len(wrote)))
            wrote.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            back_up(workspace, tmp_path / f"copy{number}")
    finally:
        stop.set()
        writer.join()
    assert len(wrote) > 4, "it was written to meanwhile"
    for number in range(4):
        with sqlite3.connect(tmp_path / f"copy{number}" / "creditviz.db") as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not (tmp_path / f"copy{number}" / "creditviz.db-wal").exists()


def test_a_workspace_with_something_in_it_is_not_overwritten(workspace, copy, tmp_path):
    before = (workspace.home / "creditviz.db").read_bytes()
    with pytest.raises(SpecificationError, match="empty workspace.* Nothing is overwritten"):
        restore(copy, workspace)
    assert (workspace.home / "creditviz.db").read_bytes() == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    with pytest.raises(SpecificationError, match="holds something"):
        back_up(workspace, tmp_path / "other")


def test_a_changed_backup_is_refused_before_anything_is_written(copy, tmp_path):
    (copy / "books").joinpath(next((copy / "books").iterdir()).name).write_bytes(b"other")
    with pytest.raises(DataError, match="gone or changed"):
        restore(copy, Workspace.open(tmp_path / "back"))
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("sums", [None, [], {}, {"../creditviz.db": "x"}, {"creditviz.db": "x", "/etc/passwd": "y"}])
def test_what_is_no_backup_is_refused(tmp_path, sums):
    (tmp_path / "copy").mkdir()
    if sums is not None:
        (tmp_path / "copy" / "backup.json").write_text(json.dumps({"sums": sums}))
    with pytest.raises(DataError, match="is none"):
        restore(tmp_path / "copy", Workspace.open(tmp_path / "back"))


def test_a_damaged_workspace_is_not_backed_up_as_if_it_were_whole(copy, tmp_path):
    damaged = Workspace.open(tmp_path / "damaged")
    restore(copy, damaged)
    (run,) = damaged.store.runs(status=("finished",))
    (damaged.run_folder(run.id) / "encoder.json").write_text("{}")
    with pytest.raises(DataError, match="encoder.json"):
        back_up(damaged, tmp_path / "second")
    assert not (tmp_path / "second").exists() and not (tmp_path / "second.partial").exists()


def test_the_commands_do_the_same(workspace, tmp_path, monkeypatch):
    monkeypatch.delenv("CREDITVIZ_STORE", raising=False)
    monkeypatch.setenv("CREDITVIZ_HOME", str(workspace.home))
    made = CliRunner().invoke(main, ["backup", str(tmp_path / "copy")])
    assert made.exit_code == 0 and "1 books, 2 runs" in made.output
    monkeypatch.setenv("CREDITVIZ_HOME", str(tmp_path / "back"))
    assert CliRunner().invoke(main, ["restore", str(tmp_path / "copy")]).exit_code == 0
    again = CliRunner().invoke(main, ["restore", str(tmp_path / "copy")])
    assert again.exit_code == 2 and "empty workspace" in again.output
