"""A real disk that fills up under a training: a memory disk of a few megabytes, where one may be mounted."""

from __future__ import annotations

import subprocess
import threading

import pytest

from creditviz.exceptions import StoreError
from creditviz.runs import Workspace, books
from creditviz.runs.causes import DISK_FULL
from creditviz.runs.engine import jobs
from tests.faults.conftest import Desk


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own, of 20 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no right to mount a memory disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(file):
    """Write until nothing more fits."""
    with file.open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"\0" * 4096)
        except OSError:
            return


@pytest.mark.nightly
def test_a_training_on_a_disk_that_fills_up_ends_with_its_sentence_and_work_goes_on(small_disk, small_book):
    workspace = Workspace.open(small_disk / "home")
    desk = Desk(workspace, books.add_book(workspace, small_book, name="sample"))
    jobs.start_engine(workspace)
    try:
        run = desk.submit("resnet-lstm", n_epochs=400, patience=400)
        desk.wait(run, lambda run: (run.epoch or 0) >= 2)
        engine = desk.engine()
        fill(small_disk / "filler")
        threading.Event().wait(15)
        with pytest.raises(StoreError) as full:
            for _ in range(100):
                workspace.store.add_event(run.id, "x" * 10_000)
        assert str(full.value) == DISK_FULL
        assert any("almost full" in trouble for trouble in jobs.troubles(workspace))
        (small_disk / "filler").unlink()
        ended = desk.wait(run)
        assert ended.status == "failed" and ended.error == DISK_FULL, ended.error
        desk.works_on()
        assert desk.engine() == engine, "the engine ended"
    finally:
        jobs.stop_engine(workspace)
        workspace.close()
