"""The command line, in a workspace of a test's own or of a file's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from creditviz.cli.commands import main
from tests.experiment.transfer.test_methods import books

Command = Callable[..., Result]


def commands(monkeypatch: pytest.MonkeyPatch, home: Path) -> Command:
    """What is typed behind `python -m creditviz`, in the workspace `home`."""
    monkeypatch.setenv("CREDITVIZ_HOME", str(home))
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def run(tmp_path, monkeypatch) -> Command:
    """`run("train", ...)` in a workspace of the test's own."""
    return commands(monkeypatch, tmp_path / "home")


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Path:
    """A folder that the tests of a file share."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture
def call(shared, monkeypatch) -> Command:
    """`call("score", ...)` in the workspace that the tests of a file share."""
    return commands(monkeypatch, shared / "home")


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    """An old and a new product's file for a transfer."""
    source, target = books()
    paths = tmp_path / "old.csv", tmp_path / "new.csv"
    source.frame.to_csv(paths[0], index=False)
    target.frame.rename(columns={"y": "default"}).to_csv(paths[1], index=False)
    return paths
