import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.runs.engine.dispatch import Dispatcher
from creditviz.runs.engine.workers import Task
from creditviz.runs.liveness import whoami
from creditviz.runs.shelves.rows import Book
from creditviz.runs.shelves.tables import metadata
from creditviz.runs.store import Store
from creditviz.runs.worker import carry_out
from creditviz.specification import TrainingSpec

SPEC = TrainingSpec(book="b", schema_hash="s", model="xgboost", seed=3)


@pytest.fixture
def store(tmp_path) -> Store:
    return Workspace.open(tmp_path).store


def test_a_run_comes_back_as_it_was_written(store):
    run = store.add_run(SPEC, name="first", notes="why")
    assert (run.status, run.name, run.notes, run.book) == ("queued", "first", "why", "b")
    assert run.specification == SPEC
    assert store.run(run.id[:4]) == run


@pytest.mark.parametrize("key", ["", "nothing"])
def test_an_id_must_name_one_run(store, key):
    store.add_run(SPEC, name="a")
    store.add_run(SPEC, name="b")
    with pytest.raises(SpecificationError, match="begins with"):
        store.run(key)


def test_an_attempt_is_claimed_once_however_many_try(store):
    run = store.add_run(SPEC, name="x")
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda n: store.claim(run.id, run.attempt, f"h:{n}"), range(8)))
    assert sum(claims) == 1


def test_an_old_attempt_may_neither_start_nor_end_a_requeued_run(store):
    run = store.add_run(SPEC, name="x")
    store.claim(run.id, run.attempt, "h:1")
    store.end(run.id, run.attempt, "failed", error="killed")
    assert store.requeue(run.id)
    assert not store.claim(run.id, run.attempt, "h:2")
    assert not store.may_go_on(run.id, run.attempt)
    assert not store.end(run.id, run.attempt, "finished")
    progress = {"stage": "a", "stage_number": 1, "n_stages": 1, "epoch": 1, "n_epochs": 1, "eta": 1.0}
    assert not store.record(run.id, run.attempt, progress, {"loss": 1.0}) and store.points(run.id) == []
    assert store.run(run.id).status == "queued"


def test_a_run_that_goes_on_leaves_the_archive(store):
    run = store.add_run(SPEC, name="x", status="stopped")
    store.change_run(run.id, archived=True)
    assert store.requeue(run.id) and [r.id for r in store.runs(status=("queued",))] == [run.id]


def test_a_damaged_checkpoint_ends_the_run_with_a_sentence(tmp_path):
    workspace = Workspace.open(tmp_path)
    run = workspace.store.add_run(SPEC, name="x")
    (workspace.run_folder(run.id) / "checkpoint.safetensors").write_bytes(b"cut off")
    assert carry_out(workspace, run.id, run.attempt) == "failed"
    assert "cannot be read" in workspace.store.run(run.id).error


class Workers:
    """Workers whose tasks end as a test wants it."""

    local, trouble = True, None

    def __init__(self, reason=None):
        self.reason, self.submitted, self.ended = reason, [], []

    def submit(self, run, lane):
        self.submitted.append(run.id)
        return Task(run.id, run.attempt, lane, over=self.reason is not None, reason=self.reason)

    def end(self, task):
        self.ended.append(task.run)


def test_a_task_that_dies_before_its_run_begins_is_not_begun_for_ever(tmp_path):
    workspace = Workspace.open(tmp_path)
    run = workspace.store.add_run(SPEC, name="x")
    workers = Workers("The worker could not carry this out (ImportError).")
    dispatcher = Dispatcher(workspace, workers)
    for _ in range(3):
        dispatcher.poll()
    assert workers.submitted == [run.id]
    ended = workspace.store.run(run.id)
    assert ended.status == "failed" and "ImportError" in ended.error


def test_only_a_worker_of_its_own_is_ended_and_only_when_it_had_time_to_stop(tmp_path, monkeypatch):
    workspace, workers = Workspace.open(tmp_path), Workers()
    dispatcher = Dispatcher(workspace, workers)
    mine = workspace.store.add_run(SPEC, name="mine")
    dispatcher.poll()
    theirs = workspace.store.add_run(SPEC, name="a terminal's", status="reserved")
    for run in (mine, theirs):
        workspace.store.claim(run.id, run.attempt, whoami())
        workspace.store.change_run(run.id, cancel=1.0)  # long ago by a clock that was set forward: nobody asks it
    dispatcher.poll()
    assert [workspace.store.run(run.id).status for run in (mine, theirs)] == ["running"] * 2 and not workers.ended
    monkeypatch.setattr("creditviz.runs.engine.dispatch.KILL_SECONDS", 0.0)
    dispatcher.poll()
    assert [workspace.store.run(run.id).status for run in (mine, theirs)] == ["stopped"] * 2
    assert workers.ended == [mine.id]


def test_a_stop_ends_a_waiting_run_at_once_and_flags_a_running_one(store):
    waiting, running = store.add_run(SPEC, name="w"), store.add_run(SPEC, name="r")
    store.claim(running.id, running.attempt, "h:1")
    for run in (waiting, running):
        store.ask_to_stop(run.id)
    assert store.run(waiting.id).status == "stopped"
    assert store.run(running.id).stopping
    assert not store.may_go_on(running.id, running.attempt)


def test_points_are_grouped_by_epoch_and_a_resumed_run_forgets_what_it_writes_again(store):
    run = store.add_run(SPEC, name="x")
    for epoch in (1, 2, 3):
        progress = {"stage": "network", "stage_number": 1, "n_stages": 2, "epoch": epoch, "n_epochs": 3, "eta": 1.0}
        store.record(run.id, run.attempt, progress, {"loss": 1.0 / epoch, "auc": 0.5, "gone": float("nan")})
    assert store.points(run.id)[0] == {"stage": "network", "epoch": 1, "loss": 1.0, "auc": 0.5}
    assert store.run(run.id).fraction == 0.5
    store.forget_points_after(run.id, "network", 2)
    assert [p["epoch"] for p in store.points(run.id)] == [1, 2]
    store.forget_points_after(run.id, None, 0)
    assert store.points(run.id) == []


def test_deleting_a_run_leaves_nothing_of_it(store):
    run = store.add_run(SPEC, name="x")
    store.record(
        run.id, run.attempt, {"stage": "a", "epoch": 1, "n_epochs": 1, "stage_number": 1, "n_stages": 1}, {"loss": 1.0}
    )
    store.add_event(run.id, "hello")
    store.make_champion("b", run.id, reason="best", author="me")
    store.delete_run(run.id)
    assert store.points(run.id) == [] and store.events(run.id) == [] and store.champion("b") is None
    assert store.runs() == []


def test_the_last_champion_counts(store):
    for name in ("one", "two"):
        store.make_champion("b", name, reason=f"because of {name}", author="me")
    assert store.champion("b").run == "two"
    assert store.champion("other") is None


def test_only_the_first_of_two_processes_takes_a_setting(store):
    assert store.swap("engine", None, "first")
    assert not store.swap("engine", None, "second")
    assert not store.swap("engine", "wrong", "second")
    assert store.swap("engine", "first", "second")
    assert store.get("engine") == "second"


def test_the_same_book_twice_is_one_book(store):
    book = Book("h", "raw", "n", 1, 2, None, 0.0)
    store.put_book(book)
    store.put_book(book)
    store.put_schema("h", "s", "{}")
    store.put_schema("h", "s", "{}")
    assert [b.schema_hash for b in store.books()] == ["s"]


def test_migrations_make_the_tables_that_the_code_declares(store):
    from sqlalchemy import inspect

    found = inspect(store.engine)
    assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}
    for name, table in metadata.tables.items():
        assert [c["name"] for c in found.get_columns(name)] == [c.name for c in table.columns]
        assert {i["name"] for i in found.get_indexes(name)} == {i.name for i in table.indexes}


AT_ONCE = """
import sys
from pathlib import Path
from alembic import command  # what takes long is loaded before they begin
from creditviz.runs import Workspace
print(flush=True)
while not Path(sys.argv[1], "go").exists():
    pass
print(Workspace.open(Path(sys.argv[1], "home")).store.runs(), end="")
"""


def test_four_processes_may_open_a_new_workspace_at_the_same_time(tmp_path):
    command = [sys.executable, "-c", AT_ONCE, str(tmp_path)]
    opened = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in opened:
        process.stdout.readline()
    (tmp_path / "go").touch()
    assert [process.communicate(timeout=60) for process in opened] == [("[]", "")] * 4
