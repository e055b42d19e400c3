"""Prepared workspaces, built once by whichever worker comes first; pages without an engine behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.walk.pages.prepared import build


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Callable[[str], Path]:
    """`prepared("full")`: the folder of that state, which nobody has opened; walk on copies of it."""
    folder = tmp_path_factory.mktemp("prepared")

    def made(state: str) -> Path:
        if not (folder / state).exists():
            build(folder, state)
        return folder / state

    return made


@pytest.fixture
def use_home(monkeypatch) -> Callable[[Path], None]:
    """`use_home(folder)`: the app sees that workspace, and starts neither an engine nor the demo."""
    monkeypatch.setattr("creditviz.runs.jobs.start_engine", lambda workspace: None)
    monkeypatch.setattr("creditviz.ui.demo.begin", lambda workspace: None)
    monkeypatch.delenv("CREDITVIZ_STORE", raising=False)
    return lambda home: monkeypatch.setenv("CREDITVIZ_HOME", str(home))
