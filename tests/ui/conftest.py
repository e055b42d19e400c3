"""A workspace with a small book and finished runs, and pages without an engine behind them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "overview", "data", "balancing", "training", "transfer", "benchmark", "performance", "decision", "explanation",
    "scoring", "committee", "scorecard",
)  # fmt: skip


@pytest.fixture(scope="session")
def unopened_home(tmp_path_factory, sample_book) -> Path:
    """Home of a workspace that nobody opens: the sample book, two finished runs and their explanations."""
    from tests.prepared import explained_models, prepared

    return prepared(tmp_path_factory, "explained-models", explained_models(sample_book))


@pytest.fixture(scope="session")
def trained_home(unopened_home, tmp_path_factory) -> Path:
    """A copy of it that tests read together; tests that change something take `home`."""
    return shutil.copytree(unopened_home, tmp_path_factory.mktemp("trained") / "home")


@pytest.fixture
def home(unopened_home, tmp_path) -> Path:
    """A copy for one test alone."""
    return shutil.copytree(unopened_home, tmp_path / "home")


@pytest.fixture
def open_page(monkeypatch):
    """`open_page("data", home)`: an AppTest of the page as a deep link would run it, without an engine."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr("creditviz.runs.engine.jobs.start_engine", lambda workspace: None)
    monkeypatch.setattr("creditviz.ui.demo.begin", lambda workspace: None)
    monkeypatch.setattr("streamlit.page_link", _link)  # from its second run on AppTest knows one page

    def opened(page: str, home: Path) -> AppTest:
        monkeypatch.setenv("CREDITVIZ_HOME", str(home))
        monkeypatch.delenv("CREDITVIZ_STORE", raising=False)
        return AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=60).run()

    return opened


def _link(page, *, label, **look):
    """What a link to a page must have; nothing is drawn."""
    assert Path(page).exists() and label
