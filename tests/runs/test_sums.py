"""What a run wrote is opened as it was written, or not at all."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

import creditviz.runs
from creditviz.exceptions import DataError
from creditviz.runs import Workspace, books
from creditviz.runs.engine import jobs
from creditviz.runs.reading.fitted import load_fitted
from creditviz.runs.sums import artifact, sha256
from creditviz.specification import TrainingSpec

KEPT = ("calibrations.json", "encoder.json", "model/model.ubj", "result.safetensors")


@pytest.fixture(scope="module")
def trained(tmp_path_factory, small_book):
    workspace = Workspace.open(tmp_path_factory.mktemp("sums"))
    book = books.add_book(workspace, small_book, name="small")
    spec = TrainingSpec(
        book=book.hash, schema_hash=book.schema_hash, model="xgboost", parameters={"n_estimators": 5}, device="cpu"
    )
    run = jobs.run_here(workspace, spec, name="r")
    assert run.status == "finished", run.error
    return workspace, run.id


def test_a_finished_run_has_the_sum_of_everything_that_it_wrote(trained):
    workspace, run = trained
    folder = workspace.run_folder(run)
    written = {path.relative_to(folder).as_posix(): sha256(path) for path in folder.rglob("*") if path.is_file()}
    assert workspace.store.sums(run) == written and set(KEPT) <= set(written)
    load_fitted(workspace, run[:5])


@pytest.mark.parametrize("damage", ["a bit", "cut", "empty", "gone"])
@pytest.mark.parametrize("name", KEPT)
def test_a_damaged_file_is_not_opened_and_is_one_sentence(name, damage, trained):
    workspace, run = trained
    path = workspace.run_folder(run) / name
    whole = path.read_bytes()
    middle = len(whole) // 2
    changed = {
        "a bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "cut": whole[:middle],
        "empty": b"",
        "gone": None,
    }[damage]
    try:
        path.unlink() if changed is None else path.write_bytes(changed)
        said = "is gone" if changed is None else "was damaged or replaced, and is not opened"
        with pytest.raises(DataError, match=said) as caught:
            load_fitted(workspace, run)
    finally:
        path.write_bytes(whole)
    assert name in str(caught.value) and f"rerun {run}" in caught.value.typed
    load_fitted(workspace, run)


def test_a_workspace_of_an_older_version_opens_and_its_runs_have_no_sums(trained, tmp_path):
    workspace, run = trained
    kept = workspace.store.sums(run)
    with workspace.store.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(next(iter(creditviz.runs.__path__)) + "/migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    again = Workspace.open(workspace.home)
    assert again.store.sums(run) == {}
    load_fitted(again, run)
    assert artifact(again, run, "nowhere.json") == again.run_folder(run) / "nowhere.json"
    again.store.put_sums(run, kept)


def test_a_deleted_run_leaves_no_sums(trained):
    workspace, _ = trained
    workspace.store.put_sums("gone", {"a": "b"})
    workspace.store.delete_run("gone")
    assert workspace.store.sums("gone") == {}


def test_nothing_is_opened_past_the_sums():
    """Who asks for a run's folder writes or deletes, or looks at a time; what is read goes through `artifact`."""
    room = Path(creditviz.__file__).parent
    asks = {path.relative_to(room).as_posix() for path in room.rglob("*.py") if ".run_folder(" in path.read_text()}
    assert asks == {
        "runs/engine/jobs.py",  # deletes
        "runs/sums.py",
        "runs/worker.py",  # writes
        *("runs/work/domain_map.py", "ui/facts.py"),  # times
    }
