import os
import stat
import subprocess
import sys

import pytest

from creditviz.exceptions import DataError
from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from creditviz.runs.engine import jobs
from creditviz.specification import TrainingSpec

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a user's folder is closed by itself there")


def modes(home):
    """What each folder and file of a workspace allows, by its path."""
    return {path: stat.S_IMODE(path.stat().st_mode) for path in (home, *home.rglob("*"))}


def assert_private(home):
    for path, mode in modes(home).items():
        assert mode == (0o700 if path.is_dir() else 0o600), f"{path} is {mode:o}"


@pytest.fixture
def open_umask():
    """A umask that leaves everything open to everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_whatever_a_workspace_holds_is_for_its_user_alone(tmp_path, small_book, open_umask):
    home = tmp_path / "home"
    workspace = Workspace.open(home)
    book = add_book(workspace, small_book, name="book.csv")
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="decision-tree")
    run = jobs.run_here(workspace, spec, name="tree")
    assert run.status == "finished", run.error
    names = {path.name for path in modes(home)}
    assert {"creditviz.db", "creditviz.db-wal", "creditviz.db-shm", "books", "runs", run.id} <= names
    assert_private(home)


def test_a_workspace_that_was_open_is_closed_when_it_is_opened(tmp_path, open_umask):
    home = tmp_path / "home"
    old = Workspace(home)
    old.run_folder("abc").joinpath("model.ubj").write_bytes(b"m")
    assert old.store.books() == []
    (home / "engine.log").write_text("log")
    (home / "mine.txt").write_text("not creditviz's")
    os.umask(0)
    for path in modes(home):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert Workspace(home).store.books() == []
    assert stat.S_IMODE((home / "mine.txt").stat().st_mode) == 0o666, "what is not ours stays as it is"
    (home / "mine.txt").unlink()
    assert_private(home)


def test_a_folder_for_everybody_stays_so_and_what_is_made_there_is_private(tmp_path, open_umask):
    home = tmp_path / "shared"
    home.mkdir()
    home.chmod(0o1777)  # as /tmp
    assert Workspace(home).store.books() == []
    assert stat.S_IMODE(home.stat().st_mode) == 0o1777
    assert stat.S_IMODE((home / "creditviz.db").stat().st_mode) == 0o600


def test_a_link_out_of_a_workspace_is_not_followed(tmp_path, open_umask):
    outside = tmp_path / "outside.csv"
    outside.write_text("x")
    home = tmp_path / "home"
    (home / "books").mkdir(parents=True)
    (home / "books" / "link.csv").symlink_to(outside)
    assert Workspace(home).store.books() == []
    assert stat.S_IMODE(outside.stat().st_mode) == 0o666


@pytest.mark.parametrize("url", ["postgresql+psycopg://me:s3cret@no.such.host.invalid/db", "nonsense:s3cret@host"])
def test_no_sentence_tells_the_address_or_the_password_of_the_store(tmp_path, url, caplog):
    workspace = Workspace(tmp_path, url)
    with pytest.raises(DataError) as caught:
        workspace.store.books()
    told = f"{caught.value} {caught.value.__cause__} {workspace!r} {caplog.text}"
    assert "s3cret" not in told and "no.such.host" not in told


def test_the_log_of_a_process_that_cannot_open_its_store_has_neither(tmp_path):
    url = "postgresql+psycopg://me:s3cret@no.such.host.invalid/db"
    environment = {**os.environ, "CREDITVIZ_HOME": str(tmp_path), "CREDITVIZ_STORE": url}
    command = [sys.executable, "-m", "creditviz", "runs"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2 and "store" in ended.stderr
    assert "s3cret" not in ended.stderr and "no.such.host" not in ended.stderr
